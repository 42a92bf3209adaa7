"""Sheets come out of the printer at their size, say all they should, and every code can be read."""

import re
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import date, timedelta

import pytest

from db.people import ResidentCard
from db.projects import ProjectCard
from db.tickets import TicketLine
from domain.contacts import Contacts
from domain.surveys import tidy_code
from domain.tickets import Kind, Severity, Stage
from lang import LANGUAGES
from reports.cards import cards
from reports.letters import letters
from reports.paper import Spot, fitting, typed
from reports.posters import posters
from reports.slips import Job, slip
from reports.stickers import stickers
from tests.builders import MONDAY_MORNING, an_intake
from tests.printing import opened, overflowing, printed

BOTH = ("zh_CN", "en")
HERE = "https://wy.example.cn/s/7K3M9QX2TD4F"
FAR = "https://residents.property-management.cloud-garden.example.com/huifang/s/7K3M9QX2TD4F"
LOBBY, LIFT = Spot("5 栋 大堂", HERE), Spot("1 栋 电梯", HERE.replace("7K3M", "0000"))
PROJECT = ProjectCard(
    1, "翠湖花园", "Asia/Shanghai", "zh_CN", "客服中心 400-000-0000（每日 8:00–20:00）", False
)
LINE = TicketLine(
    *(1284, Kind.REPAIR, None, Severity.MINOR, "厨房水龙头漏水", "", "3 栋 1202"),
    *(Stage.DISPATCHED, MONDAY_MORNING, 1, MONDAY_MORNING),
    *(None, None, None, None, None, None, None),
)
INTAKE = an_intake(words="龙头一直滴水，电话 13812345678。")
JOB = Job(PROJECT, LINE, INTAKE, MONDAY_MORNING + timedelta(hours=7), 85)
RESIDENT = ResidentCard(1, "李强", "13800000000", 1)
CONTACTS = Contacts(
    *("客户服务部 王芳", "0571-8688 1234", "0571-8688 5678", "138 0571 8688", "kf@example.cn"),
    "8:00–20:00",
)
HOSTILE = '<script>alert(1)</script>"&\u202e{{ 7*7 }}'
LONG_PLACES = (
    "地下二层车库北侧通风井旁电梯厅" * 13,
    ("Underground car park level B2, lift lobby beside the ventilation shaft; " * 3)[:202],
    "W" * 202,
    HOSTILE * 4,
)
LONG_NAME = "翠湖花园国际社区第三期北苑及商业街" * 4
LONG_CONTACTS = (
    "客服中心 400-000-0000，维修 400-000-0001；" * 7,
    "Service desk 400-000-0000, " * 7,
)
LONG_LINES = (
    Contacts(*["客户服务部综合受理中心夜间值班室王芳与李强"[:20] * 3] * 6),
    Contacts(*["W" * 32] * 6),
)


def a_poster(spot: Spot, project: ProjectCard = PROJECT) -> str:
    return posters(project, [spot], BOTH)


def a_sheet_of_stickers(spot: Spot, project: ProjectCard = PROJECT) -> str:
    return stickers(project, [spot], BOTH)


def a_sheet_of_cards(spot: Spot, project: ProjectCard = PROJECT) -> str:
    return cards(project, spot.address, BOTH)


def a_slip(spot: Spot, project: ProjectCard = PROJECT) -> str:
    line = replace(LINE, place=spot.place)
    return slip(replace(JOB, project=project, line=line), spot.address, project.language)


def a_letter(spot: Spot, project: ProjectCard = PROJECT) -> str:
    day = date(2026, 3, 2)
    return letters(project, [spot], project.language, written_on=day, closes_on=day)


Lay = Callable[..., str]
PAPERS: tuple[tuple[Lay, int, tuple[int, int]], ...] = (
    (a_poster, 1, (210, 297)),
    (a_sheet_of_stickers, 4, (210, 297)),
    (a_sheet_of_cards, 10, (210, 297)),
    (a_slip, 1, (148, 210)),
    (a_letter, 1, (210, 297)),
)
# The picture of a code on each, its quiet margin included: a tenth of the distance it is read from.
CODE_SIZES = ((a_poster, 122), (a_sheet_of_stickers, 62), (a_sheet_of_cards, 36), (a_slip, 43))
LAYS = [lay for lay, _, _ in PAPERS]


