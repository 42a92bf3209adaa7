"""Assign, try, make, hand back, review; a bad callback becomes a complaint (DOMAIN §3)."""

from datetime import date
from typing import Any

import pytest

from db import callbacks as callbacks_db
from db import tickets as tickets_db
from db.engine import reading, writing
from desk import callbacks as desk
from desk.callbacks import Which
from domain.access import Actor
from domain.callbacks import Attempt, CallbackNotPossible, CallbackStage, How
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.tickets import Channel, Kind, Rung, Severity, Stage, Step
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MONDAY_MORNING,
    THURSDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    make_callback,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")


def line(which: Which) -> callbacks_db.CallbackLine:
    with reading() as session:
        known = callbacks_db.of_ticket(session, which.project_id, which.ticket)
    return next(line for line in known if line.round == which.round)


def ticket(project: int, number: int) -> tickets_db.TicketLine:
    with reading() as session:
        return tickets_db.line(session, project, number)


def complaints_about(which: Which) -> list[tickets_db.TicketLine]:
    with reading() as session:
        return tickets_db.children(session, which.project_id, which.ticket)


def steps(project: int, number: int) -> list[Step]:
    with reading() as session:
        return [event.step for event in tickets_db.history(session, project, number)]


def assign(actor: Actor, which: Which, whom: Actor, now=WEDNESDAY_MORNING) -> None:
    with writing() as session:
        desk.assign(session, actor, which, whom.staff_id, now)


@pytest.fixture
def project() -> int:
    return a_project()


@pytest.fixture
def supervisor(project: int) -> Actor:
    return a_colleague(project, "supervisor")


@pytest.fixture
def manager(project: int) -> Actor:
    return a_colleague(project, "customer_manager")


def test_the_sheet_goes_out_comes_back_and_is_reviewed(project, supervisor, manager):
    which = a_callback(project, replied=True)

    with writing() as session:
        desk.plan(session, supervisor, which, WEDNESDAY_MORNING)
    assign(supervisor, which, manager)
    make_callback(which, manager, THURSDAY_MORNING, quality=5, effect=4, how=How.VISIT)
    with writing() as session:
        desk.hand_back(session, manager, which, THURSDAY_MORNING + HOUR)
        desk.review(session, supervisor, which, " 处理及时 ", THURSDAY_MORNING + DAY)

    after = line(which)
    assert after.stage is CallbackStage.REVIEWED
    assert after.assignee_id == manager.staff_id
    assert after.made_on == date(2026, 3, 5)
    with reading() as session:
        told = tickets_db.history(session, project, which.ticket)
    made = next(event for event in told if event.step is Step.CALLBACK_MADE)
    assert made.sheet["quality"] == 5
    assert made.sheet["how"] == "visit"
    assert (told[-1].note, told[-1].actor_id) == ("处理及时", supervisor.staff_id)


def test_a_good_callback_closes_the_ticket(project, manager):
    which = a_callback(project, replied=True)

    assert make_callback(which, manager, THURSDAY_MORNING) is None

    assert ticket(project, which.ticket).stage is Stage.CLOSED


def test_a_bad_callback_about_a_repair_opens_a_complaint_with_the_region_lead(project, manager):
    resident = a_resident(project)
    which = a_callback(project, severity="important", resident_id=resident, replied=True)

    number = make_callback(
        which, manager, THURSDAY_MORNING, satisfied=False, shortcomings="又漏了", suggestions="换管"
    )

    opened = ticket(project, number)
    assert (opened.kind, opened.stage) == (Kind.COMPLAINT, Stage.RECEIVED)
    assert (opened.severity, opened.parent) == (Severity.IMPORTANT, which.ticket)
    assert opened.rung is Rung.REGION_LEAD
    assert ticket(project, which.ticket).rung is Rung.REGION_LEAD
    with reading() as session:
        intake = tickets_db.intake(session, project, number)
    assert (intake.words, intake.asks, intake.channel) == ("又漏了", "换管", Channel.CALLBACK)
    assert intake.resident_id == resident


def test_a_bad_callback_about_a_complaint_reopens_it(project, supervisor):
    which = a_callback(project, kind="complaint", replied=True)

    assert make_callback(which, supervisor, WEDNESDAY_MORNING, satisfied=False) is None

    after = ticket(project, which.ticket)
    assert (after.stage, after.round, after.rung) == (Stage.RECEIVED, 2, Rung.REGION_LEAD)
    assert complaints_about(which) == []


