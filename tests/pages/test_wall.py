"""The wall says what matters, in both languages, and never who."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from db import live, people, projects
from db.board import board
from db.engine import DatabaseUnreachable, reading, writing
from db.live import Reader, Sighting
from desk import surveys
from domain.access import Actor, Role
from domain.screens import Ground, Layout, Turn
from domain.surveys import Chip
from domain.tickets import Category, Kind, Rung, Step
from pages.parts import session
from pages.parts.wall import view
from pages.parts.wall.view import Picture
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MINUTE,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    make_callback,
    take,
)
from tests.builders import a_callback as owe_callback
from tests.pages.desks import COOKIE, signed_in

BOTH = pytest.mark.parametrize("language", ["zh_CN", "en"])


def seen(project_id: int, now: datetime) -> Sighting:
    with reading() as session:
        return Sighting(board(session, project_id, now), 1, now)


def glass(
    project_id: int,
    language: str = "en",
    now: datetime = MONDAY_MORNING,
    layout: Layout = Layout.OVERVIEW,
) -> str:
    return drawn(seen(project_id, now), now, layout=layout, language=language)


def drawn(sighting: Sighting, now: datetime, **turn: Any) -> str:
    """One layout of one project, as of an earlier sighting perhaps."""
    project_id = sighting.board.project.id
    usual = {"projects": (project_id,), "layout": Layout.OVERVIEW, "language": "en"}
    picture = Picture(Turn(**usual | turn), Ground.DARK)
    return view.wall(picture, {project_id: sighting}, now)


def words(html: str) -> str:
    """What a person reads, without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def answers(project_id, count, marks, chips=(), building="3 栋"):
    """As many households, each with one answer to a job of its own."""
    for door in range(count):
        with writing() as session:
            place = people.add_place(session, project_id, building=building, unit=str(door))
        ticket = a_resolved_ticket(project_id, replied=True, place_id=place)
        code = a_code(project_id, ticket)
        with writing() as session:
            surveys.receive(session, code, a_filled_form(marks, chips=chips), TUESDAY_MORNING)


@BOTH
def test_an_empty_project_says_that_nobody_is_waiting(database, language):
    said = words(glass(a_project("翠湖花园"), language))

    assert "翠湖花园" in said
    assert {"zh_CN": "没有人在等候", "en": "Nobody is waiting"}[language] in said
    assert {"zh_CN": "样本太少", "en": "Too few answers"}[language] in said


@BOTH
def test_a_calm_project_says_when_the_next_is_due(database, language):
    project_id = a_project()
    number = a_ticket(project_id)
    take(project_id, number, Step.DISPATCHED, MONDAY_MORNING + MINUTE)

    said = words(glass(project_id, language, MONDAY_MORNING + HOUR))

    expected = {
        "zh_CN": "全部按时，下一张 23 小时后到期",
        "en": "All in time, the next due in 23 h",
    }
    assert expected[language] in said


@BOTH
def test_a_late_ticket_is_the_headline(database, language):
    project_id = a_project()
    a_ticket(project_id)
    a_ticket(project_id, now=MONDAY_MORNING - 3 * DAY)

    html = glass(project_id, language, MONDAY_MORNING + 4 * HOUR)

    expected = {
        "zh_CN": "2 张工单已超时，最久的超了 3 天",
        "en": "2 tickets are late, the longest by 3 d",
    }
    assert re.search(rf'class="headline late" [^>]*>{expected[language]}<', html)
    assert '<div class="line late">' in html


def test_one_late_ticket_is_spoken_of_as_one(database):
    project_id = a_project()
    a_ticket(project_id)

    assert "1 ticket is late, by 58 min" in glass(project_id, now=MONDAY_MORNING + 178 * MINUTE)


def test_the_last_hour_counts_down_by_the_second(database):
    project_id = a_project()
    a_ticket(project_id)
    almost = MONDAY_MORNING + 2 * HOUR - timedelta(minutes=9, seconds=41)
    sighting = seen(project_id, almost)

    before = drawn(sighting, almost)
    after = drawn(sighting, almost + timedelta(seconds=2))

    assert '<span class="left">9:41 left</span>' in before
    assert '<span class="left">9:39 left</span>' in after


