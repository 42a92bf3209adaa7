"""The single window: register, and take one step after the other (DOMAIN §1, §2)."""

from typing import Any

import pytest

from db import callback_rates, projects
from db import callbacks as callbacks_db
from db import tickets as tickets_db
from db.engine import reading, writing
from desk import tickets as desk
from domain.access import Role
from domain.callbacks import CallbackStage, Window
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.tickets import Event, Rung, Stage, Step, StepNotPossible
from tests.builders import (
    DAY,
    HOUR,
    MONDAY_MORNING,
    THURSDAY_MORNING,
    TUESDAY_MORNING,
    a_colleague,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    an_actor,
    an_intake,
    take,
)

pytestmark = pytest.mark.usefixtures("database")


def line(project: int, number: int) -> tickets_db.TicketLine:
    with reading() as session:
        return tickets_db.line(session, project, number)


def steps(project: int, number: int) -> list[Step]:
    with reading() as session:
        return [event.step for event in tickets_db.history(session, project, number)]


def callbacks(project: int, number: int) -> list[callbacks_db.CallbackLine]:
    with reading() as session:
        return callbacks_db.of_ticket(session, project, number)


def test_a_repair_goes_from_intake_to_the_callback_that_is_owed():
    project = a_project()
    reception = a_colleague(project, "reception")
    technician = a_colleague(project, "technician")

    number = a_ticket(project, reception)
    take(
        project,
        number,
        "dispatched",
        MONDAY_MORNING + HOUR,
        actor=reception,
        assignee_id=technician.staff_id,
    )
    take(project, number, "accepted", MONDAY_MORNING + 2 * HOUR, actor=technician)
    take(project, number, "arrived", MONDAY_MORNING + 3 * HOUR, actor=technician)
    take(project, number, "resolved", TUESDAY_MORNING, actor=technician)
    take(project, number, "replied", TUESDAY_MORNING + HOUR, actor=reception, satisfied=True)

    assert line(project, number).stage is Stage.REPLIED
    [owed] = callbacks(project, number)
    resolved_on = TUESDAY_MORNING.date()
    assert owed.callback.window == Window(resolved_on + 7 * DAY, resolved_on.replace(month=4))
    assert owed.stage is CallbackStage.OWED


def test_an_enquiry_answered_to_the_residents_content_is_closed():
    project = a_project()

    number = a_resolved_ticket(project, kind="enquiry", replied=True)

    assert line(project, number).stage is Stage.CLOSED
    assert callbacks(project, number) == []


def test_not_satisfied_is_raised_and_worked_on_in_a_new_round():
    project = a_project()
    number = a_resolved_ticket(project, kind="complaint")

    take(project, number, "replied", TUESDAY_MORNING + HOUR, satisfied=False)

    after = line(project, number)
    assert (after.stage, after.round, after.rung) == (Stage.RECEIVED, 2, Rung.SUPERVISOR)
    assert steps(project, number)[-4:] == [
        Step.REPLIED,
        Step.ESCALATED,
        Step.CALLBACK_WITHDRAWN,
        Step.REOPENED,
    ]
    [first] = callbacks(project, number)
    assert first.stage is CallbackStage.WITHDRAWN
    assert first.withdrawn_on == TUESDAY_MORNING.date()


def test_each_round_is_owed_a_callback_of_its_own():
    project = a_project()
    number = a_resolved_ticket(project, kind="complaint")
    take(project, number, "replied", TUESDAY_MORNING + HOUR, satisfied=False)

    take(project, number, "resolved", THURSDAY_MORNING)

    assert [(c.round, c.stage) for c in callbacks(project, number)] == [
        (1, CallbackStage.WITHDRAWN),
        (2, CallbackStage.OWED),
    ]


