"""A reviewer leaves an answer out or counts it again; nothing that was given changes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import audit, results, rulings, scores
from db.engine import reading, writing
from desk import rulings as desk
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.formula import Formula
from domain.trust import Deed
from tests.builders import (
    CONTENT,
    DAY,
    HOUR,
    MONDAY_MORNING,
    SHANGHAI,
    STRAIGHT,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    receive,
)
from tests.one_by_one import scored

pytestmark = pytest.mark.usefixtures("database")
SLOT = "round-1"
HASTY = 4.0


def an_answer(project: int, marks=STRAIGHT, seconds: float = HASTY) -> tuple[str, str]:
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(marks, seconds=seconds), WEDNESDAY_MORNING)
    return code, SLOT


def decide(actor, project, key, reason="同一位业主确认", *, excluded):
    with writing() as session:
        desk.rule(session, actor, project, key, reason, WEDNESDAY_MORNING + DAY, excluded=excluded)


def counted(project: int) -> tuple[int, int]:
    """How many answers count, by the scores and by the answers themselves."""
    since, until = MONDAY_MORNING, MONDAY_MORNING + 30 * DAY
    with reading() as session:
        by_score = results.results(session, project, since, until).responses
        given = scored(session, project, since, until)
    return by_score, sum(not one.excluded for one in given)


def test_an_answer_is_counted_again_and_left_out_again():
    project = a_project()
    reviewer, key = a_colleague(project), an_answer(project)
    assert counted(project) == (0, 0)

    decide(reviewer, project, key, excluded=False)
    assert counted(project) == (1, 1)
    decide(reviewer, project, key, "设备同时答了十份", excluded=True)

    assert counted(project) == (0, 0)
    with reading() as session:
        told = rulings.of_response(session, project, key)
        entries = [entry.action for entry in audit.newest(session, project)]
    assert [(one.number, one.excluded, one.by) for one in told] == [
        (2, True, "王芳"),
        (1, False, "王芳"),
    ]
    assert entries[:2] == [Deed.ANSWER_LEFT_OUT, Deed.ANSWER_COUNTED]


def test_scores_laid_out_anew_and_corrections_keep_what_was_decided():
    project = a_project()
    reviewer, key = a_colleague(project), an_answer(project)
    decide(reviewer, project, key, excluded=False)

    with writing() as session:
        given = scores.given_after(session, project, scores.FIRST, 10)
        rows = [scores.as_given(one, Formula.default(), SHANGHAI) for one in given]
        scores.replace_all(session, project, None, rows)
    assert counted(project) == (1, 1)
    receive(key[0], a_filled_form(STRAIGHT, seconds=1.0), WEDNESDAY_MORNING + HOUR)

    assert counted(project) == (1, 1)


def test_who_may_not_decide_and_what_cannot_be_decided():
    project, other = a_project(), a_project()
    reviewer, key = a_colleague(project), an_answer(project, CONTENT | {"d1": 5}, 60.0)

    with pytest.raises(NotAllowed):
        decide(a_colleague(project, "reception"), project, key, excluded=True)
    with pytest.raises(NotAllowed):
        decide(reviewer, other, key, excluded=True)
    with pytest.raises(NotFound):
        decide(reviewer, project, (key[0], "round-2"), excluded=True)
    with pytest.raises(WrongValue):
        decide(reviewer, project, key, "  ", excluded=True)
    with pytest.raises(ChangedMeanwhile):
        decide(reviewer, project, key, excluded=False)
    assert counted(project) == (1, 1)


@pytest.mark.parametrize("statement", ["UPDATE rulings SET reason = ''", "DELETE FROM rulings"])
def test_a_decision_is_never_changed(statement):
    project = a_project()
    decide(a_colleague(project), project, an_answer(project), excluded=False)

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(text(statement))
