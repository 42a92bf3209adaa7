"""Codes of waiting screens: one device's alone, good long enough to be typed, and no longer."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.pairing import CHANGES_EVERY, LETTERS, WrongCode, checked, codes, is_awaited, spaced

# The beginning of a turn.
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def a_device(name="the lobby's"):
    return lambda turn: sha256(f"{name} {turn}".encode()).digest()


def shown(now=START, name="the lobby's"):
    return codes(a_device(name), now)[0]


def test_a_code_is_nine_letters_that_cannot_be_taken_for_one_another():
    letters = set("".join(shown(name=str(number)) for number in range(500)))

    assert letters == set(LETTERS)
    assert len(shown()) == 9
    assert not letters & set("0ODQ1IL2Z5S8B")


def test_a_code_stays_on_the_screen_for_ten_minutes():
    assert shown(START) == shown(START + CHANGES_EVERY - MOMENT)
    assert shown(START) != shown(START + CHANGES_EVERY)


def test_a_code_may_be_typed_for_ten_minutes_after_it_was_last_shown():
    until = START + 2 * CHANGES_EVERY

    assert checked(shown(), START) == checked(shown(), until - MOMENT) == shown()
    with pytest.raises(WrongCode):
        checked(shown(), until)


def test_a_code_approved_in_its_last_moment_is_still_the_devices_for_ten_minutes():
    until = START + 3 * CHANGES_EVERY

    assert shown() in codes(a_device(), until - MOMENT)
    assert shown() not in codes(a_device(), until)


def test_a_device_that_has_not_come_after_half_an_hour_will_not_come():
    half_an_hour = timedelta(minutes=30)

    assert is_awaited(START, START + half_an_hour - MOMENT)
    assert not is_awaited(START, START + half_an_hour)


def test_no_two_devices_show_the_same():
    assert len({shown(name=str(number)) for number in range(2000)}) == 2000


@pytest.mark.parametrize("wrong", ["", "3", "AAAAAAAAA", "????", "0" * 400])
def test_what_no_screen_shows_is_refused(wrong):
    with pytest.raises(WrongCode):
        checked(wrong, START)


def test_nearly_every_slip_of_the_finger_is_noticed():
    code, noticed, slips = shown(), 0, 0
    for place in range(len(code)):
        for letter in set(LETTERS) - {code[place]}:
            slips += 1
            try:
                checked(code[:place] + letter + code[place + 1 :], START)
            except WrongCode:
                noticed += 1

    assert noticed >= 0.98 * slips


@pytest.mark.parametrize("write", [str.lower, spaced, lambda code: f" {code[:3]}-{code[3:]}　"])
def test_a_code_is_the_same_however_it_is_written(write):
    assert checked(write(shown()), START) == shown()


def test_a_code_is_read_in_three_groups():
    assert spaced("ABCDEFGHJ") == "ABC DEF GHJ"
