"""What a code opens, who may answer it when, and what an answer sets off (DOMAIN §5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.satisfaction import Verdict
from domain.surveys import (
    ALPHABET,
    CODE_LENGTH,
    AlreadyAnswered,
    Block,
    Chip,
    CodeClosed,
    CodeKind,
    Concern,
    block_order,
    must_be_open,
    next_version,
    opens_complaint,
    slot,
    tidy_code,
)
from tests.builders import DAY, HOUR, MOMENT, MONDAY_MORNING

CODES = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7kd4 m2qp 9x0a", "7KD4M2QP9X0A"),
        ("7KD4-M2QP-9X0A", "7KD4M2QP9X0A"),
        ("7KD4M2QP9XOA\n", "7KD4M2QP9X0A"),
        ("il1", "111"),
        ("AB\x00C", "ABC"),
        ("", ""),
        ("../%2e", "2E"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, meant):
    assert tidy_code(typed) == meant


@given(CODES)
def test_a_code_that_was_printed_reads_as_itself(code):
    assert tidy_code(code) == code
    assert tidy_code(code.lower()) == code
    assert tidy_code(f" {code[:4]}-{code[4:8]} {code[8:]}") == code


@given(st.text())
def test_whatever_is_typed_is_tidy_after_one_tidying(typed):
    assert tidy_code(tidy_code(typed)) == tidy_code(typed)


def test_half_of_all_codes_ask_for_the_expectation_first():
    orders = [block_order(letter) for letter in ALPHABET]

    assert orders.count(Block.EXPECTATION_FIRST) == len(ALPHABET) / 2


@given(CODES)
def test_a_code_always_asks_in_the_same_order(code):
    assert block_order(code) is block_order(code)


def test_a_code_without_an_end_stays_open():
    must_be_open(MONDAY_MORNING + 9999 * DAY, revoked_at=None, expires_at=None)


@pytest.mark.parametrize("beside", [timedelta(), MOMENT])
def test_a_code_has_run_out_from_the_moment_it_expires(beside):
    must_be_open(MONDAY_MORNING - MOMENT, None, expires_at=MONDAY_MORNING)

    with pytest.raises(CodeClosed) as refused:
        must_be_open(MONDAY_MORNING + beside, None, expires_at=MONDAY_MORNING)

    assert refused.value.reason == "expired"


def test_a_revoked_code_says_so_even_when_it_has_also_run_out():
    with pytest.raises(CodeClosed) as refused:
        must_be_open(MONDAY_MORNING, MONDAY_MORNING - DAY, MONDAY_MORNING - HOUR)

    assert refused.value.reason == "revoked"


def test_one_response_per_ticket_and_round():
    assert slot(CodeKind.TICKET, round=1, visitor="a") == slot(CodeKind.TICKET, round=1)
    assert slot(CodeKind.TICKET, round=1) != slot(CodeKind.TICKET, round=2)


@pytest.mark.parametrize("kind", [CodeKind.PLACE, CodeKind.CARD])
def test_one_response_per_visitor_and_day(kind):
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)

    slots = {slot(kind, visitor=who, day=day) for who in "ab" for day in (monday, tuesday)}

    assert len(slots) == 4
    assert slot(kind, visitor="a", day=monday) in slots


def test_one_response_per_household_in_a_campaign():
    assert slot(CodeKind.CAMPAIGN, visitor="a", day=date(2026, 3, 2)) == slot(CodeKind.CAMPAIGN)


def test_the_first_answer_is_version_one():
    assert next_version(None, 0, MONDAY_MORNING, hours=24) == 1


@pytest.mark.parametrize("later", [timedelta(), DAY - MOMENT, DAY])
def test_a_correction_within_a_day_is_the_next_version(later):
    assert next_version(MONDAY_MORNING, 2, MONDAY_MORNING + later, hours=24) == 3


def test_after_a_day_the_answer_stands():
    with pytest.raises(AlreadyAnswered) as refused:
        next_version(MONDAY_MORNING, 1, MONDAY_MORNING + DAY + MOMENT, hours=24)

    assert refused.value.answered_at == MONDAY_MORNING


@pytest.mark.parametrize(
    "concern", [Concern((Chip.SPEED,)), Concern(words="还在漏"), Concern(call_me=True)]
)
def test_a_dissatisfied_answer_that_names_a_problem_opens_a_complaint(concern):
    assert opens_complaint(Verdict.DISSATISFIED, concern)


@pytest.mark.parametrize("concern", [Concern(), Concern(words=" \n")])
def test_a_dissatisfied_answer_that_names_none_does_not(concern):
    assert not opens_complaint(Verdict.DISSATISFIED, concern)


@pytest.mark.parametrize("verdict", [None, Verdict.BASICALLY_SATISFIED, Verdict.VERY_SATISFIED])
def test_a_satisfied_answer_opens_no_complaint_whatever_it_says(verdict):
    assert not opens_complaint(verdict, Concern((Chip.PRICE,), "贵", call_me=True))