@pytest.mark.parametrize("address", [HERE, FAR])
@pytest.mark.parametrize(("lay", "count", "size"), PAPERS)
def test_every_code_on_the_printed_sheet_is_read(browser, lay, count, size, address):
    (sheet,) = printed(browser, lay(Spot("5 栋 大堂", address)))

    codes = sheet.codes()
    assert [code.text for code in codes] == [address] * count
    assert {code.ec_level for code in codes} == {"Q"}
    assert (sheet.width, sheet.height) == pytest.approx(size, abs=0.5)


@pytest.mark.parametrize(("lay", "width"), CODE_SIZES)
def test_a_code_is_as_large_as_its_distance_asks(browser, lay, width):
    (sheet, *_) = printed(browser, lay(LOBBY))

    corners = sheet.codes()[0].position
    across = sheet.millimetres(corners.top_right.x - corners.top_left.x)
    # 33 modules, and four of quiet on both sides.
    assert across == pytest.approx(width * 33 / 41, abs=0.8)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", LONG_PLACES)
@pytest.mark.parametrize("lay", LAYS)
def test_nothing_runs_over_however_long_the_names(browser, lay, place, language):
    contact = LONG_CONTACTS[LANGUAGES.index(language)][:200]
    project = replace(PROJECT, name=LONG_NAME[:80], contact=contact, language=language)

    assert overflowing(browser, lay(Spot(place, FAR), project)) == []


@pytest.mark.parametrize("filled", [CONTACTS, *LONG_LINES])
@pytest.mark.parametrize("order", [BOTH, BOTH[::-1]])
def test_a_card_and_a_letter_hold_every_line_to_be_reached_at(browser, filled, order):
    full = replace(PROJECT, name=LONG_NAME[:80], contact=LONG_CONTACTS[0][:200], contacts=filled)
    spot = Spot("5 栋 1202", FAR)

    for html, count in (
        (cards(full, FAR, order), 10),
        (a_letter(spot, replace(full, language=order[0])), 1),
    ):
        (sheet,) = printed(browser, html)
        assert overflowing(browser, html) == []
        assert [code.text for code in sheet.codes()] == [FAR] * count
        assert all(value in html for value in astuple(filled))


@pytest.mark.parametrize("lay", [a_sheet_of_cards, a_letter])
def test_only_the_lines_that_the_project_has_filled_in_are_printed(lay):
    some = Contacts(repairs="0571-8688 5678", hours="8:00–20:00")

    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", lay(LOBBY, replace(PROJECT, contacts=some)))

    assert all(said in words for said in ("维修", "0571-8688 5678", "服务时间", "8:00–20:00"))
    assert not any(unsaid in words for unsaid in ("投诉", "负责人", "邮箱"))
    assert 'class="lines"' not in lay(LOBBY)


@pytest.mark.parametrize("lay", LAYS)
def test_a_hostile_place_is_harmless_text(browser, lay):
    contacts = Contacts(*[HOSTILE] * 6)
    project = replace(PROJECT, name=HOSTILE, contact=HOSTILE, contacts=contacts)

    html = lay(Spot(HOSTILE, HERE), project)

    page = opened(browser, html)
    assert page.evaluate("document.scripts.length") == 0
    assert HOSTILE in page.content().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    page.close()


@pytest.mark.parametrize("lay", LAYS)
def test_a_sheet_asks_for_nothing_else(lay):
    html = lay(LOBBY)

    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", html)
    assert "@page{size:" in html


@pytest.mark.parametrize("lay", LAYS)
def test_whom_to_call_and_the_address_stand_on_every_sheet(lay):
    html = lay(LOBBY)

    assert PROJECT.contact in html
    assert str(typed(HERE)) in html