def test_not_satisfied_twice_reaches_the_company_leader_whose_instruction_is_recorded():
    project = a_project()
    leader = a_colleague(project, "company_leader")
    number = a_resolved_ticket(project, kind="complaint")
    take(project, number, "replied", TUESDAY_MORNING, satisfied=False)
    take(project, number, "resolved", TUESDAY_MORNING + HOUR)
    take(project, number, "replied", TUESDAY_MORNING + 2 * HOUR, satisfied=False)

    take(project, number, "instructed", THURSDAY_MORNING, actor=leader, note="三日内更换水泵")

    assert line(project, number).rung is Rung.COMPANY_LEADER
    with reading() as session:
        last = tickets_db.history(session, project, number)[-1]
    assert (last.actor_id, last.note) == (leader.staff_id, "三日内更换水泵")


def test_a_callback_missed_before_the_matter_was_reopened_stays_missed():
    project = a_project()
    number = a_resolved_ticket(project, kind="complaint", replied=True)
    closes_on = callbacks(project, number)[0].closes_on

    take(project, number, "reopened", TUESDAY_MORNING + 4 * DAY)

    with reading() as session:
        found = callback_rates.by_row(session, project, closes_on + 9 * DAY, closes_on, closes_on)
    assert [(rates.done, rates.counted) for rates in found.values()] == [(0, 1)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WALL])
def test_any_employee_may_register_any_request(role):
    project = a_project()

    assert a_ticket(project, a_colleague(project, role), kind="complaint") == 1


def test_the_wall_registers_nothing():
    project = a_project()

    with pytest.raises(NotAllowed):
        a_ticket(project, a_colleague(project, "wall"))


def test_the_staff_of_another_project_may_do_nothing_here():
    project, stranger = a_project(), a_colleague(a_project(), "supervisor")
    number = a_ticket(project)

    with pytest.raises(NotAllowed):
        a_ticket(project, stranger)
    with pytest.raises(NotAllowed):
        take(project, number, "noted", TUESDAY_MORNING, actor=stranger, note="看看")

    assert steps(project, number) == [Step.RECEIVED]


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("dispatched", {}),
        ("handed_over", {"department": "秩序"}),
        ("replied", {"satisfied": True}),
        ("reopened", {}),
        ("closed", {}),
        ("instructed", {"note": "速办"}),
    ],
)
def test_a_technician_is_refused_what_only_the_front_may(step, facts):
    project = a_project()
    technician = a_colleague(project, "technician")
    number = a_ticket(project)
    take(project, number, "dispatched", MONDAY_MORNING, assignee_id=technician.staff_id)

    with pytest.raises(NotAllowed):
        take(project, number, step, TUESDAY_MORNING, actor=technician, **facts)


def test_reception_gives_no_instructions():
    project = a_project()
    number = a_ticket(project)

    with pytest.raises(NotAllowed):
        take(
            project,
            number,
            "instructed",
            TUESDAY_MORNING,
            actor=a_colleague(project, "reception"),
            note="速办",
        )


def test_a_technician_works_on_their_own_tickets_only():
    project = a_project()
    mine, yours = a_colleague(project, "technician"), a_colleague(project, "technician")
    number = a_ticket(project)
    take(project, number, "dispatched", MONDAY_MORNING, assignee_id=yours.staff_id)

    with pytest.raises(NotAllowed):
        take(project, number, "arrived", TUESDAY_MORNING, actor=mine)

    take(project, number, "arrived", TUESDAY_MORNING, actor=yours)


def test_what_is_offered_to_nobody_by_name_belongs_to_whoever_accepts_it():
    project = a_project()
    quick, slow = a_colleague(project, "technician"), a_colleague(project, "technician")
    number = a_ticket(project)
    take(project, number, "dispatched", MONDAY_MORNING, department="工程")

    take(project, number, "accepted", MONDAY_MORNING + HOUR, actor=quick)

    assert line(project, number).assignee_id == quick.staff_id
    with pytest.raises(NotAllowed):
        take(project, number, "accepted", MONDAY_MORNING + 2 * HOUR, actor=slow)


