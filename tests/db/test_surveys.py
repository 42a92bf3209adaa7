"""Responses: every version kept, the newest counted, one per ticket and round."""

from dataclasses import replace

import pytest

from db import people
from db import surveys as surveys_db
from db.engine import reading, writing
from db.surveys import ResponseRow
from desk import codes
from domain.errors import ChangedMeanwhile
from domain.satisfaction import Verdict
from domain.surveys import Chip
from tests import one_by_one
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MOMENT,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_campaign,
    a_code,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    letters_of,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def project() -> int:
    return a_project()


def answer(project: int, marks=None, at=WEDNESDAY_MORNING, *, code: str = "", **said) -> str:
    code = code or a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(marks, **said), at)
    return code


def the_only_row(project: int) -> ResponseRow:
    with reading() as session:
        [row] = surveys_db.of_ticket(session, project, 1)
    return row


def test_a_response_comes_back_as_it_was_given(project):
    marks = {"d1": 3, "d2": None, "d3": 2, "c": 2, "e1": None, "e2": 4, "e3": 4, "e4": 1}
    form = replace(
        a_filled_form(marks, chips=(Chip.PRICE,), words="贵 😀", call_me=True),
        not_applicable=("d2", "e1"),
    )

    receive(a_code(project, a_resolved_ticket(project)), form, WEDNESDAY_MORNING)

    row = the_only_row(project)
    assert {item: getattr(row, item) for item in marks} == marks
    assert (row.not_applicable, row.chips) == (["d2", "e1"], ["price"])
    assert (row.words, row.call_me, row.seconds) == ("贵 😀", True, 45.0)
    assert row.flags == ["promise_unpaired", "low_bar"]


@pytest.mark.parametrize("by_another_code", [False, True])
def test_the_schema_itself_takes_one_response_per_ticket_round_and_version(
    project, by_another_code
):
    code = answer(project)
    another = a_code(project, a_resolved_ticket(project))
    row = replace(the_only_row(project), token=another if by_another_code else code)

    with pytest.raises(ChangedMeanwhile), writing() as session:
        surveys_db.add(session, project, row)

    assert the_only_row(project).token == code


def test_only_the_newest_version_counts(project):
    code = answer(project, LET_DOWN)
    answer(project, CONTENT, WEDNESDAY_MORNING + HOUR, code=code)
    answer(project, DELIGHTED, WEDNESDAY_MORNING + 2 * HOUR, code=code)

    with reading() as session:
        scored = one_by_one.scored(session, project, MONDAY_MORNING, MONDAY_MORNING + 9 * DAY)

    assert [(one.verdict, one.gap) for one in scored] == [(Verdict.VERY_SATISFIED, 50.0)]


def test_a_period_holds_its_first_moment_and_not_its_last(project):
    answer(project, at=WEDNESDAY_MORNING)

    def scored(since, until) -> int:
        with reading() as session:
            return len(one_by_one.scored(session, project, since, until))

    assert scored(WEDNESDAY_MORNING, WEDNESDAY_MORNING + MOMENT) == 1
    assert scored(WEDNESDAY_MORNING - DAY, WEDNESDAY_MORNING) == 0
    assert scored(WEDNESDAY_MORNING + MOMENT, WEDNESDAY_MORNING + DAY) == 0


def test_answers_from_one_household_belong_together(project):
    neighbour = a_resident(project)
    for _ in range(2):
        ticket = a_resolved_ticket(project, resident_id=neighbour)
        receive(a_code(project, ticket), a_filled_form(), WEDNESDAY_MORNING)
    answer(project)

    with reading() as session:
        scored = one_by_one.scored(session, project, MONDAY_MORNING, MONDAY_MORNING + 9 * DAY)

    assert len(scored) == 3
    assert len({one.household for one in scored}) == 2


def test_another_projects_answers_are_not_counted(project):
    answer(a_project(), LET_DOWN, words="慢")

    with reading() as session:
        scored = one_by_one.scored(session, project, MONDAY_MORNING, MONDAY_MORNING + 9 * DAY)

    assert scored == []


def test_a_homes_ticket_and_its_letter_are_one_household_and_a_lobby_is_none(project):
    campaign = a_campaign(project, households=1)
    ((home, letter),) = letters_of(project, campaign).items()
    answer(project, code=a_code(project, a_resolved_ticket(project, place_id=home)))
    answer(project, code=letter)
    with writing() as session:
        lobby = people.add_place(session, project, name="大堂")
        poster = codes.for_place(session, None, project, lobby, MONDAY_MORNING)
    for visitor in ("one", "two"):
        receive(poster, a_filled_form(), WEDNESDAY_MORNING, visitor=visitor)

    with reading() as session:
        scored = one_by_one.scored(session, project, MONDAY_MORNING, WEDNESDAY_MORNING + DAY)

    households = [one.household for one in scored]
    assert households.count(f"place {home}") == 2
    assert len(set(households)) == 3
