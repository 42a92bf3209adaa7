"""What people wrote can be shown to colleagues without showing whom to call."""

import pytest

from domain.masking import masked


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "1 3 8 1 2 3 4 5 6 7 8",
        "+86 13812345678",
        "+86-138-1234-5678",
        "021-65432178",
        "(0755)2345 6778",
        "400-820-8878",
        "65432178",
        "6222 0212 3456 7890 178",
        "310101199001011278",
    ],
)
def test_a_number_keeps_its_last_two_digits(number):
    assert masked(f"电话:{number}。") == "电话:•••78。"


def test_an_identity_number_may_end_in_x():
    assert masked("31010119900101123X") == "•••3X"


def test_full_width_digits_are_digits():
    assert masked("请打１３８１２３４５６７８") == "请打•••７８"


def test_an_address_keeps_its_domain():
    assert masked("写信到 li.qiang@example.com 吧") == "写信到 •••@example.com 吧"


@pytest.mark.parametrize(
    "words",
    [
        "2026-03-02 14:30 来的",
        "2026/3/2",
        "收了 1200-1500 元",
        "3 栋 1202-1203",
        "等了 120000 秒",
        "9-10 12-13 都行",
        "",
    ],
)
def test_days_prices_and_rooms_stay_readable(words):
    assert masked(words) == words


def test_masking_twice_changes_nothing():
    once = masked("打 13812345678 或 021-65432100")

    assert masked(once) == once