def test_an_earlier_rounds_sheet_is_reviewed_after_the_reopening(project, supervisor):
    which = a_callback(project, kind="complaint", replied=True)
    make_callback(which, supervisor, WEDNESDAY_MORNING, satisfied=False)
    take(project, which.ticket, "resolved", THURSDAY_MORNING)

    with writing() as session:
        desk.review(session, supervisor, which, "已转区域", THURSDAY_MORNING + HOUR)

    assert line(which).stage is CallbackStage.REVIEWED
    second = line(Which(project, which.ticket, 2))
    assert (second.stage, second.made_on) == (CallbackStage.OWED, None)
    assert ticket(project, which.ticket).stage is Stage.RESOLVED


def test_a_callback_is_made_once(project, manager):
    which = a_callback(project)
    make_callback(which, manager, THURSDAY_MORNING)

    with pytest.raises(CallbackNotPossible):
        make_callback(which, manager, THURSDAY_MORNING + HOUR)

    assert steps(project, which.ticket).count(Step.CALLBACK_MADE) == 1


def test_a_withdrawn_callback_cannot_be_made(project, manager):
    which = a_callback(project)
    take(project, which.ticket, "replied", WEDNESDAY_MORNING, satisfied=False)

    with pytest.raises(CallbackNotPossible):
        make_callback(which, manager, THURSDAY_MORNING)


def test_attempts_are_counted_with_the_time_to_call_again(project, manager):
    which = a_callback(project)

    for hours, outcome in enumerate((Attempt.NO_ANSWER, Attempt.CALL_AGAIN)):
        with writing() as session:
            at = THURSDAY_MORNING + hours * HOUR
            desk.attempt(session, manager, which, outcome, at, again_at=at + DAY)

    after = line(which)
    assert (after.attempts, after.stage) == (2, CallbackStage.OWED)
    assert after.call_again_at == THURSDAY_MORNING + HOUR + DAY


def test_who_asks_to_be_called_again_says_when(project, manager):
    which = a_callback(project)

    with pytest.raises(WrongValue) as refused, writing() as session:
        desk.attempt(session, manager, which, Attempt.CALL_AGAIN, THURSDAY_MORNING)

    assert refused.value.field == "again_at"


@pytest.mark.parametrize("field", ["quality", "effect"])
@pytest.mark.parametrize("mark", [0, 6, -1])
def test_a_mark_outside_the_ladder_is_refused(project, manager, field, mark):
    which = a_callback(project)

    with pytest.raises(WrongValue) as refused:
        make_callback(which, manager, THURSDAY_MORNING, **{field: mark})

    assert refused.value.field == field
    assert line(which).made_on is None


def test_a_review_needs_a_remark_and_somebody_who_may(project, supervisor, manager):
    which = a_callback(project)
    make_callback(which, manager, THURSDAY_MORNING)

    with pytest.raises(NotAllowed), writing() as session:
        desk.review(session, manager, which, "好", THURSDAY_MORNING)
    with pytest.raises(WrongValue), writing() as session:
        desk.review(session, supervisor, which, "  ", THURSDAY_MORNING)


def test_a_technician_makes_no_callbacks(project):
    which, technician = a_callback(project), a_colleague(project, "technician")

    with pytest.raises(NotAllowed):
        make_callback(which, technician, THURSDAY_MORNING)
    with pytest.raises(NotAllowed):
        assign(technician, which, technician)


def test_the_staff_of_another_project_make_no_callbacks_here(project):
    which, stranger = a_callback(project), a_colleague(a_project(), "supervisor")

    with pytest.raises(NotAllowed):
        make_callback(which, stranger, THURSDAY_MORNING)


def test_the_supervisor_plans_and_sends_others(project, manager):
    which, reception = a_callback(project), a_colleague(project, "reception")

    with pytest.raises(NotAllowed), writing() as session:
        desk.plan(session, manager, which, WEDNESDAY_MORNING)
    with pytest.raises(NotAllowed):
        assign(manager, which, reception)

    assign(manager, which, manager)
    assert line(which).assignee_id == manager.staff_id


@pytest.mark.parametrize(
    ("kind", "severity", "role"),
    [
        ("complaint", "major", "supervisor"),
        ("complaint", "minor", "customer_manager"),
        ("repair", "minor", "supervisor"),
        ("other_service", "minor", "reception"),
    ],
)
def test_a_sheet_goes_to_whoever_makes_such_callbacks(project, supervisor, kind, severity, role):
    which = a_callback(project, kind=kind, severity=severity)

    with pytest.raises(WrongValue) as refused:
        assign(supervisor, which, a_colleague(project, role))

    assert (refused.value.field, refused.value.reason) == ("assignee_id", "not_their_callback")


def test_a_major_complaint_is_the_branch_leaders_to_call(project, supervisor):
    which = a_callback(project, kind="complaint", severity="major")
    leader = a_colleague(project, "branch_leader")

    assign(supervisor, which, leader)

    assert line(which).assignee_id == leader.staff_id


