"""The trust page: what is doubted stands there, and a reviewer decides about it with a reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db import rulings
from db.engine import reading, writing
from desk import needs
from domain.handling import Need
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    make_callback,
    receive,
)
from tests.pages.desks import forget, sit

NOW = datetime.now(UTC)
RESOLVED = NOW - timedelta(days=2)


@pytest.fixture
def desk(database) -> Iterator[None]:
    forget()
    yield
    forget()


def answered(project: int, marks=DELIGHTED, *, seconds: float = 60.0, words: str = "") -> str:
    ticket = a_resolved_ticket(
        project, now=RESOLVED - DAY, resolved_at=RESOLVED, resident_id=a_resident(project)
    )
    code = a_code(project, ticket, now=RESOLVED)
    receive(code, a_filled_form(marks, seconds=seconds, words=words), RESOLVED + HOUR)
    return code


def silent(project: int, count: int) -> None:
    for _ticket in range(count):
        number = a_resolved_ticket(project, now=RESOLVED - DAY, resolved_at=RESOLVED)
        a_code(project, number, now=RESOLVED)


@pytest.mark.usefixtures("desk")
def test_a_reviewer_counts_what_was_left_out_and_gives_a_reason():
    project = a_project()
    answered(project)
    code = answered(project, CONTENT, seconds=4.0)
    page = sit("trust", project, a_colleague(project))
    assert "Answers: 2 · left out: 1" in page.words()

    page.press("Count it")
    assert "Please look at “Reason” again: it is empty." in page.words()
    page.fill(**{"Reason,_kept_on_record": "业主本人确认"}).press("Count it")
    page.look()

    assert "Answers: 2 · left out: 0" in page.words()
    with reading() as session:
        (told,) = rulings.of_response(session, project, (code, "round-1"))
    assert (told.excluded, told.reason) == (False, "业主本人确认")


@pytest.mark.usefixtures("desk")
def test_the_silent_stand_beside_those_who_answered_with_a_tipping_point():
    project = a_project()
    for _one in range(10):
        answered(project)
    silent(project, 15)
    who = a_colleague(project, "reception")

    page = sit("trust", project, who, trust="silent")

    assert "Of 25 resolved tickets with a code 10 were answered (40%)" in page.words()
    assert "100% of those who answered are satisfied" in page.words()
    assert "For 50% of all, 3 of the 15 silent must be satisfied (17%)" in page.words()
    assert "Count it" not in sit("trust", project, who).buttons()


@pytest.mark.usefixtures("desk")
def test_without_answers_the_page_says_what_will_appear():
    project = a_project()

    for shown in ("arrivals", "silent", "voices", "cost"):
        page = sit("trust", project, a_colleague(project), "zh_CN", trust=shown)
        assert page.page.info


@pytest.mark.usefixtures("desk")
def test_voices_stand_side_by_side_and_the_cost_is_a_scenario():
    project = a_project()
    who = a_colleague(project)
    which = a_callback(project, now=RESOLVED - DAY, resolved_at=RESOLVED, kind="help")
    receive(
        a_code(project, which.ticket, now=RESOLVED),
        a_filled_form(LET_DOWN, words="请打13800001234"),
        RESOLVED + HOUR,
    )
    make_callback(which, who, RESOLVED + DAY, shortcomings="等得久")

    told = sit("trust", project, who, trust="voices").words()
    page = sit("trust", project, who, trust="cost")

    assert "≠ disagree" in told
    assert "“等得久”" in told
    assert "13800001234" not in told
    assert "not a forecast" in page.page.warning[0].value
    page.field("Unresolved: closed, and not satisfied").set_value(100).run()
    # One household answered: the silent are estimated from the complaints, 101 × .33/.67.
    assert "#### 151 dissatisfied households" in page.words()
    page.page.toggle[0].set_value(False).run()
    # 89 of the hundred, and of the complaint just opened between 0.05 and 0.89.
    assert "#### 101 dissatisfied households: 89 – 90 of them at risk" in page.words()


@pytest.mark.usefixtures("desk")
def test_a_need_is_heard_and_a_reviewer_writes_what_is_done_about_it():
    project = a_project()
    clerk, lead = a_colleague(project, "reception"), a_colleague(project)
    assert "tag an answer" in sit("trust", project, lead, trust="needs").words()
    code = answered(project, words="等了三天")
    with writing() as session:
        needs.hear(session, clerk, project, (code, "round-1"), {Need.TIMELY}, NOW)

    page = sit("trust", project, lead, trust="needs")
    page.fill(Response="当天回电").press("Keep the response").look()

    (row,) = page.rows("dataframe")
    assert list(row.values()) == [
        "Not known",
        "Timely",
        "fewer than 5",
        "当天回电",
        "Can be done now",
    ]
    for_clerk = sit("trust", project, clerk, "zh_CN", trust="needs")
    assert "保存应对措施" not in for_clerk.buttons()
    assert [list(row.values())[1] for row in for_clerk.rows("dataframe")] == ["及时"]
