"""What is stored about how an answer was given, and what is then counted (SCORING §5)."""

import pytest

from db import results
from db import surveys as surveys_db
from db.board import board
from db.engine import reading
from db.surveys import ResponseRow
from domain.satisfaction import Verdict
from domain.tickets import Step
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MINUTE,
    MOMENT,
    MONDAY_MORNING,
    STRAIGHT,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")
EIGHT_SECONDS = 8.0
# As good as expected, and not the same throughout.
MIXED = CONTENT | {"d1": 3, "d2": 5}


@pytest.fixture
def project() -> int:
    return a_project()


def code(project: int) -> str:
    return a_code(project, a_resolved_ticket(project))


def newest(project: int, ticket: int = 1) -> ResponseRow:
    with reading() as session:
        return surveys_db.of_ticket(session, project, ticket)[-1]


def the_results(project: int) -> results.Results:
    with reading() as session:
        return results.results(session, project, MONDAY_MORNING, MONDAY_MORNING + 9 * DAY)


def answer(project: int, at=WEDNESDAY_MORNING, *, ticket: int | None = None, **form) -> ResponseRow:
    """The stored answer about a new ticket, or about this one."""
    ticket = ticket or a_resolved_ticket(project)
    receive(a_code(project, ticket), a_filled_form(form.pop("marks", MIXED), **form), at)
    return newest(project, ticket)


@pytest.mark.parametrize(
    ("seconds", "doubts", "excluded"),
    [
        (EIGHT_SECONDS - 0.001, ["too_fast"], True),
        (EIGHT_SECONDS, ["hasty"], False),
        (2 * EIGHT_SECONDS, [], False),
        (None, [], False),
    ],
)
def test_haste_is_stored_with_the_answer(project, seconds, doubts, excluded):
    row = answer(project, marks=DELIGHTED, seconds=seconds)

    assert (row.doubts, row.excluded, row.device) == (doubts, excluded, "")


def test_the_same_answer_throughout_is_excluded_when_the_comparison_belies_it(project):
    assert answer(project, marks=STRAIGHT).excluded
    assert not answer(project, marks=STRAIGHT | {"c": 3}).excluded


def test_a_project_sets_its_own_limits():
    project = a_project(policy={"survey": {"speeder_seconds_per_item": 0.0}})

    row = answer(project, marks=DELIGHTED, seconds=1)

    assert (row.doubts, row.excluded) == (["hasty"], False)


@pytest.mark.parametrize(("after", "is_doubted"), [(MINUTE, True), (MINUTE + MOMENT, False)])
def test_an_answer_just_after_the_job_was_resolved_is_for_review(project, after, is_doubted):
    row = answer(project, TUESDAY_MORNING + after)

    assert ("at_closing" in row.doubts) is is_doubted
    assert not row.excluded


@pytest.mark.parametrize(("after", "is_doubted"), [(MINUTE, True), (MINUTE + MOMENT, False)])
def test_an_answer_just_after_the_ticket_was_closed_is_for_review(project, after, is_doubted):
    ticket = a_resolved_ticket(project, replied=True)
    take(project, ticket, Step.CLOSED, TUESDAY_MORNING + DAY)

    row = answer(project, TUESDAY_MORNING + DAY + after, ticket=ticket)

    assert ("at_closing" in row.doubts) is is_doubted


def test_what_is_for_review_stays_so_when_the_answer_is_corrected(project):
    ticket = a_resolved_ticket(project)
    answer(project, TUESDAY_MORNING + MINUTE, ticket=ticket)

    corrected = answer(project, TUESDAY_MORNING + HOUR, ticket=ticket, marks=DELIGHTED)

    assert (corrected.version, corrected.doubts) == (2, ["at_closing"])


def test_a_quick_correction_of_a_careful_answer_is_no_haste(project):
    ticket = a_resolved_ticket(project)
    answer(project, ticket=ticket, seconds=40)

    corrected = answer(project, WEDNESDAY_MORNING + HOUR, ticket=ticket, marks=DELIGHTED, seconds=3)

    assert (corrected.doubts, corrected.excluded) == ([], False)


def test_the_fourth_code_from_one_device_within_minutes_is_for_review_and_counted(project):
    given = [answer(project, WEDNESDAY_MORNING + n * MINUTE, device="kiosk") for n in range(5)]

    assert [row.doubts for row in given] == [[], [], [], ["burst"], ["burst"]]
    assert not any(row.excluded for row in given)
    assert the_results(project).responses == 5
    assert [row.device for row in given] == ["kiosk"] * 5


@pytest.mark.parametrize(("wait", "is_burst"), [(10 * MINUTE, True), (10 * MINUTE + MOMENT, False)])
def test_a_burst_is_one_within_ten_minutes(project, wait, is_burst):
    for _ in range(3):
        answer(project, device="phone")

    row = answer(project, WEDNESDAY_MORNING + wait, device="phone")

    assert (row.doubts == ["burst"]) is is_burst


def test_one_code_corrected_often_is_no_burst(project):
    token = code(project)

    for minute in range(6):
        receive(token, a_filled_form(MIXED, device="phone"), WEDNESDAY_MORNING + minute * MINUTE)

    assert newest(project).doubts == []


def test_another_projects_answers_are_no_burst(project):
    for other in (a_project(), a_project(), a_project()):
        answer(other, device="phone")

    assert answer(project, device="phone").doubts == []


def test_excluded_answers_are_left_out_of_the_score_and_stay_visible(project):
    for _ in range(10):
        answer(project)
    for _ in range(3):
        answer(project, marks=LET_DOWN, seconds=1, words="慢")

    found = the_results(project)

    assert (found.responses, found.gap.n, found.gap.mean) == (10, 10, 0.0)
    assert (found.uncut.excluded, found.uncut.gap.n) == (3, 13)
    assert found.uncut.gap.mean < -10
    assert found.uncut.doubts == {"too_fast": 3}
    assert found.answered == 13


def test_the_wall_counts_no_excluded_answer_and_says_how_many_there_are(project):
    answer(project, marks=DELIGHTED)
    answer(project, marks=LET_DOWN, seconds=1)

    with reading() as session:
        found = board(session, project, WEDNESDAY_MORNING).surveys

    assert found.verdicts[Verdict.VERY_SATISFIED] == 1
    assert found.verdicts[Verdict.DISSATISFIED] == 0
    assert found.excluded == 1


def test_an_excluded_answer_still_opens_its_complaint(project):
    row = answer(project, marks=LET_DOWN, seconds=1, words="水还在漏")

    assert row.excluded
    assert row.complaint


def test_a_careful_correction_of_a_hasty_answer_counts(project):
    ticket = a_resolved_ticket(project)
    answer(project, ticket=ticket, marks=LET_DOWN, seconds=1)

    row = answer(project, WEDNESDAY_MORNING + HOUR, ticket=ticket, seconds=60)

    assert not row.excluded
    assert (the_results(project).responses, the_results(project).uncut.excluded) == (1, 0)