@pytest.mark.parametrize(("days_late", "allowed"), [(3, False), (4, True)])
def test_more_than_three_days_late_the_supervisor_takes_the_sheet(
    project, supervisor, days_late, allowed
):
    which = a_callback(project, kind="help")
    now = TUESDAY_MORNING + (7 + days_late) * DAY

    if allowed:
        assign(supervisor, which, supervisor, now)
        return
    with pytest.raises(WrongValue):
        assign(supervisor, which, supervisor, now)


def test_a_sheet_goes_to_colleagues_of_the_project_only(project, supervisor):
    which, stranger = a_callback(project), a_colleague(a_project(), "reception")

    with pytest.raises(NotFound):
        assign(supervisor, which, stranger)


def test_a_callback_that_is_not_owed_is_not_found(project, manager):
    enquiry = a_resolved_ticket(project, kind="enquiry")

    with pytest.raises(NotFound):
        make_callback(Which(project, enquiry, 1), manager, THURSDAY_MORNING)
    with pytest.raises(NotFound):
        make_callback(Which(project, a_callback(project).ticket, 2), manager, THURSDAY_MORNING)
    with pytest.raises(NotFound):
        make_callback(Which(project, 404, 1), manager, THURSDAY_MORNING)


def test_a_bad_callback_after_a_bad_answer_raises_the_complaint_that_is_open(project, manager):
    which = a_callback(project, replied=True)
    code = a_code(project, which.ticket)
    known: Any = receive(code, a_filled_form(LET_DOWN, words="慢"), WEDNESDAY_MORNING).complaint

    number = make_callback(which, manager, THURSDAY_MORNING, satisfied=False, shortcomings="仍然慢")

    assert number == known
    assert len(complaints_about(which)) == 1
    assert ticket(project, known).rung is Rung.REGION_LEAD
    assert steps(project, known) == [Step.RECEIVED, Step.ESCALATED, Step.NOTED]


def test_a_bad_answer_after_a_bad_callback_is_noted_on_the_complaint_that_is_open(project, manager):
    which = a_callback(project, replied=True)
    known = make_callback(which, manager, WEDNESDAY_MORNING, satisfied=False)

    code = a_code(project, which.ticket)
    receipt = receive(code, a_filled_form(LET_DOWN, words="说好换管"), THURSDAY_MORNING)

    assert receipt.complaint == known
    assert len(complaints_about(which)) == 1
    with reading() as session:
        last = tickets_db.history(session, project, known)[-1]
    assert (last.step, last.note, last.actor_id) == (Step.NOTED, "说好换管", None)


def test_a_complaint_that_was_thought_to_be_done_is_reopened(project, manager):
    which = a_callback(project, replied=True)
    code = a_code(project, which.ticket)
    known: Any = receive(code, a_filled_form(LET_DOWN, words="慢"), WEDNESDAY_MORNING).complaint
    take(project, known, "resolved", WEDNESDAY_MORNING + HOUR)

    make_callback(which, manager, THURSDAY_MORNING, satisfied=False)

    after = ticket(project, known)
    assert (after.stage, after.round) == (Stage.RECEIVED, 2)
    withdrawn = line(Which(project, known, 1))
    assert withdrawn.stage is CallbackStage.WITHDRAWN


def test_once_the_first_complaint_is_closed_a_bad_callback_opens_another(project, manager):
    which = a_callback(project, replied=True)
    code = a_code(project, which.ticket)
    known: Any = receive(code, a_filled_form(LET_DOWN, words="慢"), WEDNESDAY_MORNING).complaint
    for step in ("resolved", "replied", "closed"):
        take(project, known, step, WEDNESDAY_MORNING + HOUR)

    number = make_callback(which, manager, THURSDAY_MORNING, satisfied=False)

    assert number != known
    assert ticket(project, known).stage is Stage.CLOSED
    assert len(complaints_about(which)) == 2


def test_a_refused_complaint_takes_the_callback_with_it(project, manager):
    which = a_callback(project, replied=True)

    with pytest.raises(WrongValue):
        make_callback(which, manager, THURSDAY_MORNING, satisfied=False, shortcomings="字" * 10_001)

    assert line(which).made_on is None
    assert ticket(project, which.ticket).rung is None


def test_a_project_may_send_failed_callbacks_elsewhere():
    project = a_project(policy={"escalation": {"failed_callback_to": "company_leader"}})
    which = a_callback(project, replied=True)

    number = make_callback(which, a_colleague(project), MONDAY_MORNING + 9 * DAY, satisfied=False)

    assert ticket(project, number).rung is Rung.COMPANY_LEADER
