"""What the clockwork does about missed limits, in the database: once, and never for nothing."""

import pytest

from db import callbacks as callbacks_db
from db import escalations as escalations_db
from db import projects as projects_db
from db import tickets as tickets_db
from db.engine import reading, writing
from db.escalations import Due
from desk import escalations
from desk.policies import override_policy
from desk.tickets import open_dossier
from domain.errors import ChangedMeanwhile, NotFound
from domain.tickets import Event, Rung, Severity, Step, fold
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_callback,
    a_colleague,
    a_project,
    a_ticket,
    make_callback,
    take,
)

LATE = MONDAY_MORNING + 2 * HOUR + MOMENT


def due(now):
    with reading() as session:
        return escalations_db.due(session, now, limit=100)


def turn(now) -> int:
    """Everything that is due is raised; how many rungs were told."""
    told = 0
    for one in due(now):
        with writing() as session:
            told += escalations.raise_limits(session, one, now)
    return told


def told_of(project: int, ticket: int) -> list[tuple[Step | None, Rung | None]]:
    with reading() as session:
        history = tickets_db.history(session, project, ticket)
    return [(event.missed, event.rung) for event in history if event.step is Step.ESCALATED]


def test_a_ticket_is_due_once_its_limit_has_passed_and_not_before(database):
    project = a_project()
    ticket = a_ticket(project)

    assert due(LATE - MOMENT) == []
    assert due(LATE) == [Due(project, ticket)]


def test_each_rung_is_told_once_however_often_the_clock_turns(database):
    project = a_project()
    ticket = a_ticket(project)

    turns = [turn(LATE), turn(LATE), turn(LATE + DAY), turn(LATE + DAY), turn(LATE + 2 * DAY)]

    assert turns == [1, 0, 1, 0, 1]
    assert told_of(project, ticket) == [
        (Step.DISPATCHED, Rung.SUPERVISOR),
        (Step.DISPATCHED, Rung.COMPANY_LEADER),
        (Step.RESOLVED, Rung.SUPERVISOR),
    ]


def test_after_a_long_sleep_everything_is_told_at_once(database):
    project = a_project()
    ticket = a_ticket(project, severity=Severity.MAJOR)

    turn(MONDAY_MORNING + 30 * DAY)

    assert set(told_of(project, ticket)) == {
        (Step.ESCALATED, Rung.BRANCH_LEADER),
        (Step.DISPATCHED, Rung.SUPERVISOR),
        (Step.DISPATCHED, Rung.COMPANY_LEADER),
        (Step.RESOLVED, Rung.SUPERVISOR),
        (Step.RESOLVED, Rung.COMPANY_LEADER),
    }
    assert due(MONDAY_MORNING + 90 * DAY) == []


def test_what_the_clockwork_does_has_no_author_and_its_own_time(database):
    project = a_project()
    ticket = a_ticket(project)

    turn(LATE + MINUTE)

    with reading() as session:
        *_, event = tickets_db.history(session, project, ticket)
    assert (event.actor_id, event.at, event.round) == (None, LATE + MINUTE, 1)


def test_a_ticket_that_was_dispatched_in_time_is_left_alone(database):
    project = a_project()
    ticket = a_ticket(project)
    take(project, ticket, Step.DISPATCHED, MONDAY_MORNING + HOUR)

    assert turn(LATE) == 0
    assert told_of(project, ticket) == []


def test_a_ticket_that_waits_is_left_alone_until_it_goes_on(database):
    project = a_project()
    ticket = a_ticket(project)
    take(project, ticket, Step.DISPATCHED, MONDAY_MORNING + HOUR)
    until = MONDAY_MORNING + 9 * DAY
    take(project, ticket, Step.PAUSED, MONDAY_MORNING + 2 * HOUR, promised_at=until)

    assert turn(until) == 0
    assert turn(until + 22 * HOUR + MOMENT) == 0
    assert turn(until + 23 * HOUR + MOMENT) == 1


def test_two_who_raise_the_same_limit_at_once_raise_it_once(database):
    project = a_project()
    ticket = a_ticket(project)
    with reading() as session:
        seen = tickets_db.history(session, project, ticket)
    turn(LATE)

    # Whoever decided on what was there before finds the place taken; so does a word said twice.
    again = Event(Step.ESCALATED, LATE, 3, rung=Rung.SUPERVISOR, missed=Step.DISPATCHED)
    for event in (Event(Step.NOTED, LATE, len(seen) + 1), again):
        with pytest.raises(ChangedMeanwhile), writing() as session:
            tickets_db.append(session, project, ticket, [event], fold(seen), None, None)

    assert told_of(project, ticket) == [(Step.DISPATCHED, Rung.SUPERVISOR)]


