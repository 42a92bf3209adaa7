"""Lifecycle (工单流程): a ticket's stages and steps, and which step follows where (DOMAIN §2)."""

from enum import StrEnum


class Stage(StrEnum):
    RECEIVED = "received"
    DISPATCHED = "dispatched"
    ON_SITE = "on_site"
    RESOLVED = "resolved"
    REPLIED = "replied"
    CLOSED = "closed"


AT_WORK = frozenset({Stage.RECEIVED, Stage.DISPATCHED, Stage.ON_SITE})
IN_QUEUE = AT_WORK | {Stage.RESOLVED}


class Step(StrEnum):
    RECEIVED = "received"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    PAUSED = "paused"
    RESUMED = "resumed"
    QUOTED = "quoted"
    AGREED = "agreed"
    PAID = "paid"
    CONFIRMED = "confirmed"
    RESOLVED = "resolved"
    REPLIED = "replied"
    ESCALATED = "escalated"
    INSTRUCTED = "instructed"
    HANDED_OVER = "handed_over"
    NOTED = "noted"
    URGED = "urged"
    REOPENED = "reopened"
    CLOSED = "closed"
    CALLBACK_PLANNED = "callback_planned"
    CALLBACK_ASSIGNED = "callback_assigned"
    CALLBACK_ATTEMPTED = "callback_attempted"
    CALLBACK_MADE = "callback_made"
    CALLBACK_HANDED_BACK = "callback_handed_back"
    CALLBACK_REVIEWED = "callback_reviewed"
    CALLBACK_WITHDRAWN = "callback_withdrawn"


S = Step
CALLBACK_STEPS = frozenset(step for step in Step if step.startswith("callback_"))
_ALWAYS = frozenset({S.NOTED, S.INSTRUCTED, S.ESCALATED})
_WORKING = _ALWAYS | {
    S.HANDED_OVER,
    S.DISPATCHED,
    S.ARRIVED,
    S.PAUSED,
    S.QUOTED,
    S.AGREED,
    S.PAID,
    S.RESOLVED,
    S.URGED,
}

MAY_FOLLOW: dict[Stage, frozenset[Step]] = {
    Stage.RECEIVED: frozenset(_WORKING),
    Stage.DISPATCHED: frozenset(_WORKING | {S.ACCEPTED}),
    Stage.ON_SITE: frozenset(_WORKING | {S.CONFIRMED}),
    Stage.RESOLVED: frozenset(_ALWAYS | {S.PAID, S.CONFIRMED, S.REPLIED, S.REOPENED}),
    Stage.REPLIED: frozenset(_ALWAYS | {S.PAID, S.CONFIRMED, S.CLOSED, S.REOPENED}),
    Stage.CLOSED: frozenset({S.NOTED, S.ESCALATED, S.REOPENED}),
}
WHILE_PAUSED = _ALWAYS | frozenset({S.RESUMED, S.HANDED_OVER, S.URGED, S.AGREED})
