"""What became of dissatisfied households, counted by what is on record of their last case."""

import pytest

from db.dissatisfied import dissatisfied
from db.engine import reading
from domain.costs import Dissatisfied
from domain.groups import SHOWN_FROM
from domain.tickets import Rung, Step
from tests.builders import (
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")
YEAR = MONDAY_MORNING - DAY, MONDAY_MORNING + 30 * DAY


def a_complaint(project: int, *, satisfied: bool | None = None, closed: bool = True, **ticket):
    """One of a household of its own, told to the resident and closed unless said otherwise."""
    resident = ticket.pop("resident_id", None) or a_resident(project)
    number = a_resolved_ticket(project, kind="complaint", resident_id=resident, **ticket)
    if closed:
        take(project, number, Step.REPLIED, TUESDAY_MORNING + HOUR, satisfied=satisfied)
        take(project, number, Step.CLOSED, TUESDAY_MORNING + 2 * HOUR)
    return number


def found(project: int) -> Dissatisfied:
    with reading() as session:
        return dissatisfied(session, project, *YEAR)


def test_each_household_s_last_complaint_says_how_it_ended():
    project, other = a_project(), a_project()
    a_complaint(other, satisfied=True)
    a_complaint(project, satisfied=True)
    late = a_complaint(project, satisfied=True)
    missed, rung = Step.RESOLVED, Rung.SUPERVISOR
    take(project, late, Step.ESCALATED, WEDNESDAY_MORNING, rung=rung, missed=missed)
    a_complaint(project)
    a_complaint(project, closed=False)
    twice = a_resident(project)
    a_complaint(project, satisfied=True, resident_id=twice)
    a_complaint(project, closed=False, resident_id=twice, now=MONDAY_MORNING + HOUR)

    assert found(project) == Dissatisfied(perfect=1, well=1, pending=3, silent=None)


@pytest.mark.parametrize(
    ("last_word", "ending"), [(None, "unresolved"), (False, "pending"), (True, "well")]
)
def test_a_complaint_closed_on_a_no_is_unresolved_unless_a_yes_came_later(last_word, ending):
    project = a_project()
    number = a_complaint(project, closed=False)
    at = TUESDAY_MORNING
    take(project, number, Step.REPLIED, at, satisfied=False)
    take(project, number, Step.RESOLVED, at + HOUR)
    take(project, number, Step.REPLIED, at + 2 * HOUR, satisfied=last_word)
    if last_word is not False:
        # A second no is work again, and stays open.
        take(project, number, Step.CLOSED, at + 3 * HOUR)

    assert found(project) == Dissatisfied(silent=None, **{ending: 1})


def test_silent_is_who_was_dissatisfied_and_never_complained():
    project = a_project()
    quiet, loud, mended = (a_resident(project) for _one in range(3))
    for resident, marks in ((quiet, LET_DOWN), (loud, LET_DOWN), (mended, DELIGHTED)):
        code = a_code(project, a_resolved_ticket(project, resident_id=resident))
        receive(code, a_filled_form(marks), WEDNESDAY_MORNING)
    a_complaint(project, closed=False, resident_id=loud)
    few = found(project)
    for _one in range(SHOWN_FROM - 3):
        others = a_code(project, a_resolved_ticket(project, resident_id=a_resident(project)))
        receive(others, a_filled_form(DELIGHTED), WEDNESDAY_MORNING)

    assert few == Dissatisfied(pending=1, silent=None)
    assert found(project) == Dissatisfied(pending=1, silent=1)
