"""What follows by rule from one step (DOMAIN §2, §3)."""

import pytest

from domain.consequences import Circumstances, becomes_complaint, next_rung, with_consequences
from domain.tickets import Event, Kind, Progress, Rung, Step, fold
from tests.builders import DAY, MONDAY_MORNING, a_policy, history, numbered, progress

POLICY = a_policy()
LATER = MONDAY_MORNING + DAY
NOT_SATISFIED = Event(Step.REPLIED, LATER, satisfied=False, note="仍在漏水")
SATISFIED = Event(Step.REPLIED, LATER, satisfied=True)
GOOD_CALL = Event(Step.CALLBACK_MADE, LATER, satisfied=True)
BAD_CALL = Event(Step.CALLBACK_MADE, LATER, satisfied=False, note="态度不好")


def met(
    told: Progress, *, kind: Kind = Kind.COMPLAINT, callback_owed: bool = False
) -> Circumstances:
    return Circumstances(kind, told, callback_owed, POLICY.escalation)


def steps(step: Event, circumstances: Circumstances) -> list[Step]:
    return [event.step for event in with_consequences(step, circumstances)]


@pytest.mark.parametrize(
    "step", sorted(set(Step) - {Step.REPLIED, Step.REOPENED, Step.CALLBACK_MADE})
)
def test_most_steps_bring_about_nothing_else(step):
    event = Event(step, LATER)

    assert with_consequences(event, met(progress(), callback_owed=True)) == [event]


def test_not_satisfied_goes_one_level_up_and_back_to_work():
    told = progress(Step.RESOLVED)

    events = with_consequences(NOT_SATISFIED, met(told))

    assert [event.step for event in events] == [Step.REPLIED, Step.ESCALATED, Step.REOPENED]
    assert events[1].rung is Rung.SUPERVISOR
    assert events[2].note == "仍在漏水"


def test_not_satisfied_withdraws_the_callback_that_was_owed():
    told = met(progress(Step.RESOLVED), callback_owed=True)

    assert steps(NOT_SATISFIED, told) == [
        Step.REPLIED,
        Step.ESCALATED,
        Step.CALLBACK_WITHDRAWN,
        Step.REOPENED,
    ]


def test_not_satisfied_again_and_again_climbs_to_the_company_leader():
    events, reached = history(), []

    for _ in range(3):
        told = fold(events)
        new = [Event(Step.RESOLVED, LATER), *with_consequences(NOT_SATISFIED, met(told))]
        events += [numbered(event, told.last_seq + place) for place, event in enumerate(new, 1)]
        reached.append(fold(events).rung)

    assert reached == [Rung.SUPERVISOR, Rung.COMPANY_LEADER, Rung.COMPANY_LEADER]
    assert fold(events).round == 4


@pytest.mark.parametrize(
    ("reached", "higher"),
    [
        (None, Rung.SUPERVISOR),
        (Rung.SUPERVISOR, Rung.COMPANY_LEADER),
        (Rung.REGION_LEAD, Rung.COMPANY_LEADER),
        (Rung.BRANCH_LEADER, Rung.COMPANY_LEADER),
        (Rung.COMPANY_LEADER, Rung.COMPANY_LEADER),
    ],
)
def test_one_level_up_from_wherever_the_ticket_is(reached, higher):
    assert next_rung(POLICY.escalation.ladder, reached) is higher


def test_satisfied_with_nobody_left_to_call_is_closed():
    assert steps(SATISFIED, met(progress(Step.RESOLVED))) == [Step.REPLIED, Step.CLOSED]


def test_satisfied_waits_for_the_callback_that_is_owed():
    told = met(progress(Step.RESOLVED), callback_owed=True)

    assert steps(SATISFIED, told) == [Step.REPLIED]


@pytest.mark.parametrize("callback_owed", [True, False])
def test_a_reply_that_nobody_judged_leaves_the_ticket_open(callback_owed):
    told = met(progress(Step.RESOLVED), callback_owed=callback_owed)

    assert steps(Event(Step.REPLIED, LATER), told) == [Step.REPLIED]


@pytest.mark.parametrize("kind", Kind)
def test_a_good_callback_closes_what_has_been_replied(kind):
    told = met(progress(Step.RESOLVED, Step.REPLIED), kind=kind, callback_owed=True)

    assert steps(GOOD_CALL, told) == [Step.CALLBACK_MADE, Step.CLOSED]


def test_a_good_callback_does_not_stand_in_for_the_reply():
    told = met(progress(Step.RESOLVED), callback_owed=True)

    assert steps(GOOD_CALL, told) == [Step.CALLBACK_MADE]


def test_a_good_callback_finds_a_closed_ticket_closed():
    told = met(progress(Step.RESOLVED, Step.REPLIED, Step.CLOSED), callback_owed=True)

    assert steps(GOOD_CALL, told) == [Step.CALLBACK_MADE]


def test_a_bad_callback_goes_to_the_region_lead_and_reopens_the_complaint():
    told = met(progress(Step.RESOLVED, Step.REPLIED), callback_owed=True)

    events = with_consequences(BAD_CALL, told)

    assert [e.step for e in events] == [Step.CALLBACK_MADE, Step.ESCALATED, Step.REOPENED]
    assert events[1].rung is Rung.REGION_LEAD
    assert not becomes_complaint(BAD_CALL, Kind.COMPLAINT)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.COMPLAINT}))
def test_a_bad_callback_about_anything_else_becomes_a_complaint(kind):
    told = met(progress(Step.RESOLVED, Step.REPLIED), kind=kind, callback_owed=True)

    assert steps(BAD_CALL, told) == [Step.CALLBACK_MADE, Step.ESCALATED]
    assert becomes_complaint(BAD_CALL, kind)
    assert not becomes_complaint(GOOD_CALL, kind)


def test_a_reopening_withdraws_the_callback_that_was_owed():
    told = progress(Step.RESOLVED, Step.REPLIED)
    reopened = Event(Step.REOPENED, LATER, actor_id=5)

    events = with_consequences(reopened, met(told, callback_owed=True))

    assert [event.step for event in events] == [Step.CALLBACK_WITHDRAWN, Step.REOPENED]
    assert events[0].actor_id == 5
    assert steps(reopened, met(told)) == [Step.REOPENED]


@pytest.mark.parametrize("step", [NOT_SATISFIED, SATISFIED, GOOD_CALL, BAD_CALL])
@pytest.mark.parametrize("callback_owed", [True, False])
def test_everything_that_follows_happens_at_the_same_moment(step, callback_owed):
    told = met(progress(Step.RESOLVED, Step.REPLIED), callback_owed=callback_owed)

    assert {event.at for event in with_consequences(step, told)} == {LATER}
