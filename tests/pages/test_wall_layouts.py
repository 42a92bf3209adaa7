"""Every layout for what it is for, drawn from a board and a moment alone."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from db.board import Board
from domain.groups import Group, GroupVerdict
from domain.screens import Ground, Layout, ScreenPlan, Speech, Turn
from pages.parts.wall import view
from pages.parts.wall.address import WrongAddress, of, plan, told
from pages.parts.wall.headlines import NEW_FOR
from pages.parts.wall.view import Picture
from pages.parts.wall.words import ems
from tests import boards, glass
from tests.boards import FLOOD, NOW
from tests.test_theme import contrast

ROOT = Path(__file__).parents[2]
SECOND = timedelta(seconds=1)
INKS = ("ink", "quiet", "late", "soon", "good", "unknown")


def drawn(board: Board, layout: Layout, language: str = "en", now=NOW) -> str:
    picture = Picture(Turn((board.project.id,), layout, language), Ground.DARK)
    return view.wall(picture, boards.sightings(board), now)


def words(html: str) -> str:
    """What a person reads, without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def said_first(html: str) -> str:
    return re.search(r'class="headline[^>]*>([^<]*)<', html)[1]


def without_news(board: Board) -> Board:
    return replace(board, majors=())


@pytest.mark.parametrize(
    ("layout", "calm", "on_fire"),
    [
        (
            Layout.OVERVIEW,
            "1 ticket is due soon: 41 min left",
            "40 tickets are late, the longest by 12 d",
        ),
        (
            Layout.QUEUE,
            "1 ticket is due soon: 41 min left",
            "40 tickets are late, the longest by 12 d",
        ),
        (
            Layout.CALLBACKS,
            "2 callbacks have to be made today",
            "29 callbacks are far past their window",
        ),
        (
            Layout.SATISFACTION,
            "Residents got more than they expected",
            "Residents got less than they expected",
        ),
    ],
)
def test_each_layout_says_first_what_matters_in_it(layout, calm, on_fire):
    assert said_first(drawn(boards.calm(), layout)) == calm
    assert said_first(drawn(without_news(boards.on_fire()), layout)) == on_fire


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize(
    ("age", "is_new"), [(NEW_FOR - SECOND, True), (NEW_FOR, False), (NEW_FOR + SECOND, False)]
)
def test_a_new_major_ticket_takes_every_headline_for_a_while(layout, age, is_new):
    html = drawn(boards.on_fire(), layout, "zh_CN", FLOOD.received_at + age)

    assert ("新的重大工单：投诉 · 12栋 地下车库 · 水淹车库" in html) is is_new
    assert ('class="headline late new"' in html) is is_new


def test_callbacks_below_target_are_the_headline_where_none_is_owed():
    quiet = replace(boards.on_fire().callbacks, close_today=0, late=0, long_late=0)
    board = replace(boards.calm(), callbacks=quiet)

    first = said_first(drawn(board, Layout.CALLBACKS, "zh_CN"))

    assert first == "重大投诉：5 次应回访，做了 2 次，目标 100%"


def test_callbacks_on_target_say_what_is_open():
    board = boards.calm()
    quiet = replace(board, callbacks=replace(board.callbacks, close_today=0))

    assert said_first(drawn(quiet, Layout.CALLBACKS)) == "On target, 14 callbacks are open"


def test_the_queue_shows_every_rung_and_how_many_lines_there_are_beside():
    said = words(drawn(boards.on_fire(), Layout.QUEUE))

    assert "31 Supervisor 12 Region 3 Branch 1 Company" in said
    assert "7 of 560" in said


def test_the_last_days_tell_what_was_not_made():
    html = drawn(boards.on_fire(), Layout.CALLBACKS)

    assert html.count('class="day late"') == 12
    assert "made / due 508/974" in words(html)


def test_days_without_any_callback_say_what_will_stand_there():
    assert "Each day will stand here" in drawn(boards.empty(), Layout.CALLBACKS)


def test_the_gap_has_its_interval_its_households_and_both_sides():
    said = words(drawn(boards.calm(), Layout.SATISFACTION))

    assert "between +6 and +13" in said
    assert "43 households" in said
    assert "Expected 68" in said
    assert "Got 77" in said
    assert "1 not counted" in said


def test_a_response_rate_stands_beside_every_score():
    assert "77% answered 47/61" in words(drawn(boards.calm(), Layout.SATISFACTION))


def test_a_small_group_shows_neither_sides_nor_interval_nor_chips():
    board = boards.calm()
    few = replace(
        board.surveys,
        gap=Group(9, GroupVerdict.TOO_FEW),
        expectation=None,
        verdicts=dict.fromkeys(board.surveys.verdicts, 3),
        answered=4,
    )

    said = words(drawn(replace(board, surveys=few), Layout.SATISFACTION))

    assert "n = 9" in said
    assert "from ten households on" in said
    assert "between" not in said
    assert "answered &lt; 5/61" in said
    assert "%" not in said


def region(*shown: Board, language: str = "en", layout: Layout = Layout.OVERVIEW) -> str:
    projects = tuple(board.project.id for board in shown)
    turn = Turn(projects if layout is Layout.OVERVIEW else projects[:1], layout, language)
    return view.wall(Picture(turn, Ground.DARK), boards.sightings(*shown), NOW)


def test_a_region_shows_its_worst_project_first():
    html = region(
        boards.empty(1, "甲"), without_news(boards.on_fire(2, "乙")), boards.calm(3, "丙")
    )

    assert re.findall(r'class="name" [^>]*>(.)</div>\s*<div class="figures"', html) == [
        "乙",
        "丙",
        "甲",
    ]
    assert said_first(html) == "40 tickets are late in 1 of 3 projects, most in 乙"