@pytest.mark.parametrize("lay", [a_poster, a_sheet_of_stickers, a_slip, a_letter])
def test_the_place_is_printed_in_words(lay):
    assert LOBBY.place in lay(LOBBY)


@pytest.mark.parametrize("lay", [a_poster, a_sheet_of_stickers, a_sheet_of_cards])
def test_what_everybody_reads_is_in_both_languages(lay):
    html = lay(LOBBY)

    assert html.index('<span lang="zh-CN">') < html.index('<span lang="en">')


def test_a_card_is_ninety_by_fifty_four(browser):
    page = opened(browser, a_sheet_of_cards(LOBBY))
    boxes = page.evaluate(
        "[...document.querySelectorAll('.card')].map(c => c.getBoundingClientRect().toJSON())"
    )
    page.close()

    millimetres = [(box["width"] / 96 * 25.4, box["height"] / 96 * 25.4) for box in boxes]
    assert millimetres == [pytest.approx((90, 54), abs=0.05)] * 10


def test_cards_are_cut_between_marks_that_no_card_shows():
    html = a_sheet_of_cards(LOBBY)

    across = {float(x) for x in re.findall(r"M([\d.]+) 4\.5v", html)}
    down = {float(y) for y in re.findall(r"M6 ([\d.]+)h", html)}
    assert across == {15, 105, 195}
    assert down == {13.5, 67.5, 121.5, 175.5, 229.5, 283.5}


def test_every_place_has_a_poster_of_its_own(browser):
    sheets = printed(browser, posters(PROJECT, [LOBBY, LIFT], BOTH))

    assert [[code.text for code in one.codes()] for one in sheets] == [
        [LOBBY.address],
        [LIFT.address],
    ]


def test_a_sheet_of_stickers_is_never_left_half_empty(browser):
    spots = [LOBBY, LIFT, LOBBY, LIFT, LOBBY]

    first, second = printed(browser, stickers(PROJECT, spots, BOTH))

    assert (len(first.codes()), len(second.codes())) == (4, 4)


def test_nobody_is_named_on_a_slip_that_lies_about():
    html = a_slip(LOBBY)

    assert "13812345678" not in html
    assert "•••78" in html
    assert RESIDENT.name not in html


def test_the_resident_stands_on_a_slip_that_asks_for_it():
    html = slip(replace(JOB, resident=RESIDENT), HERE, "zh_CN")

    assert "李强 13800000000" in html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", ("#1284", "报修", "厨房水龙头漏水", "2026年3月2日 16:00", "¥85.00", "住户签字")),
        ("en", ("#1284", "Repair", "厨房水龙头漏水", "2 Mar 2026 16:00", "¥85.00", "signature")),
    ],
)
def test_a_slip_says_what_is_to_be_done_by_when_and_for_how_much(language, words):
    html = slip(JOB, HERE, language)

    assert [word for word in words if word not in html] == []


def test_words_too_long_for_a_slip_end_in_dots(browser):
    job = replace(JOB, intake=an_intake(asks="请带上密封圈和软管。" * 90))
    html = slip(job, HERE, "zh_CN")

    assert "…" in html
    assert overflowing(browser, html) == []


def test_an_address_is_grouped_to_be_typed():
    assert typed(HERE) == "wy.example.cn/s/<wbr><b>7K3M-9QX2-TD4F</b>"
    assert typed("http://127.0.0.1:8501/s/ABC") == "127.0.0.1:8501/s/<wbr><b>ABC</b>"


def test_an_address_typed_in_groups_opens_the_same_code():
    grouped = typed(HERE).striptags().rpartition("/")[2]

    assert tidy_code(grouped) == HERE.rpartition("/")[2]


def test_type_shrinks_only_as_far_as_it_must():
    assert fitting("大堂", 90, 20, 30) == 30
    assert fitting("大堂" * 30, 90, 20, 30) < 30
    assert fitting("大堂" * 900, 90, 20, 30) == 5