def test_a_line_that_runs_out_of_time_is_late_before_the_board_is_counted_again(database):
    project_id = a_project()
    a_ticket(project_id)
    due = MONDAY_MORNING + 2 * HOUR
    sighting = seen(project_id, due - timedelta(seconds=1))

    html = drawn(sighting, due + timedelta(seconds=1))

    assert "1 ticket is late" in html
    assert "0:01 late" in html


def test_no_more_than_six_lines_are_shown_the_latest_first(database):
    project_id = a_project()
    for hour in range(9):
        a_ticket(project_id, now=MONDAY_MORNING - hour * HOUR)

    numbers = re.findall(r'class="number">(\d+)<', glass(project_id))

    assert numbers == ["9", "8", "7", "6", "5", "4"]


def test_a_step_that_is_due_is_named(database):
    project_id = a_project()
    take(project_id, a_ticket(project_id), Step.DISPATCHED, MONDAY_MORNING)
    a_ticket(project_id)

    html = glass(project_id, "zh_CN", layout=Layout.QUEUE)
    steps = re.findall(r'class="step">([^<]+)<', html)

    assert steps == ["待派单", "待到场"]


@BOTH
def test_nobody_is_named_and_nothing_they_said_is_shown(database, language):
    project_id = a_project()
    a_colleague(project_id, name="赵主任")
    resident = a_resident(project_id, name="李强", phone="13912345678")
    with writing() as session:
        home = people.add_place(session, project_id, building="3 栋", unit="1202")
    a_ticket(
        project_id,
        kind=Kind.COMPLAINT,
        category=Category.SALES,
        subject="李强投诉保安",
        words="我是李强，电话 13912345678",
        complained_of="保安老周",
        asks="道歉",
        resident_id=resident,
        place_id=home,
    )
    a_ticket(project_id, place_words="5 栋 302 室 13912345678", topic="电话 13912345678")

    html = glass(project_id, language)

    for private in ("李强", "13912345678", "老周", "道歉", "赵主任", "1202", "302", "水管"):
        assert private not in html
    assert "3 栋" in html
    assert "5 栋" in html


def test_hostile_words_stay_words(database):
    attack = "<img src=x onerror=alert()>"
    project_id = a_project(f"{attack}&")
    a_ticket(project_id, topic=attack, place_words="<script>alert()</script>")

    html = glass(project_id)

    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x onerror=alert()&gt;&amp;" in html


def test_a_complaint_opened_by_an_answer_shows_its_chips_in_words(database):
    project_id = a_project()
    a_ticket(project_id, kind=Kind.COMPLAINT, topic="speed attitude")

    assert "速度 态度" in glass(project_id, "zh_CN")


def test_stages_tell_how_long_the_oldest_has_waited(database):
    project_id = a_project()
    a_ticket(project_id, now=MONDAY_MORNING - 3 * HOUR)
    a_ticket(project_id)

    said = words(glass(project_id))

    assert "2 Received oldest 3 h" in said
    assert "0 On site" in said


@BOTH
def test_escalations_are_counted_by_level(database, language):
    project_id = a_project()
    for rung in (Rung.SUPERVISOR, Rung.COMPANY_LEADER, Rung.COMPANY_LEADER):
        number = a_ticket(project_id)
        take(project_id, number, Step.ESCALATED, MONDAY_MORNING, rung=rung)

    said = words(glass(project_id, language))

    assert {"zh_CN": "1 主管 2 公司", "en": "1 Supervisor 2 Company"}[language] in said


def test_callbacks_stand_beside_their_target_and_pending_ones_apart(database):
    project_id = a_project()
    boss = a_colleague(project_id)
    made = owe_callback(project_id, kind=Kind.COMPLAINT)
    make_callback(made, boss, TUESDAY_MORNING + HOUR)
    owe_callback(project_id, kind=Kind.COMPLAINT)

    html = glass(project_id, now=TUESDAY_MORNING + 2 * HOUR)

    assert '<span class="done">1/1</span>' in html
    assert '<span class="target">100%</span>' in html
    assert '<span class="pending">1</span>' in html