def test_a_ticket_goes_to_colleagues_of_the_project_only():
    project, stranger = a_project(), a_colleague(a_project(), "technician")
    wall = a_colleague(project, "wall")
    number = a_ticket(project)

    for nobody in (stranger.staff_id, wall.staff_id, 99_999):
        with pytest.raises(NotFound):
            take(project, number, "dispatched", TUESDAY_MORNING, assignee_id=nobody)


def test_a_step_out_of_its_order_leaves_no_trace():
    project = a_project()
    number = a_ticket(project)

    with pytest.raises(StepNotPossible):
        take(project, number, "closed", TUESDAY_MORNING)

    assert steps(project, number) == [Step.RECEIVED]


def test_a_step_without_its_fact_leaves_no_trace():
    project = a_project()
    number = a_ticket(project)

    with pytest.raises(WrongValue):
        take(project, number, "paused", TUESDAY_MORNING)

    assert steps(project, number) == [Step.RECEIVED]


@pytest.mark.parametrize("step", ["callback_made", "callback_withdrawn", "received"])
def test_the_side_door_to_a_callback_is_shut(step):
    project = a_project()
    number = a_resolved_ticket(project)

    with pytest.raises(StepNotPossible):
        take(project, number, step, TUESDAY_MORNING + HOUR)


def test_an_unknown_ticket_is_not_found():
    project = a_project()

    with pytest.raises(NotFound):
        take(project, 404, "noted", TUESDAY_MORNING)


def test_the_same_number_in_two_projects_is_two_tickets():
    one, other = a_project(), a_project()

    assert a_ticket(one) == a_ticket(other) == 1

    take(one, 1, "resolved", TUESDAY_MORNING)
    assert line(other, 1).stage is Stage.RECEIVED


def test_a_wrong_intake_takes_no_number():
    project = a_project()

    with pytest.raises(WrongValue):
        a_ticket(project, subject="  ")

    assert a_ticket(project) == 1


def test_the_intake_is_kept_as_it_was_told():
    project = a_project()
    told = an_intake(
        "letter",
        "important",
        resident_id=a_resident(project),
        words="请书面答复",
        asks="答复",
        own_deadline=THURSDAY_MORNING,
        place_words="南门",
        complained_of="秩序部",
    )

    with writing() as session:
        number = desk.register(session, None, project, told, MONDAY_MORNING).number

    with reading() as session:
        assert tickets_db.intake(session, project, number) == told


def test_two_people_who_act_on_what_they_saw_do_not_overwrite_each_other():
    project = a_project()
    number = a_ticket(project)
    with reading() as session:
        seen = desk.open_dossier(session, project, number)
    take(project, number, "dispatched", MONDAY_MORNING + HOUR)

    with pytest.raises(ChangedMeanwhile), writing() as session:
        desk.record(session, seen, Event(Step.RESOLVED, TUESDAY_MORNING))

    assert steps(project, number) == [Step.RECEIVED, Step.DISPATCHED]
    assert line(project, number).stage is Stage.DISPATCHED
    assert callbacks(project, number) == []


def test_a_closed_project_takes_no_more_tickets():
    project = a_project()
    number = a_ticket(project)
    with writing() as session:
        projects.remove(session, project, MONDAY_MORNING)

    with pytest.raises(NotFound):
        a_ticket(project)
    with pytest.raises(NotFound):
        take(project, number, "noted", TUESDAY_MORNING)
    with pytest.raises(NotAllowed):
        a_ticket(project, an_actor("supervisor", project_id=project + 1))


@pytest.mark.parametrize("missing", ["term_starts", "term_ends"])
def test_a_special_service_without_its_term_is_refused(database, missing):
    project = a_project()
    fields: dict[str, Any] = {missing: None}

    with pytest.raises(WrongValue) as refused:
        a_ticket(project, kind="special_service", **fields)

    assert (refused.value.field, refused.value.reason) == (missing, "empty")