def test_a_callback_more_than_three_days_late_becomes_the_supervisors(database):
    project = a_project()
    which = a_callback(project, kind="complaint", resolved_at=TUESDAY_MORNING, replied=True)
    # The window closes on Friday; Monday is the third day past it.
    midnight = MONDAY_MORNING - 9 * HOUR + 8 * DAY

    assert turn(midnight - MOMENT) == 0
    assert turn(midnight) == 1
    assert turn(midnight + 90 * DAY) == 0
    assert told_of(project, which.ticket) == [(Step.CALLBACK_MADE, Rung.SUPERVISOR)]
    with reading() as session:
        (line,) = callbacks_db.of_ticket(session, project, which.ticket)
    assert line.raise_at is None


def test_a_callback_that_was_made_is_nobodys_to_follow_up(database):
    project = a_project()
    which = a_callback(project, kind="complaint", replied=True)
    make_callback(which, a_colleague(project), TUESDAY_MORNING + DAY)

    assert due(MONDAY_MORNING + 90 * DAY) == []


def test_a_stricter_policy_is_followed_from_now_on(database):
    project = a_project()
    a_ticket(project)
    which = a_callback(project, kind="complaint", resolved_at=TUESDAY_MORNING, replied=True)
    closes = MONDAY_MORNING - 9 * HOUR + 5 * DAY

    with writing() as session:
        stricter = {"standards": {"dispatch": "30m"}, "escalation": {"late_callback_days": 0}}
        override_policy(session, None, project, stricter, MONDAY_MORNING)

    assert due(MONDAY_MORNING + 31 * MINUTE) == [Due(project, 1)]
    assert Due(project, which.ticket) in due(closes)
    assert Due(project, which.ticket) not in due(closes - MOMENT)


def test_a_register_of_old_tickets_wakes_nobody(database):
    project = a_project()
    a_ticket(project, source_ref="boston:1")

    assert due(MONDAY_MORNING + 900 * DAY) == []


def test_a_project_that_was_removed_is_left_in_peace(database):
    project = a_project()
    ticket = a_ticket(project)
    with writing() as session:
        projects_db.remove(session, project, MONDAY_MORNING)

    assert due(LATE) == []
    with pytest.raises(NotFound), writing() as session:
        escalations.raise_limits(session, Due(project, ticket), LATE)


def test_a_mirror_that_rings_too_early_is_set_right(database):
    project = a_project()
    ticket = a_ticket(project)
    with writing() as session:
        early = open_dossier(session, project, ticket)
        tickets_db.mirror(session, project, ticket, early.progress, early.due(), MONDAY_MORNING)

    assert turn(MONDAY_MORNING + MINUTE) == 0
    assert due(MONDAY_MORNING + MINUTE) == []
    assert due(LATE) == [Due(project, ticket)]


def test_what_is_due_in_all_projects_is_found_together_and_no_more_than_asked(database):
    first, second = a_project(), a_project()
    for project in (first, second, first):
        a_ticket(project)

    with reading() as session:
        found = escalations_db.due(session, LATE, limit=2)

    assert len(found) == 2
    assert {one.project_id for one in due(LATE)} == {first, second}


def test_looking_for_what_is_due_reads_an_index(database):
    statement = "SELECT number FROM tickets WHERE raise_at < '2026-03-02' ORDER BY raise_at LIMIT 9"
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "

    with database.writer.connect() as connection:
        if not database.is_sqlite:
            # An empty table is read whole unless told otherwise.
            connection.exec_driver_sql("SET enable_seqscan = off")
        plan = str(connection.exec_driver_sql(explain + statement).all())

    assert "ix_tickets_raise_at" in plan


@pytest.mark.parametrize("reference", ["qr:abc", "open311:1:abc"])
def test_what_residents_and_other_systems_bring_climbs_like_anything_else(database, reference):
    project = a_project()
    a_ticket(project, source_ref=reference)

    assert due(LATE) == [Due(project, 1)]