def test_callbacks_below_target_carry_a_mark(database):
    project_id = a_project()
    owe_callback(project_id, kind=Kind.COMPLAINT)

    html = glass(project_id, now=TUESDAY_MORNING + 5 * DAY)

    assert re.search(r'class="row late">\s*<span class="symbol">▼<', html)
    assert '<span class="done">0/1</span>' in html


@BOTH
def test_nine_answers_are_too_few_to_say_anything(database, language):
    project_id = a_project()
    answers(project_id, 9, LET_DOWN, chips=(Chip.SPEED,))

    html = glass(project_id, language, TUESDAY_MORNING + HOUR)

    assert "scale hatched" in html
    assert 'class="interval"' not in html
    assert "n = 9" in html
    assert set(re.findall(r'class="count[^"]*">([^<]+)<', html)) == {"–"}
    assert 'class="chip"' not in html


def test_four_answers_are_not_even_counted(database):
    project_id = a_project()
    answers(project_id, 4, LET_DOWN)

    said = words(glass(project_id, now=TUESDAY_MORNING + HOUR))

    assert "n = 4" not in said
    assert "answered &lt; 5/4" in said


@pytest.mark.parametrize(
    ("marks", "tone", "symbol", "verdict"),
    [
        (LET_DOWN, "late", "▼", "低于期望"),
        (CONTENT, "unknown", "?", "未定"),
        (DELIGHTED, "good", "▲", "高于期望"),
    ],
)
def test_ten_answers_give_a_verdict(database, marks, tone, symbol, verdict):
    project_id = a_project()
    if marks is CONTENT:
        answers(project_id, 5, LET_DOWN)
        answers(project_id, 5, DELIGHTED, building="5 栋")
    else:
        answers(project_id, 10, marks, chips=(Chip.SPEED,))

    html = glass(project_id, "zh_CN", TUESDAY_MORNING + HOUR)

    assert f'<div class="gap {tone}">' in html
    assert f"<i>{symbol}</i> <span>{verdict}</span>" in html
    assert 'class="interval"' in html


def test_what_residents_want_first_is_counted_in_words(database):
    project_id = a_project()
    answers(project_id, 10, LET_DOWN, chips=(Chip.SPEED,))

    assert "速度 10" in words(glass(project_id, "zh_CN", TUESDAY_MORNING + HOUR))


def test_no_figure_has_decimals(database):
    project_id = a_project()
    answers(project_id, 7, LET_DOWN)
    answers(project_id, 5, DELIGHTED, building="5 栋")

    assert not re.search(r"\d\.\d", words(glass(project_id, now=TUESDAY_MORNING + HOUR)))


@pytest.mark.parametrize(("seconds", "is_loud"), [(12, False), (13, True)])
def test_a_silent_database_is_said_loudly(database, seconds, is_loud):
    sighting = seen(a_project(), MONDAY_MORNING)

    html = drawn(sighting, MONDAY_MORNING + timedelta(seconds=seconds))

    assert ('class="silence now"' in html) is is_loud


@pytest.fixture
def shown(database):
    """Opens the page at an address; the reader goes home before the database does."""
    yield opened
    st.cache_data.clear()
    st.cache_resource.clear()


def opened(who: Actor | None, **address: str) -> AppTest:
    """`chosen` stands for what the desk remembers, all else for the address."""
    app = AppTest.from_string("from pages import wall; wall.page()")
    app.session_state[COOKIE] = signed_in(who)
    if "chosen" in address:
        app.session_state["project"] = int(address.pop("chosen"))
    app.session_state["language"] = address.get("lang", "zh_CN")
    app.query_params.update(address)
    return app.run()


def picture(app: AppTest) -> str:
    return "".join(one.body for one in app.get("html") if 'class="wall' in one.body)


