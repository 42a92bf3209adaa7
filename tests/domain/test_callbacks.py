"""When a resident is called back, by whom, and whether it counted (DOMAIN §3)."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.callbacks import (
    Callback,
    CallbackNotPossible,
    CallbackProgress,
    CallbackStage,
    Rates,
    Standing,
    Term,
    Window,
    after_callback,
    fold_callback,
    months_after,
    rates,
    window,
    window_for,
)
from domain.policy import CallbackRow
from domain.tickets import Event, Kind, Severity, Step
from tests.builders import DAY, HOUR, MONDAY_MORNING, SHANGHAI, a_policy, history

POLICY = a_policy()
MONDAY = date(2026, 3, 2)
THURSDAY = date(2026, 3, 5)
WINDOW = Window(MONDAY, THURSDAY)
YEAR = Term(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("row", "opens", "closes", "target", "made_by"),
    [
        ("complaint_major", 0, 3, 1.0, ["branch_leader"]),
        ("complaint", 0, 3, 1.0, ["supervisor", "reception"]),
        ("repair", 7, 31, 0.9, ["customer_manager", "reception"]),
        ("help", 0, 7, 0.9, ["customer_manager", "reception"]),
        ("other_service", 0, 7, None, ["supervisor"]),
    ],
)
def test_every_row_of_the_callback_table(row, opens, closes, target, made_by):
    rule = POLICY.callbacks[CallbackRow(row)]

    found = window(rule, MONDAY)

    assert found == Window(MONDAY + opens * DAY, MONDAY + closes * DAY)
    assert rule.target == target
    assert rule.made_by == tuple(map(Role, made_by))


def test_the_row_of_a_special_service():
    rule = POLICY.callbacks[CallbackRow.SPECIAL_SERVICE]

    assert window(rule, MONDAY, YEAR) == Window(date(2026, 7, 3), date(2026, 12, 31))
    assert rule.target == 0.9
    assert rule.made_by == (Role.CUSTOMER_MANAGER, Role.RECEPTION)


def test_a_special_service_without_a_term_has_no_middle():
    assert window(POLICY.callbacks[CallbackRow.SPECIAL_SERVICE], MONDAY) is None


@pytest.mark.parametrize(
    ("starts", "ends", "opens", "closes"),
    [
        ("2026-01-01", "2026-01-01", "2026-01-02", "2026-01-02"),
        ("2026-01-01", "2026-01-02", "2026-01-02", "2026-01-02"),
        ("2026-01-01", "2026-01-03", "2026-01-03", "2026-01-03"),
        ("2026-01-01", "2026-01-04", "2026-01-03", "2026-01-04"),
        ("2024-01-01", "2024-12-31", "2024-07-02", "2024-12-31"),
    ],
)
def test_a_special_service_is_called_once_the_middle_of_its_term_has_passed(
    starts, ends, opens, closes
):
    term = Term(date.fromisoformat(starts), date.fromisoformat(ends))

    found = window(POLICY.callbacks[CallbackRow.SPECIAL_SERVICE], term.starts, term)

    assert found == Window(date.fromisoformat(opens), date.fromisoformat(closes))


def test_a_service_delivered_late_in_its_term_is_called_from_then_on():
    delivered, after_the_end = date(2026, 11, 1), date(2027, 2, 1)
    rule = POLICY.callbacks[CallbackRow.SPECIAL_SERVICE]

    assert window(rule, delivered, YEAR) == Window(delivered, date(2026, 12, 31))
    assert window(rule, after_the_end, YEAR) == Window(after_the_end, after_the_end)


@pytest.mark.parametrize(
    ("resolved_on", "opens", "closes"),
    [
        ("2026-01-31", "2026-02-07", "2026-02-28"),
        ("2024-01-31", "2024-02-07", "2024-02-29"),
        ("2026-01-28", "2026-02-04", "2026-02-28"),
        ("2026-02-28", "2026-03-07", "2026-03-28"),
        ("2026-03-31", "2026-04-07", "2026-04-30"),
        ("2026-12-31", "2027-01-07", "2027-01-31"),
        ("2026-12-01", "2026-12-08", "2027-01-01"),
    ],
)
def test_a_repair_is_called_from_seven_days_to_one_month_on(resolved_on, opens, closes):
    found = window(POLICY.callbacks[CallbackRow.REPAIR], date.fromisoformat(resolved_on))

    assert found == Window(date.fromisoformat(opens), date.fromisoformat(closes))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_a_month_on_is_in_that_month_and_never_on_a_later_day(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + DAY).day == 1


@pytest.mark.parametrize("kind", [Kind.ENQUIRY, Kind.LETTER])
@pytest.mark.parametrize("severity", Severity)
def test_an_enquiry_and_a_letter_are_owed_no_callback(kind, severity):
    assert window_for(POLICY, kind, severity, MONDAY_MORNING, SHANGHAI) is None


@pytest.mark.parametrize(
    ("severity", "made_by"),
    [("major", "branch_leader"), ("important", "supervisor"), ("minor", "supervisor")],
)
def test_only_a_major_complaint_is_the_branch_leaders_to_call(severity, made_by):
    rule = POLICY.callback_rule(Kind.COMPLAINT, Severity(severity))

    assert rule.made_by[0] is Role(made_by)


def test_a_major_repair_is_called_like_any_repair():
    rule = POLICY.callback_rule(Kind.REPAIR, Severity.MAJOR)

    assert rule == POLICY.callbacks[CallbackRow.REPAIR]


@pytest.mark.parametrize(
    ("resolved_at", "opens"),
    [
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), date(2026, 3, 3)),
    ],
)
def test_the_window_counts_days_where_the_project_is(resolved_at, opens):
    found = window_for(POLICY, Kind.HELP, Severity.MINOR, resolved_at, SHANGHAI)

    assert found == Window(opens, opens + 7 * DAY)


@pytest.mark.parametrize(
    ("day", "held"),
    [(MONDAY - DAY, False), (MONDAY, True), (THURSDAY, True), (THURSDAY + DAY, False)],
)
def test_both_ends_belong_to_a_window(day, held):
    assert WINDOW.holds(day) is held
    assert Callback(WINDOW, made_on=day).on_time() is held


@pytest.mark.parametrize(
    ("today", "counted"), [(MONDAY - DAY, 0), (MONDAY, 0), (THURSDAY, 0), (THURSDAY + DAY, 1)]
)
def test_a_callback_still_inside_its_window_is_not_counted(today, counted):
    assert rates([Callback(WINDOW)], today) == Rates(0, 0, counted, 1 - counted)


@pytest.mark.parametrize("made_on", [MONDAY - DAY, MONDAY, THURSDAY, THURSDAY + DAY])
def test_a_callback_that_was_made_counts_whenever_that_was(made_on):
    found = rates([Callback(WINDOW, made_on)], today=made_on)

    assert (found.done, found.counted, found.pending) == (1, 1, 0)


def test_without_anything_to_count_there_is_no_rate():
    pending = rates([Callback(WINDOW)], today=MONDAY)

    assert pending.completion is None
    assert pending.punctuality is None


def test_completion_and_punctuality_are_shares_of_what_counts():
    made = [
        Callback(WINDOW, THURSDAY),
        Callback(WINDOW, THURSDAY + DAY),
        Callback(WINDOW),
        Callback(WINDOW),
        Callback(Window(MONDAY, THURSDAY + 9 * DAY)),
    ]

    found = rates(made, today=THURSDAY + DAY)

    assert found == Rates(done=2, on_time=1, counted=4, pending=1)
    assert (found.completion, found.punctuality) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("withdrawn_on", "counted"), [(MONDAY, 0), (THURSDAY, 0), (THURSDAY + DAY, 1)]
)
def test_a_callback_that_was_missed_before_it_was_withdrawn_stays_missed(withdrawn_on, counted):
    withdrawn = Callback(WINDOW, withdrawn_on=withdrawn_on)

    assert rates([withdrawn], today=THURSDAY + 9 * DAY) == Rates(0, 0, counted, 0)


DAYS = st.integers(0, 40).map(lambda days: MONDAY + days * DAY)
WINDOWS = st.builds(lambda one, other: Window(min(one, other), max(one, other)), DAYS, DAYS)
CALLBACKS = st.lists(st.builds(Callback, WINDOWS, st.none() | DAYS))


@given(CALLBACKS, DAYS)
def test_counted_and_pending_callbacks_are_all_there_are(callbacks, today):
    found = rates(callbacks, today)

    assert found.counted + found.pending == len(callbacks)
    assert 0 <= found.on_time <= found.done <= found.counted


@given(CALLBACKS, DAYS)
def test_the_rates_of_two_halves_add_up(callbacks, today):
    half = len(callbacks) // 2
    one, other = rates(callbacks[:half], today), rates(callbacks[half:], today)

    whole = rates(callbacks, today)

    assert whole.done == one.done + other.done
    assert whole.on_time == one.on_time + other.on_time
    assert whole.counted == one.counted + other.counted


@given(CALLBACKS, DAYS)
def test_what_counts_once_counts_ever_after(callbacks, today):
    counted = [callback for callback in callbacks if callback.counts(today)]

    assert all(callback.counts(today + DAY) for callback in counted)


@pytest.mark.parametrize(
    ("made_on", "day"),
    [
        (None, THURSDAY),
        (MONDAY, MONDAY),
        (MONDAY - DAY, MONDAY - DAY),
        (THURSDAY, THURSDAY),
        (THURSDAY + DAY, THURSDAY),
    ],
)
def test_a_callback_belongs_to_the_day_it_closes_or_was_made_if_earlier(made_on, day):
    assert Callback(WINDOW, made_on).period_day() == day


@pytest.mark.parametrize(
    ("days", "needed"), [(0, False), (1, False), (3, False), (4, True), (30, True)]
)
def test_more_than_three_days_late_the_supervisor_follows_up(days, needed):
    today = THURSDAY + days * DAY

    assert Callback(WINDOW).days_late(today) == days
    assert Callback(WINDOW).needs_supervisor(today, POLICY) is needed


def test_what_was_made_is_late_no_more():
    made = Callback(WINDOW, made_on=THURSDAY + 30 * DAY)

    assert made.days_late(THURSDAY + 60 * DAY) == 0
    assert not made.needs_supervisor(THURSDAY + 60 * DAY, POLICY)


@pytest.mark.parametrize(
    ("made_on", "today", "standing"),
    [
        (None, MONDAY - DAY, Standing.NOT_YET),
        (None, MONDAY, Standing.OPEN),
        (None, THURSDAY, Standing.OPEN),
        (None, THURSDAY + DAY, Standing.LATE),
        (MONDAY - DAY, MONDAY, Standing.DONE_OUTSIDE),
        (MONDAY, MONDAY, Standing.DONE_IN_TIME),
        (THURSDAY, THURSDAY, Standing.DONE_IN_TIME),
        (THURSDAY + DAY, THURSDAY + DAY, Standing.DONE_OUTSIDE),
    ],
)
def test_how_a_callback_stands(made_on, today, standing):
    assert Callback(WINDOW, made_on).standing(today) is standing


C, S = CallbackStage, Step
STILL_OWED = {C.OWED, C.PLANNED, C.ASSIGNED}
POSSIBLE = {
    S.CALLBACK_PLANNED: {C.OWED},
    S.CALLBACK_ASSIGNED: STILL_OWED,
    S.CALLBACK_ATTEMPTED: STILL_OWED,
    S.CALLBACK_MADE: STILL_OWED,
    S.CALLBACK_HANDED_BACK: {C.MADE},
    S.CALLBACK_REVIEWED: {C.MADE, C.HANDED_BACK},
    S.CALLBACK_WITHDRAWN: STILL_OWED,
}


@pytest.mark.parametrize(("step", "stage"), list(product(POSSIBLE, CallbackStage)))
def test_a_callback_goes_its_way_and_no_other(step, stage):
    callback = CallbackProgress(stage=stage)

    if stage in POSSIBLE[step]:
        callback.must_allow(step)
        return

    with pytest.raises(CallbackNotPossible) as refused:
        callback.must_allow(step)
    assert (refused.value.step, refused.value.stage) == (step, stage)


def test_the_sheet_goes_out_comes_back_and_is_reviewed():
    made_at = MONDAY_MORNING + DAY
    told = history(
        S.RESOLVED,
        S.CALLBACK_PLANNED,
        Event(S.CALLBACK_ASSIGNED, MONDAY_MORNING, assignee_id=4),
        Event(S.CALLBACK_ATTEMPTED, MONDAY_MORNING, promised_at=made_at),
        Event(S.CALLBACK_MADE, made_at, satisfied=True),
        S.CALLBACK_HANDED_BACK,
        S.CALLBACK_REVIEWED,
    )

    callback = fold_callback(told, round=1)

    assert callback == CallbackProgress(C.REVIEWED, 4, 1, made_at, made_at, satisfied=True)


def test_each_attempt_is_counted_and_the_last_promise_stands():
    attempted = CallbackProgress()
    for hours in (1, 5, 2):
        promise = MONDAY_MORNING + hours * HOUR
        attempted = after_callback(
            attempted, Event(S.CALLBACK_ATTEMPTED, MONDAY_MORNING, promised_at=promise)
        )

    assert attempted.attempts == 3
    assert attempted.call_again_at == MONDAY_MORNING + 2 * HOUR
    assert attempted.stage is C.OWED


def test_each_round_has_a_callback_of_its_own():
    told = history(
        Event(S.CALLBACK_MADE, MONDAY_MORNING, round=1, satisfied=False),
        Event(S.CALLBACK_ATTEMPTED, MONDAY_MORNING, round=2),
        Event(S.CALLBACK_REVIEWED, MONDAY_MORNING, round=1),
    )

    assert fold_callback(told, 1).stage is C.REVIEWED
    assert fold_callback(told, 2) == CallbackProgress(attempts=1)
    assert fold_callback(told, 3) == CallbackProgress()


def test_the_steps_of_the_ticket_do_not_touch_its_callback():
    assert fold_callback(history(S.DISPATCHED, S.RESOLVED, S.REPLIED), 1) == CallbackProgress()
