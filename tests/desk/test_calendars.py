"""A project's working time: stored with its policy, followed by open tickets, and warned about."""

import json
from datetime import UTC, datetime

import pytest

from db import projects as projects_db
from db import tickets as tickets_db
from db.engine import reading, writing
from db.escalations import Due
from desk import calendars, doctor, escalations
from desk.policies import override_policy
from desk.tickets import open_dossier
from domain.access import Role
from domain.calendars import WEEK, Weekday
from domain.errors import NotAllowed, WrongValue
from domain.policy import WrongPolicy
from domain.tickets import Step
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_MORNING,
    a_project,
    a_ticket,
    an_actor,
    take,
)

OFFICE = {key: ["08:30-12:00", "13:30-18:00"] for key in WEEK[:5]}
# Eight in the evening where the project is.
EVENING = MONDAY_MORNING + 11 * HOUR


def a_year(year: int, *off: str, made_up: tuple[str, ...] = ()) -> bytes:
    days = [{"name": "假", "date": day, "isOffDay": True} for day in off]
    days += [{"name": "班", "date": day, "isOffDay": False} for day in made_up]
    return json.dumps({"year": year, "papers": [], "days": days}).encode()


def learn(project: int, content: bytes) -> int:
    with writing() as session:
        return calendars.learn_year(session, None, project, content, MONDAY_MORNING)


def work(project: int, hours=OFFICE) -> None:
    with writing() as session:
        calendars.set_hours(session, None, project, hours, MONDAY_MORNING)


def due_at(project: int, ticket: int) -> datetime | None:
    with reading() as session:
        return tickets_db.line(session, project, ticket).due_at


def test_open_tickets_follow_the_hours_at_once_and_back_again(database):
    project = a_project()
    ticket = a_ticket(project, now=EVENING)
    around = due_at(project, ticket)

    work(project)
    working = due_at(project, ticket)
    work(project, {})

    assert around == EVENING + 2 * HOUR
    assert working == EVENING + 14 * HOUR + 30 * MINUTE
    assert due_at(project, ticket) == around


def test_a_holiday_puts_off_the_limit_and_the_word_about_it(database):
    project = a_project()
    work(project)
    ticket = a_ticket(project, now=EVENING)

    learn(project, a_year(2026, "2026-03-03"))

    later = EVENING + DAY + 14 * HOUR + 30 * MINUTE
    assert due_at(project, ticket) == later
    with reading() as session:
        assert open_dossier(session, project, ticket).raise_at() == later
    with writing() as session:
        due = Due(project, ticket)
        assert escalations.raise_limits(session, due, later) == 0
        assert escalations.raise_limits(session, due, later + MINUTE) == 1


def test_years_are_learnt_one_after_the_other_and_hours_stay(database):
    project = a_project(policy={"standards": {"dispatch": "30m"}})
    work(project)

    years = [learn(project, a_year(2026, "2026-10-01", made_up=("2026-10-10",)))]
    years.append(learn(project, a_year(2027, "2027-01-01")))

    with reading() as session:
        policy = projects_db.policy(session, project)
    assert years == [2026, 2027]
    assert policy.calendar.years == (2026, 2027)
    assert [f"{day}" for day in policy.calendar.off] == ["2026-10-01", "2027-01-01"]
    assert [f"{day}" for day in policy.calendar.made_up] == ["2026-10-10"]
    assert len(policy.calendar.hours[Weekday.FRIDAY]) == 2
    assert policy.standards.dispatch == 30 * MINUTE


def test_the_calendar_of_one_project_is_not_that_of_another(database):
    first, second = a_project(), a_project()
    ticket = a_ticket(second, now=EVENING)

    work(first)

    assert due_at(second, ticket) == EVENING + 2 * HOUR


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_a_holiday_file"),
        (b"\xff\xfe", "not_a_holiday_file"),
        (b"[]", "not_a_holiday_file"),
        (b'{"year": 2026}', "not_a_holiday_file"),
        (b"[" * 300_000, "too_long"),
    ],
)
def test_what_is_no_file_of_holidays_changes_nothing(database, content, reason):
    project = a_project()

    with pytest.raises(WrongValue) as refused:
        learn(project, content)

    assert refused.value.reason == reason
    with reading() as session:
        assert projects_db.override(session, project) == {}


def test_hours_that_cannot_be_read_change_nothing(database):
    project = a_project()
    work(project)

    with pytest.raises(WrongPolicy) as refused:
        work(project, {Weekday.MONDAY: ["half past eight"]})

    assert refused.value.key == "calendar.hours.monday"
    with reading() as session:
        assert not projects_db.policy(session, project).calendar.is_round_the_clock


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN, Role.WALL])
def test_only_who_administers_the_project_sets_its_calendar(database, role):
    project = a_project()

    for actor in (an_actor(role, project), an_actor(Role.SUPERVISOR, project + 1)):
        with pytest.raises(NotAllowed), writing() as session:
            calendars.set_hours(session, actor, project, OFFICE, MONDAY_MORNING)
        with pytest.raises(NotAllowed), writing() as session:
            calendars.learn_year(
                session, actor, project, a_year(2026, "2026-01-01"), MONDAY_MORNING
            )


LAST_EVENING = datetime(2026, 12, 31, 12, tzinfo=UTC)


def missing(project: int) -> list[int]:
    with reading() as session:
        return calendars.years_missing(session, project)


def test_a_deadline_in_a_year_nobody_told_of_is_warned_about(database):
    project = a_project("翠湖花园")
    a_ticket(project, now=LAST_EVENING)
    before = missing(project)
    work(project)
    learn(project, a_year(2026, "2026-10-01"))

    warned = [one for one in doctor.examine() if one.code == "calendar"]

    assert before == []
    assert missing(project) == [2027]
    assert [(one.grade, dict(one.facts)) for one in warned] == [
        (doctor.Grade.WARNING, {"project": "翠湖花园", "year": 2027})
    ]
    learn(project, a_year(2027, "2027-01-01"))
    assert missing(project) == []
    assert "calendar" not in {one.code for one in doctor.examine()}


def test_what_is_done_needs_no_calendar(database):
    project = a_project()
    work(project)
    ticket = a_ticket(project, now=LAST_EVENING)
    take(project, ticket, Step.RESOLVED, LAST_EVENING)
    take(project, ticket, Step.REPLIED, LAST_EVENING, satisfied=True)

    assert missing(project) == []


def test_a_policy_of_ones_own_keeps_the_calendar_it_names(database):
    project = a_project()
    ticket = a_ticket(project, now=EVENING)

    with writing() as session:
        hours = {weekday.value: hours for weekday, hours in OFFICE.items()}
        override_policy(session, None, project, {"calendar": {"hours": hours}}, MONDAY_MORNING)

    assert due_at(project, ticket) == EVENING + 14 * HOUR + 30 * MINUTE
