"""What a ticket is now is what its events amount to (DOMAIN §2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongValue
from domain.steps import must_be_whole
from domain.tickets import (
    CALLBACK_STEPS,
    MAY_FOLLOW,
    Category,
    Event,
    Kind,
    Pause,
    Rung,
    Severity,
    Stage,
    Step,
    StepNotPossible,
    after,
    checked,
    fold,
)
from tests.builders import DAY, HOUR, MOMENT, MONDAY_MORNING, an_intake, history, progress

TEN = MONDAY_MORNING + HOUR
NOON = MONDAY_MORNING + 3 * HOUR
WAITING = Event(Step.PAUSED, TEN, promised_at=NOON)


def test_a_price_waits_for_the_residents_word_until_it_is_given_or_another_is_named():
    quoted = progress(Event(Step.QUOTED, MONDAY_MORNING, amount=80.0))
    agreed = progress(Event(Step.QUOTED, MONDAY_MORNING, amount=80.0), Step.AGREED)
    anew = progress(
        Event(Step.QUOTED, MONDAY_MORNING, amount=80.0),
        Step.AGREED,
        Event(Step.QUOTED, MONDAY_MORNING, amount=80.0),
    )

    assert (quoted.open_quote, agreed.open_quote, anew.open_quote) == (80.0, None, 80.0)
    assert Step.AGREED in quoted.possible(MONDAY_MORNING)
    assert Step.AGREED not in agreed.possible(MONDAY_MORNING)
    assert Step.AGREED not in progress().possible(MONDAY_MORNING)
    assert agreed.fee_agreed == 80.0


def test_the_kinds_categories_and_severities_are_those_of_the_material():
    assert len(Kind) == 7
    assert len(Category) == 6
    assert [severity.value for severity in Severity] == ["major", "important", "minor"]


def test_a_ticket_walks_from_intake_to_closing():
    told = progress(Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED, Step.REPLIED, Step.CLOSED)

    assert told.stage is Stage.CLOSED
    assert told.received_at == MONDAY_MORNING
    assert told.stage_since == MONDAY_MORNING + 5 * HOUR
    assert told.round == 1
    assert told.last_seq == 6


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ((), Stage.RECEIVED),
        ((Step.DISPATCHED,), Stage.DISPATCHED),
        ((Step.DISPATCHED, Step.ARRIVED), Stage.ON_SITE),
        ((Step.DISPATCHED, Step.ARRIVED, Step.DISPATCHED), Stage.DISPATCHED),
        ((Step.RESOLVED,), Stage.RESOLVED),
        ((Step.RESOLVED, Step.REPLIED), Stage.REPLIED),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED), Stage.CLOSED),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED, Step.REOPENED), Stage.RECEIVED),
    ],
)
def test_a_step_leads_to_its_stage(steps, stage):
    assert progress(*steps).stage is stage


@pytest.mark.parametrize("step", [Step.NOTED, Step.ESCALATED, Step.ACCEPTED, Step.QUOTED])
def test_other_steps_leave_the_stage_as_it_is(step):
    assert progress(Step.DISPATCHED, step).stage is Stage.DISPATCHED


def test_a_history_that_does_not_begin_with_intake_is_a_mistake():
    with pytest.raises(ValueError, match="begins with received"):
        fold([Event(Step.DISPATCHED, MONDAY_MORNING, 1)])


@pytest.mark.parametrize(
    ("steps", "step"),
    [
        ((), Step.REPLIED),
        ((), Step.CLOSED),
        ((), Step.ACCEPTED),
        ((), Step.REOPENED),
        ((), Step.RECEIVED),
        ((Step.DISPATCHED,), Step.REPLIED),
        ((Step.RESOLVED,), Step.CLOSED),
        ((Step.RESOLVED,), Step.RESOLVED),
        ((Step.RESOLVED,), Step.DISPATCHED),
        ((Step.RESOLVED,), Step.PAUSED),
        ((Step.RESOLVED, Step.REPLIED), Step.REPLIED),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED), Step.CLOSED),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED), Step.RESOLVED),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED), Step.PAID),
    ],
)
def test_a_step_out_of_its_order_is_refused(steps, step):
    told = progress(*steps)

    with pytest.raises(StepNotPossible) as refused:
        told.must_allow(step, MONDAY_MORNING + DAY)

    assert (refused.value.step, refused.value.stage) == (step, told.stage)


@pytest.mark.parametrize("stage", Stage)
def test_a_callback_is_never_a_step_of_the_ticket_itself(stage):
    assert not CALLBACK_STEPS & MAY_FOLLOW[stage]


@pytest.mark.parametrize("stage", Stage)
def test_nothing_ever_shuts_a_ticket_to_notes_and_escalation(stage):
    assert {Step.NOTED, Step.ESCALATED} <= MAY_FOLLOW[stage]


@pytest.mark.parametrize(
    ("now", "paused"), [(TEN, True), (NOON - MOMENT, True), (NOON, False), (NOON + MOMENT, False)]
)
def test_a_pause_lasts_until_the_promised_moment(now, paused):
    assert progress(WAITING).is_paused(now) is paused


def test_work_cannot_be_resolved_while_it_waits():
    waiting = progress(WAITING)

    with pytest.raises(StepNotPossible):
        waiting.must_allow(Step.RESOLVED, NOON - MOMENT)

    waiting.must_allow(Step.RESUMED, NOON - MOMENT)
    waiting.must_allow(Step.RESOLVED, NOON)


def test_a_pause_that_ran_out_needs_no_resuming():
    with pytest.raises(StepNotPossible):
        progress(WAITING).must_allow(Step.RESUMED, NOON)


def test_resuming_ends_a_pause_before_its_time():
    told = progress(WAITING, Event(Step.RESUMED, TEN + HOUR))

    assert not told.is_paused(TEN + HOUR)
    assert told.waits_until is None
    assert told.pauses[0].ends == TEN + HOUR


def test_resuming_late_does_not_lengthen_a_pause():
    assert Pause(TEN, NOON, resumed_at=NOON + HOUR).ends == NOON


def test_resuming_what_never_paused_changes_nothing():
    assert progress(Step.RESUMED).pauses == ()


def test_a_reopening_begins_a_new_round():
    told = progress(
        Event(Step.DISPATCHED, TEN, assignee_id=7, department="工程", promised_at=NOON),
        Step.RESOLVED,
        Event(Step.REPLIED, NOON, satisfied=False),
        Event(Step.REOPENED, NOON),
    )

    assert told.round == 2
    assert told.began_at == NOON
    assert told.received_at == MONDAY_MORNING
    assert told.reached == {Step.RECEIVED: MONDAY_MORNING}
    assert told.satisfied is None
    assert told.appointment_at is None
    assert told.pauses == ()
    assert (told.assignee_id, told.department) == (7, "工程")


def test_a_new_round_keeps_the_level_the_ticket_was_raised_to():
    told = progress(
        Event(Step.ESCALATED, TEN, rung=Rung.SUPERVISOR), Step.RESOLVED, Step.REPLIED, Step.REOPENED
    )

    assert told.rung is Rung.SUPERVISOR


def test_the_highest_level_counts_whatever_came_last():
    told = progress(
        Event(Step.ESCALATED, TEN, rung=Rung.COMPANY_LEADER),
        Event(Step.ESCALATED, NOON, rung=Rung.SUPERVISOR),
    )

    assert told.rung is Rung.COMPANY_LEADER


def test_a_ticket_that_nobody_raised_has_no_level():
    assert progress(Step.DISPATCHED).rung is None


def test_the_first_time_of_a_step_is_the_one_that_counts():
    told = progress(Event(Step.DISPATCHED, TEN), Event(Step.DISPATCHED, NOON))

    assert told.reached[Step.DISPATCHED] == TEN
    assert told.stage_since == NOON


def test_hand_overs_between_departments_are_counted():
    told = progress(
        Event(Step.HANDED_OVER, TEN, department="工程"),
        Event(Step.HANDED_OVER, NOON, department="秩序"),
    )

    assert told.hand_overs == 2
    assert told.department == "秩序"


def test_dispatching_anew_without_a_department_keeps_it():
    told = progress(
        Event(Step.DISPATCHED, TEN, department="工程"), Event(Step.DISPATCHED, NOON, assignee_id=3)
    )

    assert (told.department, told.assignee_id) == ("工程", 3)


def test_whoever_accepts_what_was_offered_to_nobody_by_name_has_it():
    told = progress(Step.DISPATCHED, Event(Step.ACCEPTED, NOON, actor_id=9))

    assert told.assignee_id == 9


def test_accepting_for_somebody_else_does_not_take_the_ticket_away():
    told = progress(
        Event(Step.DISPATCHED, TEN, assignee_id=3), Event(Step.ACCEPTED, NOON, actor_id=9)
    )

    assert told.assignee_id == 3


def test_a_paid_repair_has_a_quoted_and_a_paid_fee():
    told = progress(Event(Step.QUOTED, TEN, amount=80.0), Event(Step.PAID, NOON, amount=75.5))

    assert (told.fee_quoted, told.fee_paid) == (80.0, 75.5)


STEPS = st.lists(
    st.builds(
        Event,
        st.sampled_from([step for step in Step if step is not Step.RECEIVED]),
        st.integers(0, 10_000).map(lambda minutes: MONDAY_MORNING + timedelta(minutes=minutes)),
        rung=st.none() | st.sampled_from(Rung),
        assignee_id=st.none() | st.integers(1, 3),
        department=st.none() | st.sampled_from(["工程", "秩序"]),
        promised_at=st.none() | st.just(NOON),
        satisfied=st.none() | st.booleans(),
    ),
    max_size=30,
)


@given(STEPS, st.integers(0, 30))
def test_a_history_amounts_to_the_same_in_one_go_and_in_two(steps, place):
    events = history(*steps)

    told = fold(events[: place + 1])
    for event in events[place + 1 :]:
        told = after(told, event)

    assert told == fold(events)
    assert told.last_seq == len(events)
    assert told.round == 1 + sum(event.step is Step.REOPENED for event in steps)


@given(STEPS)
def test_no_note_ever_changes_what_a_ticket_amounts_to(steps):
    told = fold(history(*steps))

    noted = after(told, Event(Step.NOTED, NOON, told.last_seq + 1, note="已电话说明"))

    assert {step: at for step, at in noted.reached.items() if step is not Step.NOTED} == {
        step: at for step, at in told.reached.items() if step is not Step.NOTED
    }
    assert (noted.stage, noted.rung, noted.round) == (told.stage, told.rung, told.round)


@pytest.mark.parametrize(
    ("step", "fact"),
    [
        (Step.PAUSED, "promised_at"),
        (Step.ESCALATED, "rung"),
        (Step.HANDED_OVER, "department"),
        (Step.QUOTED, "amount"),
        (Step.PAID, "amount"),
        (Step.INSTRUCTED, "note"),
    ],
)
def test_a_step_without_its_fact_is_refused(step, fact):
    with pytest.raises(WrongValue) as refused:
        must_be_whole(Event(step, TEN))

    assert (refused.value.field, refused.value.reason) == (fact, "empty")


@pytest.mark.parametrize("amount", [-0.01, float("inf"), float("nan")])
def test_a_fee_that_is_no_sum_of_money_is_refused(amount):
    with pytest.raises(WrongValue):
        must_be_whole(Event(Step.PAID, TEN, amount=amount))


def test_a_repair_may_cost_nothing():
    must_be_whole(Event(Step.PAID, TEN, amount=0.0))


@pytest.mark.parametrize("promised_at", [TEN - MOMENT, TEN])
def test_a_pause_must_end_after_it_begins(promised_at):
    with pytest.raises(WrongValue):
        must_be_whole(Event(Step.PAUSED, TEN, promised_at=promised_at))


def test_a_pause_with_the_moment_of_the_next_reply_may_begin():
    must_be_whole(Event(Step.PAUSED, TEN, promised_at=TEN + MOMENT))


def test_an_intake_is_tidied():
    intake = checked(an_intake(subject="  水管   漏水\n", words=" 昨晚开始 "))

    assert (intake.subject, intake.words) == ("水管 漏水", "昨晚开始")


@pytest.mark.parametrize("subject", ["", "   ", "\n\t"])
def test_an_intake_without_a_subject_is_refused(subject):
    with pytest.raises(WrongValue) as refused:
        checked(an_intake(subject=subject))

    assert (refused.value.field, refused.value.reason) == ("subject", "empty")


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("subject", 200),
        ("words", 10_000),
        ("asks", 10_000),
        ("topic", 200),
        ("complained_of", 200),
        ("place_words", 200),
        ("source_ref", 80),
    ],
)
def test_what_would_not_fit_is_refused_and_what_just_fits_is_not(field, longest):
    checked(an_intake(**{field: "字" * longest}))

    with pytest.raises(WrongValue) as refused:
        checked(an_intake(**{field: "字" * (longest + 1)}))

    assert (refused.value.field, refused.value.reason) == (field, "too_long")


def test_only_a_complaint_has_a_category():
    checked(an_intake("complaint", category=Category.SALES))

    with pytest.raises(WrongValue):
        checked(an_intake("repair", category=Category.SALES))


def test_a_term_may_last_one_day_but_not_end_before_it_starts():
    day = date(2026, 3, 2)
    checked(an_intake("special_service", term_starts=day, term_ends=day))

    with pytest.raises(WrongValue):
        checked(an_intake("special_service", term_starts=day, term_ends=day - DAY))
