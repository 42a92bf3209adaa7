"""Resident, callback and supervisor on the same round of a ticket, disagreements first."""

from datetime import date

import pytest

from db import voices
from db.engine import reading, writing
from desk import callbacks as desk
from desk import rulings
from domain.satisfaction import Verdict
from tests.builders import (
    DELIGHTED,
    HOUR,
    LET_DOWN,
    THURSDAY_MORNING,
    WEDNESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    make_callback,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")
MARCH = date(2026, 3, 1), date(2026, 3, 31)


def test_three_voices_of_each_round_stand_side_by_side_disagreements_first():
    project, other = a_project(), a_project()
    lead = a_colleague(project)
    agreed, apart, alone = (a_callback(project, kind="help") for _one in range(3))
    for which, marks in ((agreed, DELIGHTED), (apart, LET_DOWN)):
        code = a_code(project, which.ticket)
        receive(code, a_filled_form(DELIGHTED, words="很好"), WEDNESDAY_MORNING)
        receive(code, a_filled_form(marks, words="很好"), WEDNESDAY_MORNING + HOUR)
    for which in (agreed, apart, alone):
        make_callback(which, lead, THURSDAY_MORNING, shortcomings="等得久")
    with writing() as session:
        desk.review(session, lead, apart, "再去看看", THURSDAY_MORNING, satisfied=False)

    with reading() as session:
        first, second = voices.lines(session, project, *MARCH)
        said = voices.said(session, project, *MARCH)
        assert not voices.lines(session, other, *MARCH)
        assert not voices.lines(session, project, date(2026, 4, 1), date(2026, 4, 30))

    assert (first.ticket, first.disagree, first.verdict) == (
        apart.ticket,
        True,
        Verdict.DISSATISFIED,
    )
    assert (first.callback, first.supervisor, first.remark) == (True, False, "再去看看")
    assert first.sheet["shortcomings"] == "等得久"
    assert (second.ticket, second.disagree, second.supervisor) == (agreed.ticket, False, None)
    assert said == {(False, True, False): 1, (True, True, None): 1, (None, True, None): 1}


def test_an_answer_that_is_left_out_is_nobody_s_voice():
    project = a_project()
    lead, which = a_colleague(project), a_callback(project, kind="help")
    code = a_code(project, which.ticket)
    receive(code, a_filled_form(LET_DOWN), WEDNESDAY_MORNING)
    make_callback(which, lead, THURSDAY_MORNING)

    with writing() as session:
        key = (code, "round-1")
        rulings.rule(session, lead, project, key, "员工代填", THURSDAY_MORNING, excluded=True)

    with reading() as session:
        assert not voices.lines(session, project, *MARCH)
        assert voices.said(session, project, *MARCH) == {(None, True, None): 1}
