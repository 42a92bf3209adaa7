"""Transparency (公示): who looks after a complaint, how to reach them, how fast each step is.

Published beside every form (001); every time is the project's own policy, every name its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from domain.contacts import Contacts
from domain.policy import CallbackRow, CallbackRule, Policy, SeverityRule, Standards
from domain.rungs import Rung
from domain.tickets import Severity
from lang import N_, months, say, spelled, term

Line = tuple[str, str]

_REACHED_BY = (
    ("responsible", N_("Complaints are looked after by")),
    ("complaints", N_("Telephone for complaints")),
    ("repairs", N_("Telephone for repairs")),
    ("leader", N_("The person in charge")),
    ("mail", N_("E-mail")),
    ("hours", N_("Hours")),
)
_STEPS = (
    ("dispatch", N_("Somebody is sent"), N_("within {time}")),
    ("arrive", N_("And is with you"), N_("within {time} of that, or when agreed with you")),
    ("resolve", N_("The matter is settled"), N_("within {time} of your report")),
    ("reply", N_("You are told the result"), N_("within {time} of that")),
)
_SEVERITIES = {
    Severity.MAJOR: N_("A major complaint"),
    Severity.IMPORTANT: N_("An important complaint"),
    Severity.MINOR: N_("A minor complaint"),
}
_ASKED_AGAIN = {
    CallbackRow.COMPLAINT: N_("We ask again after a complaint"),
    CallbackRow.REPAIR: N_("We ask again after a repair"),
    CallbackRow.HELP: N_("We ask again after help"),
}


@dataclass(frozen=True, slots=True)
class Promises:
    """What of a policy is published; forms with equal promises may share a sheet."""

    standards: Standards
    severity: tuple[SeverityRule, ...]
    callbacks: tuple[CallbackRule, ...]
    ladder: tuple[Rung, ...]

    @classmethod
    def of(cls, policy: Policy) -> Self:
        return cls(
            policy.standards,
            tuple(policy.severity[severity] for severity in _SEVERITIES),
            tuple(policy.callbacks[row] for row in _ASKED_AGAIN),
            policy.escalation.ladder,
        )


def whom(language: str, contacts: Contacts) -> list[Line]:
    """For what, and whom or where; what the project has not filled in is left out."""
    named = ((say(language, for_what), getattr(contacts, name)) for name, for_what in _REACHED_BY)
    return [(for_what, value) for for_what, value in named if value]


def how_fast(language: str, promises: Promises) -> list[Line]:
    """Each step, and the time promised for it."""
    return [
        *_steps(language, promises.standards),
        *_limits(language, promises.severity),
        _next_level(language, promises.ladder),
        *_callbacks(language, promises.callbacks),
    ]


def _steps(language: str, standards: Standards) -> Iterator[Line]:
    for name, step, promise in _STEPS:
        within = getattr(standards, name)
        if within is not None:
            yield say(language, step), say(language, promise, time=spelled(language, within))


def _limits(language: str, rules: tuple[SeverityRule, ...]) -> Iterator[Line]:
    for severity, rule in zip(_SEVERITIES, rules, strict=True):
        for promise in _limit(language, rule):
            yield say(language, _SEVERITIES[severity]), promise


def _limit(language: str, rule: SeverityRule) -> Iterator[str]:
    to = _rung(language, rule.raise_to) if rule.raise_to else ""
    if to and rule.raise_by:
        yield say(language, N_("reported to the {rung} the same day"), rung=to)
    if to and rule.raise_within:
        time = spelled(language, rule.raise_within)
        yield say(language, N_("handed to the {rung} within {time}"), rung=to, time=time)
    if rule.resolve_within:
        time = spelled(language, rule.resolve_within)
        yield say(language, N_("settled within {time}, or by the day you name"), time=time)


def _next_level(language: str, ladder: tuple[Rung, ...]) -> Line:
    rungs = " → ".join(_rung(language, rung) for rung in ladder)
    higher = say(language, N_("the work goes on, one level higher: {rungs}"), rungs=rungs)
    return say(language, N_("If the result does not satisfy you")), higher


def _callbacks(language: str, rules: tuple[CallbackRule, ...]) -> Iterator[Line]:
    for row, rule in zip(_ASKED_AGAIN, rules, strict=True):
        yield say(language, _ASKED_AGAIN[row]), _window(language, rule)


def _window(language: str, rule: CallbackRule) -> str:
    closes = _closes(language, rule)
    if not rule.opens_after_days:
        return say(language, N_("within {time}"), time=closes)
    opens = spelled(language, timedelta(days=rule.opens_after_days))
    return say(language, N_("{opens} to {closes} later"), opens=opens, closes=closes)


def _closes(language: str, rule: CallbackRule) -> str:
    if rule.closes_after_months is not None:
        return months(language, rule.closes_after_months)
    return spelled(language, timedelta(days=rule.closes_after_days or 0))


def _rung(language: str, rung: Rung) -> str:
    """In the middle of a sentence."""
    return term(language, "rung", rung).lower()