def test_a_calm_region_says_so():
    assert said_first(region(boards.empty(1), boards.empty(2))) == "All 2 projects in time"


def test_a_major_ticket_of_another_project_is_told_with_its_project():
    html = region(boards.calm(1), boards.on_fire(2, "半岛城邦"), layout=Layout.CALLBACKS)

    assert said_first(html).startswith("New and major: 半岛城邦 · Complaint")
    assert 'data-majors="2:11873 2:11869 2:11870"' in html


def test_what_comes_next_is_said_and_nothing_where_nothing_does():
    fixed = ScreenPlan((1,))
    turning = ScreenPlan((1,), (Layout.OVERVIEW, Layout.CALLBACKS), speech=Speech.ENGLISH)

    assert "following" not in glass.html(fixed, [boards.calm()])
    assert "next: " in glass.html(turning, [boards.calm()])


def test_a_screen_that_only_changes_its_language_says_which_comes():
    plan = ScreenPlan((1,), speech=Speech.BOTH)

    assert re.search("next: 中文|下一屏：English", glass.html(plan, [boards.calm()]))


def test_fixed_screens_of_any_pace_share_one_picture():
    known = {1: boards.calm()}
    slow, quick = ScreenPlan((1,), turn_seconds=600), ScreenPlan((1,), turn_seconds=10)

    assert view.picture(slow, known, NOW) == view.picture(quick, known, NOW)


def test_the_ground_follows_the_project_s_clock():
    plan = ScreenPlan((1,), ground=Ground.BY_HOUR)
    in_london = replace(boards.calm(), project=replace(boards.calm().project, zone_name="UTC"))

    assert view.picture(plan, {1: boards.calm()}, NOW).ground is Ground.LIGHT
    assert view.picture(plan, {1: in_london}, NOW).ground is Ground.DARK


@pytest.mark.parametrize(("layout", "language"), list(product(Layout, ["zh_CN", "en"])))
def test_no_figure_has_decimals_and_every_sentence_is_filled_in(layout, language):
    said = words(drawn(boards.on_fire(), layout, language))

    assert not re.search(r"\d\.\d", said)
    assert not re.search(r"[{}]", said)


def tokens(selector: str) -> dict[str, str]:
    css = view.STYLE.read_text("utf-8")
    block = css[css.index(f"{selector} {{") :]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block[: block.index("}")]))


@pytest.mark.parametrize(("selector", "ground"), [(".wall", "dark"), (".wall.light", "light")])
def test_every_colour_is_the_theme_s_and_readable_on_its_ground(selector, ground):
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    used = tokens(selector)

    assert set(used.values()) <= {c for c in theme[ground].values() if isinstance(c, str)}
    assert min(contrast(used[ink], used["ground"]) for ink in INKS) >= 4.5


def test_a_chinese_character_is_wider_than_a_letter():
    assert ems("回访") == 2
    assert 1 < ems("abc") < 2


def test_an_address_keeps_the_whole_plan():
    whole = ScreenPlan(
        (3, 1),
        (Layout.QUEUE, Layout.CALLBACKS),
        turn_seconds=20,
        ground=Ground.BY_HOUR,
        speech=Speech.BOTH,
        sounds=True,
    )

    assert plan(of(whole), None, "en") == whole


def test_a_bare_address_shows_what_the_desk_chose():
    assert plan({}, 7, "en") == ScreenPlan((7,), speech=Speech.ENGLISH)
    assert plan({}, None, "en") is None


@pytest.mark.parametrize(
    "asked",
    [
        {"project": "one"},
        {"project": ""},
        {"project": "²"},
        {"project": ",".join(map(str, range(13)))},
        {"layout": "everything"},
        {"layout": ""},
        {"turn": "soon"},
        {"turn": "9"},
        {"turn": "601"},
        {"ground": "pink"},
        {"lang": "fr"},
        {"sound": "loud"},
    ],
)
def test_an_address_that_cannot_be_shown_says_what_is_possible(asked):
    with pytest.raises(WrongAddress) as refused:
        plan({"project": "1"} | asked, None, "en")

    (key,) = asked
    assert refused.value.key == key
    assert f"“{key}=" in told("en", refused.value)
    assert f"“{key}=" in told("zh_CN", refused.value)
    assert not re.search(r"[{}]", told("en", refused.value))


@pytest.mark.story
def test_nothing_is_cut_off_lying_or_upright(browser: Browser):
    page = browser.new_page()
    fire = boards.on_fire()
    plans = [
        ScreenPlan((1,), glass.starting_with(layout), speech=speech, ground=Ground.LIGHT)
        for layout, speech in product(Layout, (Speech.CHINESE, Speech.ENGLISH))
    ]
    shown = boards.a_region(12)
    together = ScreenPlan(tuple(board.project.id for board in shown), speech=Speech.ENGLISH)

    cut = [
        (size, plan.layouts[0], plan.speech, found)
        for size in ((1920, 1080), (1080, 1920), (1366, 768))
        for plan, those in [*((plan, [fire]) for plan in plans), (together, shown)]
        if (found := glass.show(page, size, plan, those))
    ]
    page.close()

    assert not cut


@pytest.mark.story
def test_what_matters_is_read_at_five_metres_on_every_layout(browser: Browser):
    page = browser.new_page()
    sizes = """[...document.querySelectorAll('.headline, .figure, .clock, .left, .done, .verdict')]
        .map(e => parseFloat(getComputedStyle(e).fontSize))"""

    least = {}
    for layout in Layout:
        glass.show(page, (1920, 1080), ScreenPlan((1,), (layout,)), [boards.on_fire()])
        least[layout] = min(page.evaluate(sizes))
    page.close()

    assert min(least.values()) >= 1080 / 25, least
