"""What was kept long enough goes, figures stay, and somebody has said so before."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import clockwork
from db import audit, projects
from db import photos as photos_db
from db import retention as retention_db
from db.board import board
from db.engine import reading, writing
from db.photos import PhotoRow
from db.schema import Base
from desk import erasures, residents, retention
from desk import reports as reports_desk
from desk.reports import Wanted
from domain.access import Role
from domain.errors import NotAllowed
from domain.reports import ReportKind, month
from domain.reports import quarter as quarter_of
from domain.retention import Gone, RetentionRule
from domain.tickets import Step
from tests.builders import (
    CONTENT,
    DAY,
    HOUR,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_person,
    a_project,
    a_resolved_ticket,
    a_ticket,
    a_unit,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")

NAME = "欧阳小满"
PICTURE = b"a picture of their kitchen"
CLOSED = TUESDAY_MORNING + 2 * DAY
RULE = RetentionRule(on=True, words_months=36, photos_months=12, people_months=36)
# Closed on Thursday, 5 March 2026: the day three years later is the last on which words stay.
LAST_DAY = datetime.fromisoformat("2029-03-05T23:59:59+08:00")
NEXT_DAY = datetime.fromisoformat("2029-03-06T00:00:00+08:00")
YEAR_LATER = datetime.fromisoformat("2027-03-06T00:00:00+08:00")


@pytest.fixture
def project() -> int:
    return a_project()


def a_closed_ticket(project: int, **facts: Any) -> int:
    """Named in its subject, words and notes, with an answer and a photo."""
    ticket = a_resolved_ticket(project, subject=NAME, words=NAME, **facts)
    take(project, ticket, Step.NOTED, TUESDAY_MORNING + HOUR, note=NAME)
    take(project, ticket, Step.REPLIED, TUESDAY_MORNING + 3 * HOUR, satisfied=True, note=NAME)
    receive(a_code(project, ticket), a_filled_form(CONTENT, words=NAME), CLOSED - HOUR)
    take(project, ticket, Step.CLOSED, CLOSED, note=NAME)
    with writing() as session:
        photos_db.keep(session, project, f"form{ticket}", PhotoRow(PICTURE, 4, 3), MONDAY_MORNING)
        photos_db.attach(session, project, f"form{ticket}", ticket)
    return ticket


def keep_to(project: int, rule: RetentionRule = RULE, actor: Any = None) -> None:
    with writing() as session:
        retention.set_rule(session, actor, project, rule, MONDAY_MORNING)


def everything() -> str:
    with reading() as session:
        tables = Base.metadata.sorted_tables
        return "\n".join(repr(row) for table in tables for row in session.execute(table.select()))


def figures(project: int, now: datetime) -> list[Any]:
    """All that is counted: the board, the results, the scores row by row, a report."""
    march, quarter = month(MONDAY_MORNING.date()), quarter_of(MONDAY_MORNING.date())
    wanted = [
        Wanted(project, ReportKind.COMPLAINTS, march),
        Wanted(project, ReportKind.OWNERS, march),
        Wanted(project, ReportKind.CALLBACKS, quarter),
    ]
    with reading() as session:
        counted = text("SELECT * FROM scores ORDER BY project_id, token, slot")
        return [
            board(session, project, now).callbacks,
            [tuple(row) for row in session.execute(counted)],
            *(reports_desk.figures(session, None, one, now) for one in wanted),
        ]


def test_words_go_once_they_were_kept_long_enough_and_not_a_moment_before(project):
    a_closed_ticket(project)
    keep_to(project, replace(RULE, photos_months=120))

    assert clockwork.keep_no_longer(LAST_DAY) == 0
    assert NAME in everything()
    assert clockwork.keep_no_longer(NEXT_DAY) == 1
    assert NAME not in everything()
    assert PICTURE.decode() in everything()
    assert clockwork.keep_no_longer(NEXT_DAY) == 0


def test_photos_go_by_a_limit_of_their_own(project):
    a_closed_ticket(project)
    keep_to(project)

    clockwork.keep_no_longer(YEAR_LATER)

    assert PICTURE.decode() not in everything()
    assert NAME in everything()


def test_no_figure_changes_when_words_go(project):
    a_closed_ticket(project)
    keep_to(project)
    before = figures(project, NEXT_DAY)

    clockwork.keep_no_longer(NEXT_DAY)

    assert figures(project, NEXT_DAY) == before


def test_nothing_goes_before_it_is_switched_on(project):
    a_closed_ticket(project)

    with reading() as session:
        would = retention.would_go(session, None, project, RULE, NEXT_DAY)

    assert clockwork.keep_no_longer(NEXT_DAY) == 0
    assert NAME in everything()
    assert would == Gone(tickets=1, answers=1, photos=1)


def test_an_open_ticket_keeps_its_words_however_old_it_is(project):
    a_ticket(project, words=NAME)
    keep_to(project)

    assert clockwork.keep_no_longer(NEXT_DAY) == 0
    assert NAME in everything()


def test_who_moved_out_long_ago_is_erased_with_a_receipt_and_whoever_stays_is_kept(project):
    home = a_unit(project)
    gone, stays = a_person(project, home, name=NAME), a_person(project, home, name="李强")
    a_closed_ticket(project, resident_id=gone)
    with writing() as session:
        residents.move_out(session, None, project, gone, CLOSED)
    keep_to(project, replace(RULE, words_months=120))

    clockwork.keep_no_longer(NEXT_DAY)

    assert NAME not in everything()
    assert "李强" in everything()
    with writing() as session:
        held = erasures.export(session, None, project, stays, NEXT_DAY)
    assert held.tree["resident"]["name"] == "李强"


def test_an_export_made_afterwards_has_no_word_of_it(project):
    stays = a_person(project, a_unit(project), name="李强")
    a_closed_ticket(project, resident_id=stays)
    keep_to(project)

    clockwork.keep_no_longer(NEXT_DAY)

    with writing() as session:
        held = erasures.export(session, None, project, stays, NEXT_DAY)
    assert NAME not in repr(held.tree)
    assert [one["number"] for one in held.tree["tickets"]] == [1]


def test_it_goes_in_batches_and_each_is_written_down_without_a_name(project, monkeypatch):
    monkeypatch.setattr(retention_db, "AT_ONCE", 2)
    for _ in range(3):
        a_closed_ticket(project)
    keep_to(project)

    turns = [clockwork.keep_no_longer(NEXT_DAY) for _ in range(3)]

    assert turns == [1, 1, 0]
    with reading() as session:
        noted = [one for one in audit.newest(session, project) if one.action == "kept_no_longer"]
    assert [one.facts["tickets"] for one in noted] == [1, 2]
    assert {one.actor_id for one in noted} == {None}


def test_another_project_keeps_to_its_own_limits(project):
    other = a_project()
    a_closed_ticket(other)
    keep_to(project)

    assert clockwork.keep_no_longer(NEXT_DAY) == 0
    assert NAME in everything()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.WALL}))
def test_only_who_administers_sets_how_long_data_are_kept(project, role):
    actor = a_colleague(project, role)
    if role in {Role.TECHNICIAN, Role.RECEPTION, Role.CUSTOMER_MANAGER}:
        with pytest.raises(NotAllowed):
            keep_to(project, actor=actor)
        return

    keep_to(project, actor=actor)

    with reading() as session:
        assert projects.policy(session, project).retention == RULE
        (entry, *_rest) = audit.newest(session, project)
    assert (entry.action, entry.actor_id, entry.facts) == (
        "retention_set",
        actor.staff_id,
        asdict(RULE),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tickets SET emptied_at = '2029-03-06' WHERE number = 2",
        "UPDATE tickets SET emptied_at = NULL WHERE number = 1",
        "UPDATE events SET note = 'x' WHERE ticket = 1",
        "UPDATE events SET at = '2029-03-06' WHERE ticket = 1",
    ],
)
def test_the_database_marks_closed_tickets_only_and_lets_nothing_but_words_go(project, statement):
    a_closed_ticket(project)
    a_ticket(project)
    keep_to(project)
    clockwork.keep_no_longer(NEXT_DAY)

    with pytest.raises(DBAPIError, match=r"emptied once|only ever added"), writing() as session:
        session.execute(text(statement))
