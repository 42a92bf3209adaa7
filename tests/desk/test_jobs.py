"""What a technician tells on the spot is stored in one go, or not at all."""

import pytest

from db import tickets as tickets_db
from db.engine import reading, writing
from db.photos import PhotoRow
from desk import jobs, photos, tickets
from desk.jobs import Finished
from domain.access import Actor
from domain.errors import ChangedMeanwhile, NotAllowed, WrongValue
from domain.tickets import Stage, Step, StepNotPossible
from tests.builders import (
    HOUR,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_resident,
    a_ticket,
    take,
)

pytestmark = pytest.mark.usefixtures("database")
DONE_AT = MONDAY_MORNING + 3 * HOUR


def in_the_hands_of(project: int, technician: Actor, **facts) -> int:
    ticket = a_ticket(project, **facts)
    take(project, ticket, Step.DISPATCHED, MONDAY_MORNING, assignee_id=technician.staff_id)
    return ticket


def finish(project: int, who: Actor, ticket: int, finished: Finished, **facts):
    with writing() as session:
        return jobs.finish(session, who, project, ticket, finished, DONE_AT, **facts)


def steps(project: int, ticket: int) -> list[Step]:
    with reading() as session:
        return [event.step for event in tickets_db.history(session, project, ticket)]


def test_a_job_is_finished_paid_and_confirmed_in_one_go():
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)

    dossier = finish(project, technician, ticket, Finished("换了阀芯", 85.0, is_confirmed=True))

    assert dossier.progress.stage is Stage.RESOLVED
    assert dossier.progress.fee_paid == 85.0
    assert steps(project, ticket)[-3:] == [Step.RESOLVED, Step.PAID, Step.CONFIRMED]


def test_nothing_taken_is_no_payment_of_nothing():
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)

    finish(project, technician, ticket, Finished("换了阀芯"))

    assert Step.PAID not in steps(project, ticket)
    assert Step.CONFIRMED not in steps(project, ticket)


@pytest.mark.parametrize(
    ("finished", "field"),
    [(Finished("  "), "note"), (Finished("换了阀芯", float("inf")), "amount")],
)
def test_what_cannot_stand_leaves_the_job_open(finished, field):
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)

    with pytest.raises(WrongValue) as refused:
        finish(project, technician, ticket, finished)

    assert refused.value.field == field
    assert steps(project, ticket)[-1] is Step.DISPATCHED


def test_a_colleagues_job_is_not_finished_by_another():
    project = a_project()
    ticket = in_the_hands_of(project, a_colleague(project, "technician"))

    with pytest.raises(NotAllowed):
        finish(project, a_colleague(project, "technician"), ticket, Finished("换了阀芯"))


def test_whoever_looked_before_something_happened_is_told():
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)
    take(project, ticket, Step.NOTED, MONDAY_MORNING + HOUR)

    with pytest.raises(ChangedMeanwhile):
        finish(project, technician, ticket, Finished("换了阀芯"), seen=2)


def test_what_is_done_is_not_done_twice():
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)
    finish(project, technician, ticket, Finished("换了阀芯"))

    with pytest.raises(StepNotPossible):
        finish(project, technician, ticket, Finished("换了阀芯"))


@pytest.mark.parametrize(
    ("role", "has_it", "is_done", "knows"),
    [
        ("technician", True, False, True),
        ("technician", True, True, False),
        ("technician", False, False, False),
        ("reception", False, True, True),
        ("wall", False, False, False),
    ],
)
def test_who_has_the_work_in_hand_knows_whom_to_ask_for(role, has_it, is_done, knows):
    project = a_project()
    who = a_colleague(project, role)
    ticket = a_ticket(project, resident_id=a_resident(project))
    if has_it:
        take(project, ticket, Step.DISPATCHED, MONDAY_MORNING, assignee_id=who.staff_id)
    if is_done:
        take(project, ticket, Step.RESOLVED, MONDAY_MORNING)

    with reading() as session:
        dossier = tickets.open_dossier(session, project, ticket)

    assert tickets.may_know_resident(who, dossier) is knows


def test_a_photo_of_the_work_stays_with_the_ticket():
    project = a_project()
    technician = a_colleague(project, "technician")
    ticket = in_the_hands_of(project, technician)
    photo = PhotoRow(b"jpeg", 4, 3)

    dossier = finish(project, technician, ticket, Finished("换了阀芯", photo=photo))

    with reading() as session:
        assert photos.of_ticket(session, a_colleague(project), dossier) == [photo]
