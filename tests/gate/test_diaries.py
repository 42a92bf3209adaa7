"""A colleague's calendar asks for callbacks, and reads them as calendars do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from time_machine import Traveller

from db import accounts as accounts_db
from db import people, projects
from db.engine import reading, writing
from desk import callbacks as callbacks_desk
from desk import diaries
from domain.access import Actor, Role
from domain.diaries import MOST_OPEN, TooManyDiaries
from domain.errors import NotAllowed, NotFound
from tests.builders import (
    DAY,
    HOUR,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_callback,
    a_colleague,
    a_project,
    a_resident,
    an_account,
    make_callback,
)
from tests.gate.conftest import Browser

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def lead(database) -> Actor:
    return a_colleague(a_project("翠湖花园"), Role.SUPERVISOR)


def of(who: Actor) -> int:
    (project,) = who.roles
    return project


def a_diary(who: Actor, *, is_whole: bool = True, shows_places: bool = True) -> str:
    """The address that a calendar is given."""
    shown = {"is_whole": is_whole, "shows_places": shows_places}
    with writing() as session:
        token = diaries.open_one(session, who, of(who), MONDAY_MORNING, **shown)
    return f"/diary/{token}.ics"


def events(visitor: Browser, address: str) -> list[Any]:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_callback_stands_on_its_last_day_in_the_projects_zone_and_names_nobody(lead, visitor):
    resident = a_resident(of(lead), "李强", "13800000000")
    with reading() as session:
        home = people.resident(session, of(lead), resident).place_id
    a_callback(
        of(lead),
        kind="complaint",
        resolved_at=MONDAY_MORNING,
        resident_id=resident,
        place_id=home,
        subject="李强家漏水",
        words="请打 13800000000",
    )

    answer = visitor.get(a_diary(lead))

    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert str(event["summary"]) == "回访：投诉 #1"
    assert event["dtstart"].dt == datetime(2026, 3, 5, tzinfo=SHANGHAI)
    assert event["dtend"].dt == datetime(2026, 3, 6, tzinfo=SHANGHAI)
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert str(event["url"]).endswith(f"/callbacks?project={of(lead)}&callback=1-1")
    assert str(event["location"]) == "3 栋"
    for personal in ("李强", "13800000000", "漏水", "502"):
        assert personal not in answer.text


def test_its_lines_are_as_long_as_calendars_take(lead, visitor):
    a_callback(of(lead), resolved_at=MONDAY_MORNING)

    content = visitor.get(a_diary(lead)).content

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_place_is_left_out_where_it_is_not_wanted(lead, visitor):
    with writing() as session:
        lift = people.add_place(session, of(lead), building="1 栋", name="电梯")
    a_callback(of(lead), place_id=lift)

    (with_place,) = events(visitor, a_diary(lead))
    (without,) = events(visitor, a_diary(lead, shows_places=False))

    assert str(with_place["location"]) == "1 栋 电梯"
    assert "location" not in without


def test_one_keeps_its_uid_and_is_gone_once_it_was_made(lead, visitor):
    which = a_callback(of(lead), resolved_at=MONDAY_MORNING, replied=True)
    a_callback(of(lead), resolved_at=MONDAY_MORNING)
    address = a_diary(lead)

    before = [str(event["uid"]) for event in events(visitor, address)]
    make_callback(which, lead, WEDNESDAY_MORNING)
    after = [str(event["uid"]) for event in events(visitor, address)]

    assert len(set(before)) == 2
    assert after == before[1:]


def test_ones_own_shows_what_one_has_in_hand(lead, visitor):
    colleague = a_colleague(of(lead), Role.CUSTOMER_MANAGER, "张敏")
    mine, _other = (a_callback(of(lead)) for _ in range(2))
    with writing() as session:
        callbacks_desk.assign(session, lead, mine, colleague.staff_id, MONDAY_MORNING)

    own = events(visitor, a_diary(colleague, is_whole=False))
    whole = events(visitor, a_diary(colleague))

    assert [str(event["summary"]) for event in own] == ["回访：报修 #1"]
    assert len(whole) == 2


def test_one_past_its_window_stays_and_says_so(lead, visitor, clock: Traveller):
    a_callback(of(lead), kind="complaint", resolved_at=MONDAY_MORNING)
    address = a_diary(lead)
    last_moment = datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC)

    clock.move_to(last_moment)
    (in_time,) = events(visitor, address)
    clock.move_to(last_moment + timedelta(seconds=1))
    (late,) = events(visitor, address)

    assert str(in_time["summary"]) == "回访：投诉 #1"
    assert str(late["summary"]) == "▲ 回访逾期：投诉 #1"


def test_nothing_new_is_told_in_a_word(lead, visitor):
    which = a_callback(of(lead), resolved_at=MONDAY_MORNING, replied=True)
    address = a_diary(lead)
    mark = visitor.get(address).headers["etag"]

    same = visitor.get(address, **{"If-None-Match": f'"other", W/{mark}'})
    make_callback(which, lead, WEDNESDAY_MORNING)
    changed = visitor.get(address, **{"If-None-Match": mark})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["etag"] != mark


def test_an_address_that_was_taken_back_opens_nothing(lead, visitor):
    address = a_diary(lead)

    with writing() as session:
        diaries.close(session, lead, of(lead), 1, MONDAY_MORNING)

    assert visitor.get(address).status_code == 404


def shut_out(who: Actor) -> None:
    an_account(who)
    with writing() as session:
        accounts_db.set_disabled(session, who.staff_id, MONDAY_MORNING)


def make_technician(who: Actor) -> None:
    with writing() as session:
        people.set_role(session, of(who), who.staff_id, Role.TECHNICIAN)


def remove_project(who: Actor) -> None:
    with writing() as session:
        projects.remove(session, of(who), MONDAY_MORNING)


@pytest.mark.parametrize("happening", [shut_out, make_technician, remove_project])
def test_whoever_may_no_longer_see_callbacks_sees_none_in_the_calendar(lead, visitor, happening):
    address = a_diary(lead)
    assert visitor.get(address).status_code == 200

    happening(lead)

    assert visitor.get(address).status_code == 404


def test_a_token_of_one_project_opens_no_other(lead, visitor):
    a_project()
    token = a_diary(lead).removeprefix("/diary/").removesuffix(".ics")
    _project, _dash, chance = token.partition("-")

    for guess in (f"{of(lead) + 1}-{chance}", f"{of(lead)}-{'A' * 43}", chance, "-", "%00", "1-é"):
        answer = visitor.get(f"/diary/{guess}.ics")
        assert (answer.status_code, answer.text) == (404, "")


def test_the_database_does_not_know_what_opens_it(lead):
    token = a_diary(lead).removeprefix("/diary/").removesuffix(".ics")

    with reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM diaries").all()

    assert token not in str(rows)
    assert token.partition("-")[2] not in str(rows)


def test_only_who_calls_back_has_one_and_closes_their_own(lead):
    technician = a_colleague(of(lead), Role.TECHNICIAN, "赵强")
    colleague = a_colleague(of(lead), Role.RECEPTION, "张敏")
    a_diary(lead)

    with pytest.raises(NotAllowed):
        a_diary(technician)
    with pytest.raises(NotFound), writing() as session:
        diaries.close(session, colleague, of(lead), 1, MONDAY_MORNING + HOUR)


def test_nobody_has_more_than_a_few(lead):
    for _ in range(MOST_OPEN):
        a_diary(lead)

    with pytest.raises(TooManyDiaries):
        a_diary(lead)
    with writing() as session:
        diaries.close(session, lead, of(lead), 1, MONDAY_MORNING + DAY)
    assert a_diary(lead)
