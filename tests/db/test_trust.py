"""How answers came in by each code, and whether those who did not answer had other tickets."""

from datetime import date

import pytest

from db import reviews, trust
from db.engine import reading, writing
from db.reviews import PAGE_LENGTH, Standing
from desk import rulings
from domain.honesty import Doubt
from domain.surveys import CodeKind
from domain.tickets import Rung, Step
from domain.trust import Duration, Fact
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    LET_DOWN,
    MONDAY_MORNING,
    STRAIGHT,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_place_code,
    a_project,
    a_resolved_ticket,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
SINCE, UNTIL = MONDAY_MORNING, MONDAY_MORNING + 30 * DAY


def answered(project: int, marks=CONTENT, *, seconds: float = 60.0, **ticket) -> str:
    code = a_code(project, a_resolved_ticket(project, **ticket))
    receive(code, a_filled_form(marks, seconds=seconds), WEDNESDAY_MORNING)
    return code


def arrivals(project: int):
    with reading() as session:
        return trust.arrivals(session, project, FIRST, LAST, SINCE, UNTIL)


def to_review(project: int, standing: Standing, page: int = 0):
    with reading() as session:
        return reviews.lines(session, project, FIRST, LAST, standing, page)


def test_each_kind_of_code_and_each_place_tells_how_answers_came_in():
    project, other = a_project(), a_project()
    answered(other)
    answered(project, STRAIGHT, seconds=4.0)
    answered(project, LET_DOWN | {"c": 5})
    corrected = answered(project)
    receive(corrected, a_filled_form(LET_DOWN), WEDNESDAY_MORNING)
    a_code(project, a_resolved_ticket(project))
    a_place_code(project, "1 号电梯")
    lift = a_place_code(project, "2 号电梯")
    receive(lift, a_filled_form(CONTENT), WEDNESDAY_MORNING, visitor="甲")

    tickets, quiet, used = arrivals(project)

    assert (tickets.kind, tickets.given_out, tickets.sent) == (CodeKind.TICKET, 4, 3)
    assert (tickets.corrected, tickets.excluded, tickets.contradictions) == (1, 1, 1)
    assert tickets.doubts[Doubt.TOO_FAST] == tickets.doubts[Doubt.STRAIGHTLINE] == 1
    assert (quiet.place, quiet.given_out, quiet.sent) == ("1 号电梯", None, 0)
    assert (used.place, used.sent) == ("2 号电梯", 1)


def test_what_is_doubted_waits_until_it_is_decided_about():
    project = a_project()
    code = answered(project, STRAIGHT, seconds=4.0)
    answered(project, DELIGHTED)
    (line,) = to_review(project, Standing.DOUBTED)
    assert (line.token, line.excluded, line.reason) == (code, True, None)
    assert [line] == to_review(project, Standing.LEFT_OUT)

    for excluded in (False, True):
        with writing() as session:
            who = a_colleague(project)
            rulings.rule(session, who, project, line.key, "看过", UNTIL, excluded=excluded)

    (decided,) = to_review(project, Standing.DECIDED)
    assert (decided.excluded, decided.reason, decided.ruled_by) == (True, "看过", "王芳")
    assert not to_review(project, Standing.DOUBTED)
    assert len(to_review(project, Standing.EVERY)) == 2


def test_a_page_holds_ten_and_says_when_there_are_more():
    project = a_project()
    codes = {answered(project) for _one in range(PAGE_LENGTH + 1)}

    first, second = (to_review(project, Standing.EVERY, page) for page in (0, 1))

    assert (len(first), len(second)) == (PAGE_LENGTH + 1, 1)
    assert {line.token for line in (*first[:PAGE_LENGTH], *second)} == codes


def test_answered_and_silent_tickets_are_told_by_kind_severity_duration_and_lateness():
    project = a_project()
    answered(project)
    silent = a_resolved_ticket(
        project, kind="complaint", severity="important", resolved_at=WEDNESDAY_MORNING
    )
    a_code(project, silent)
    a_resolved_ticket(project)
    late = a_resolved_ticket(project, kind="help", resolved_at=MONDAY_MORNING + 8 * DAY)
    missed, nine_days_on = Step.RESOLVED, MONDAY_MORNING + 9 * DAY
    take(project, late, Step.ESCALATED, nine_days_on, rung=Rung.SUPERVISOR, missed=missed)
    receive(a_code(project, late), a_filled_form(), MONDAY_MORNING + 9 * DAY)

    with reading() as session:
        found = trust.heard(session, project, SINCE, UNTIL)
        before = trust.heard(session, project, SINCE, TUESDAY_MORNING)

    assert (found.answered, found.silent, found.asked) == (2, 1, 3)
    assert found.facts[Fact.KIND] == {"repair": (1, 0), "complaint": (0, 1), "help": (1, 0)}
    assert found.facts[Fact.SEVERITY] == {"minor": (2, 0), "important": (0, 1)}
    assert found.facts[Fact.DURATION] == {
        Duration.SAME_DAY: (1, 0),
        Duration.THREE_DAYS: (0, 1),
        Duration.LONGER: (1, 0),
    }
    assert found.facts[Fact.LATE] == {"in_time": (1, 1), "late": (1, 0)}
    assert before.asked == 0
