"""What one annual survey says is counted from its own households, and from no others."""

import pytest

from db.engine import reading, writing
from db.outcomes import Outcome, outcome
from desk import rulings
from domain.formula import Formula
from domain.surveys import Chip
from tests.builders import (
    DAY,
    DELIGHTED,
    LET_DOWN,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_campaign,
    a_colleague,
    a_filled_form,
    a_project,
    letters_of,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")


def found(project: int, campaign: int) -> Outcome:
    with reading() as session:
        return outcome(session, project, campaign, Formula.default())


def test_a_survey_is_counted_from_its_own_households_without_what_is_left_out():
    project = a_project()
    first = a_campaign(project, "上半年", households=3, closes_at=WEDNESDAY_MORNING + DAY)
    later = MONDAY_MORNING + 30 * DAY
    second = a_campaign(project, "下半年", opens_at=later, closes_at=later + 9 * DAY)
    glad, sad, out = letters_of(project, first).values()
    receive(glad, a_filled_form(DELIGHTED), TUESDAY_MORNING)
    receive(sad, a_filled_form(LET_DOWN, chips=(Chip.SPEED,)), TUESDAY_MORNING)
    receive(out, a_filled_form(LET_DOWN, chips=(Chip.PRICE,)), TUESDAY_MORNING)
    with writing() as session:
        key, who = (out, "household"), a_colleague(project)
        rulings.rule(session, who, project, key, "空置房", WEDNESDAY_MORNING, excluded=True)

    told = found(project, first)

    assert (told.households, told.gaps.n, told.gaps.below, told.gaps.above) == (2, 2, 1, 1)
    assert told.factors == {"d1": (1, 1, 2), "d2": (1, 1, 2), "d3": (1, 1, 2)}
    assert told.chips == {Chip.SPEED: 1}
    assert found(project, second).households == 0