def a_screen(*projects: int) -> Actor:
    """Somebody who may see the figures of these projects and nothing else."""
    who = a_colleague(projects[0], Role.WALL)
    with writing() as session:
        for project_id in projects:
            people.set_role(session, project_id, who.staff_id, Role.WALL)
    return who


def test_a_screen_shows_the_project_of_its_address(shown):
    first, second = a_project("第一"), a_project("第二")

    assert "第二" in picture(shown(a_screen(first, second), project=str(second)))


def test_the_address_remembers_what_the_desk_chose(shown):
    project_id = a_project()

    app = shown(a_screen(project_id), chosen=str(project_id))

    assert dict(app.query_params) == {"project": str(project_id), "lang": "zh_CN"}


def test_nobody_signed_in_sees_nothing(shown):
    app = shown(None, project=str(a_project("翠湖花园")))

    assert app.exception
    assert "翠湖花园" not in picture(app)


def test_a_removed_project_leaves_a_quiet_screen(shown):
    project_id = a_project()
    screen = a_screen(project_id)
    with writing() as session:
        projects.remove(session, project_id, MONDAY_MORNING)

    assert 'class="wall quiet ' in picture(shown(screen, project=str(project_id)))


def test_a_quiet_screen_comes_back_by_itself(shown):
    first, second = a_project(), a_project("归来")
    screen = a_screen(first)
    app = shown(screen, project=str(second))
    assert "quiet" in picture(app)

    with writing() as session:
        people.set_role(session, second, screen.staff_id, Role.WALL)
    app.run()

    assert "归来" in picture(app)


def test_a_region_goes_on_without_a_removed_project(shown):
    kept, other, gone = a_project("留下"), a_project("也留下"), a_project("移走")
    screen = a_screen(kept, other, gone)
    with writing() as session:
        projects.remove(session, gone, MONDAY_MORNING)

    said = picture(shown(screen, project=f"{kept},{gone},{other}"))

    assert "留下" in said
    assert "移走" not in said


def test_the_address_keeps_all_that_was_asked_for(shown):
    project_id = a_project()
    asked = {
        "project": str(project_id),
        "layout": "queue",
        "turn": "20",
        "ground": "light",
        "lang": "en",
        "sound": "on",
    }

    app = shown(a_screen(project_id), **asked)

    assert dict(app.query_params) == asked
    assert 'class="wall light queue"' in picture(app)


@BOTH
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_address_that_cannot_be_shown_is_answered_in_words(shown, language):
    app = shown(a_screen(a_project()), project="1", layout="everything", lang=language)

    assert not app.exception
    assert "layout=everything" in picture(app)
    assert {"zh_CN": "无法显示", "en": "cannot be shown"}[language] in picture(app)


def test_without_any_project_the_screen_waits(shown):
    assert "还没有项目" in picture(shown(a_colleague(a_project())))


def test_a_colleague_of_another_project_is_refused(shown):
    mine, other = a_project(), a_project("别处")

    said = picture(shown(a_colleague(mine), project=str(other)))

    assert 'class="wall quiet ' in said
    assert "别处" not in said


def failing(*_arguments):
    raise OperationalError("SELECT", {}, Exception("gone"))


def test_while_the_database_is_silent_the_last_board_stays(database, monkeypatch):
    project_id, clock = a_project(), [MONDAY_MORNING]
    reader = Reader(lambda: clock[0])
    reader.look(project_id)
    reader._thread = object()  # type: ignore[assignment]  # as if started: nobody asks on looking
    monkeypatch.setattr(live, "board", failing)

    clock[0] += timedelta(minutes=1)
    sighting = reader.look(project_id)

    assert sighting.board.project.id == project_id
    assert sighting.seen_at == MONDAY_MORNING


def test_a_board_that_was_never_seen_is_refused_while_the_database_is_silent(database, monkeypatch):
    project_id = a_project()
    monkeypatch.setattr(live, "board", failing)

    with pytest.raises(DatabaseUnreachable):
        Reader(session.now).look(project_id)
