"""What a scanned code opens, and what happens when the answer comes in (DOMAIN §5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db import codes as codes_db
from db import people, projects
from db import surveys as surveys_db
from db import tickets as tickets_db
from db.codes import CodeCard
from db.engine import reading, writing
from db.queue import Wanted, queue
from db.surveys import ResponseRow
from desk import codes as code_desk
from desk.surveys import open_code
from domain.errors import NotFound
from domain.formula import Formula
from domain.satisfaction import Answers, Method, OutsideLadder, Verdict
from domain.surveys import (
    ALPHABET,
    AlreadyAnswered,
    Chip,
    CodeClosed,
    CodeKind,
    Form,
    NotYetDone,
    block_order,
)
from domain.tickets import Channel, Kind, Severity, Stage, Step
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MOMENT,
    THURSDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")


def issue(project: int, kind: CodeKind = CodeKind.TICKET, **facts) -> str:
    """A code as nobody at the desk could issue it."""
    token = "".join(ALPHABET[(7 * place + len(facts)) % 32] for place in range(12))
    card = CodeCard(project, token, kind, Form.STANDARD, None, None, TUESDAY_MORNING, None, None)
    with writing() as session:
        codes_db.add(session, replace(card, **facts))
    return token


def stored(project: int, ticket: int) -> list[ResponseRow]:
    with reading() as session:
        return surveys_db.of_ticket(session, project, ticket)


def complaints(project: int) -> list[tickets_db.TicketLine]:
    with reading() as session:
        return queue(session, project, Wanted(stages=tuple(Stage), kind=Kind.COMPLAINT))


@pytest.fixture
def project() -> int:
    return a_project()


def test_an_answer_is_stored_with_its_score(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)

    receipt = receive(code, a_filled_form(DELIGHTED, chips=(Chip.SPEED,)), WEDNESDAY_MORNING)

    [row] = stored(project, ticket)
    assert (receipt.version, receipt.verdict, receipt.complaint) == (
        1,
        Verdict.VERY_SATISFIED,
        None,
    )
    assert (row.expectation, row.delivered, row.gap) == (50.0, 100.0, 50.0)
    assert (row.verdict, row.method) == (Verdict.VERY_SATISFIED, Method.FORMULA)
    assert (row.slot, row.block, row.chips) == ("round-1", block_order(code), ["speed"])
    assert {item: getattr(row, item) for item in DELIGHTED} == DELIGHTED
    assert row.answered_at == WEDNESDAY_MORNING


def test_a_pulse_asks_less_and_is_judged_directly():
    project = a_project(policy={"survey": {"ticket_form": "pulse"}})
    ticket = a_resolved_ticket(project)

    receive(a_code(project, ticket), a_filled_form({"d1": 4, "d2": 4, "c": 4}), WEDNESDAY_MORNING)

    [row] = stored(project, ticket)
    assert (row.form, row.method, row.gap) == (Form.PULSE, Method.DIRECT, None)


def test_every_score_names_the_formula_that_gave_it(project):
    first, second = a_resolved_ticket(project), a_resolved_ticket(project)
    receive(a_code(project, first), a_filled_form(), WEDNESDAY_MORNING)
    with writing() as session:
        projects.override_policy(session, project, {"formula": {"tolerance": 20.0}})

    receive(a_code(project, second), a_filled_form(), WEDNESDAY_MORNING)

    assert [stored(project, ticket)[0].formula for ticket in (first, second)] == [1, 2]


def test_a_resident_let_down_gets_a_complaint_that_knows_the_matter(project):
    resident = a_resident(project)
    ticket = a_resolved_ticket(project, severity="important", resident_id=resident)
    form = a_filled_form(LET_DOWN, chips=(Chip.PROMISE, Chip.SPEED), words="说好上午来")

    receipt = receive(a_code(project, ticket), form, WEDNESDAY_MORNING)

    [opened] = complaints(project)
    assert receipt.complaint == opened.number
    assert receipt.complaint_due_at == WEDNESDAY_MORNING + 2 * DAY
    assert stored(project, ticket)[0].complaint == opened.number
    assert (opened.parent, opened.severity) == (ticket, Severity.IMPORTANT)
    with reading() as session:
        intake = tickets_db.intake(session, project, opened.number)
        history = tickets_db.history(session, project, opened.number)
        assert surveys_db.leading_to(session, project, opened.number).ticket == ticket
    assert (intake.words, intake.topic) == ("说好上午来", "promise speed")
    assert (intake.resident_id, intake.channel) == (resident, Channel.QR)
    assert [(event.step, event.actor_id) for event in history] == [(Step.RECEIVED, None)]


def test_a_resident_let_down_who_names_no_problem_gets_none(project):
    ticket = a_resolved_ticket(project)

    receipt = receive(a_code(project, ticket), a_filled_form(LET_DOWN), WEDNESDAY_MORNING)

    assert receipt.verdict is Verdict.DISSATISFIED
    assert receipt.complaint is None
    assert complaints(project) == []


def test_the_same_sending_twice_is_one_answer(project):
    ticket = a_resolved_ticket(project)
    code, form = a_code(project, ticket), a_filled_form(LET_DOWN, words="慢", send_key="k1")

    first = receive(code, form, WEDNESDAY_MORNING)
    again = receive(code, form, WEDNESDAY_MORNING + 9 * DAY)

    assert again == first
    assert [row.version for row in stored(project, ticket)] == [1]
    assert len(complaints(project)) == 1


def test_sendings_without_a_key_are_told_apart(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)

    receive(code, a_filled_form(), WEDNESDAY_MORNING)

    assert receive(code, a_filled_form(), WEDNESDAY_MORNING + HOUR).version == 2


def test_a_correction_is_a_new_version_and_the_first_stays_readable(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)
    receive(code, a_filled_form(LET_DOWN, send_key="a"), WEDNESDAY_MORNING)

    receipt = receive(code, a_filled_form(CONTENT, send_key="b"), WEDNESDAY_MORNING + DAY)

    assert receipt.version == 2
    [latest] = stored(project, ticket)
    assert latest.verdict is Verdict.BASICALLY_SATISFIED
    with reading() as session:
        both = surveys_db.versions(session, project, code, "round-1")
    assert [row.verdict for row in both] == [Verdict.DISSATISFIED, Verdict.BASICALLY_SATISFIED]


def test_a_day_after_the_first_answer_it_stands(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)
    receive(code, a_filled_form(send_key="a"), WEDNESDAY_MORNING)
    receive(code, a_filled_form(send_key="b"), WEDNESDAY_MORNING + 20 * HOUR)

    with pytest.raises(AlreadyAnswered) as refused:
        receive(code, a_filled_form(send_key="c"), WEDNESDAY_MORNING + DAY + MOMENT)

    assert refused.value.answered_at == WEDNESDAY_MORNING
    assert stored(project, ticket)[0].version == 2


def test_a_correction_keeps_the_complaint_it_has_and_opens_no_second(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)
    first = receive(code, a_filled_form(LET_DOWN, words="慢"), WEDNESDAY_MORNING)

    worse = receive(code, a_filled_form(LET_DOWN, words="很慢"), WEDNESDAY_MORNING + HOUR)
    better = receive(code, a_filled_form(DELIGHTED), WEDNESDAY_MORNING + 2 * HOUR)

    assert first.complaint == worse.complaint == better.complaint
    assert len(complaints(project)) == 1


def test_a_correction_may_be_what_opens_the_complaint(project):
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(CONTENT), WEDNESDAY_MORNING)

    receipt = receive(code, a_filled_form(LET_DOWN, call_me=True), WEDNESDAY_MORNING + HOUR)

    assert [line.number for line in complaints(project)] == [receipt.complaint]


def test_an_unknown_code_opens_nothing():
    for typed in ("", "000000000000", "\x00", "'; drop table codes", "字" * 400):
        with pytest.raises(NotFound):
            receive(typed, a_filled_form(), WEDNESDAY_MORNING)


def test_a_code_is_found_however_it_is_typed(project):
    code = a_code(project, a_resolved_ticket(project))

    receipt = receive(f" {code[:4].lower()}-{code[4:]} ", a_filled_form(), WEDNESDAY_MORNING)

    assert receipt.version == 1


def test_a_revoked_code_opens_nothing(project):
    code = a_code(project, a_resolved_ticket(project))
    with writing() as session:
        code_desk.revoke(session, a_colleague(project), project, code, WEDNESDAY_MORNING)

    with pytest.raises(CodeClosed):
        receive(code, a_filled_form(), WEDNESDAY_MORNING)


@pytest.mark.parametrize("beside", [timedelta(), MOMENT])
def test_an_expired_code_opens_nothing(project, beside):
    code = issue(project, ticket=a_resolved_ticket(project), expires_at=THURSDAY_MORNING)
    receive(code, a_filled_form(), THURSDAY_MORNING - MOMENT)

    with pytest.raises(CodeClosed):
        receive(code, a_filled_form(), THURSDAY_MORNING + beside)


def test_the_code_of_a_removed_project_is_unknown(project):
    code = a_code(project, a_resolved_ticket(project))
    with writing() as session:
        projects.remove(session, project, WEDNESDAY_MORNING)

    with pytest.raises(NotFound):
        receive(code, a_filled_form(), WEDNESDAY_MORNING)


def test_a_job_that_is_not_done_cannot_be_rated(project):
    code = a_code(project, a_ticket(project))

    with pytest.raises(NotYetDone):
        receive(code, a_filled_form(), WEDNESDAY_MORNING)


def test_the_second_round_can_be_answered_anew(project):
    ticket = a_resolved_ticket(project)
    code = a_code(project, ticket)
    receive(code, a_filled_form(LET_DOWN), TUESDAY_MORNING + HOUR)
    take(project, ticket, "replied", WEDNESDAY_MORNING, satisfied=False)
    take(project, ticket, "resolved", THURSDAY_MORNING)

    receipt = receive(code, a_filled_form(DELIGHTED), THURSDAY_MORNING + 9 * DAY)

    assert receipt.version == 1
    assert [(row.slot, row.verdict) for row in stored(project, ticket)] == [
        ("round-1", Verdict.DISSATISFIED),
        ("round-2", Verdict.VERY_SATISFIED),
    ]


def test_until_the_second_round_is_done_the_code_stands_for_the_first(project):
    ticket = a_resolved_ticket(project)
    take(project, ticket, "replied", WEDNESDAY_MORNING, satisfied=False)

    with reading() as session:
        opened = open_code(session, a_code(project, ticket), THURSDAY_MORNING)

    assert (opened.slot, opened.ticket.resolved_at) == ("round-1", TUESDAY_MORNING)


def test_two_codes_of_one_ticket_share_one_response(project):
    ticket = a_resolved_ticket(project)
    slip = a_code(project, ticket)
    receive(slip, a_filled_form(LET_DOWN, words="慢"), WEDNESDAY_MORNING)
    with writing() as session:
        message = code_desk.reissue(session, None, project, slip, WEDNESDAY_MORNING)

    corrected = receive(message, a_filled_form(CONTENT), WEDNESDAY_MORNING + HOUR)

    assert corrected.version == 2
    assert [row.version for row in stored(project, ticket)] == [2]
    with pytest.raises(AlreadyAnswered):
        receive(message, a_filled_form(CONTENT), WEDNESDAY_MORNING + 2 * DAY)


def test_a_place_takes_one_answer_per_visitor_and_day(project):
    code = issue(project, CodeKind.PLACE)

    versions = [
        receive(code, a_filled_form(), at, visitor=visitor).version
        for visitor, at in [
            ("one", WEDNESDAY_MORNING),
            ("two", WEDNESDAY_MORNING),
            ("one", WEDNESDAY_MORNING + HOUR),
            ("one", THURSDAY_MORNING),
        ]
    ]

    assert versions == [1, 1, 2, 1]


def test_what_was_said_at_a_place_reaches_the_complaint(project):
    with writing() as session:
        lobby = people.add_place(session, project, building="3 栋", name="大堂")
    code = issue(project, CodeKind.PLACE, place_id=lobby)

    receipt: Any = receive(
        code, a_filled_form(LET_DOWN, words="灯坏了", chips=(Chip.OTHER,)), WEDNESDAY_MORNING
    )

    with reading() as session:
        intake = tickets_db.intake(session, project, receipt.complaint)
        assert tickets_db.line(session, project, receipt.complaint).place == "3 栋 大堂"
    assert (intake.words, intake.topic, intake.place_id) == ("灯坏了", "other", lobby)


def test_an_answer_outside_the_ladder_leaves_no_trace(project):
    ticket = a_resolved_ticket(project)
    form = a_filled_form(LET_DOWN | {"d1": 6}, words="慢")

    with pytest.raises(OutsideLadder):
        receive(a_code(project, ticket), form, WEDNESDAY_MORNING)

    assert stored(project, ticket) == []
    assert complaints(project) == []


def test_an_empty_form_is_stored_without_a_verdict(project):
    ticket = a_resolved_ticket(project)
    nothing = replace(a_filled_form(), answers=Answers((None,) * 4, (None,) * 3))

    receipt = receive(a_code(project, ticket), nothing, WEDNESDAY_MORNING)

    assert receipt.verdict is None
    assert stored(project, ticket)[0].method is None


def test_a_formula_that_did_not_change_keeps_its_version(project):
    with writing() as session:
        numbers = [
            projects.formula_version(session, project, Formula(tolerance=points), TUESDAY_MORNING)
            for points in (12.5, 12.5, 10.0, 10.0, 12.5)
        ]

    assert numbers == [1, 1, 2, 2, 3]
