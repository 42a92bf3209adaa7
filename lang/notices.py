"""Notices (通知): what a group chat or a mailbox is told; numbers and places, never a person."""

from collections.abc import Mapping
from datetime import date

from lang.reports import period
from lang.sentences import N_, say
from lang.terms import term
from lang.times import day

NOTICES: dict[str, str] = {
    "major": N_("Major: {kind} #{ticket} has been registered"),
    "escalated": N_("▲ {kind} #{ticket} raised to: {rung}"),
    "callback_late": N_("▲ The callback for #{ticket} is overdue: the supervisor follows up"),
    "let_down": N_("A resident was let down: complaint #{ticket} has been opened"),
    "urged": N_("The resident is waiting for #{ticket}, and asks how it is going"),
    "dispatched": N_("{kind} #{ticket} has been dispatched"),
    "callback_closing": N_("Callback for #{ticket}: due by {closes_on}"),
    "reported": N_("Report for {period}: {report}"),
    "registered": N_("{kind} #{ticket} has been registered"),
    "step": N_("{kind} #{ticket}: {step}"),
    "callback_made": N_("Callback for #{ticket} has been made"),
    "answered": N_("A resident has answered"),
    "switched_off": N_("▲ “{target}” took nothing for three days, and is told of nothing more"),
    "test": N_("This is a test notice from Huifang. It works."),
}


def notice(language: str, kind: str, facts: Mapping[str, object]) -> str:
    """The one sentence; `facts` are codes, as the outbox keeps them."""
    return say(language, NOTICES[kind], **_told(language, facts))


def circumstances(language: str, facts: Mapping[str, object]) -> str:
    """What else is known, in one line; "" where nothing is."""
    told = _told(language, facts)
    known = (
        told.get("severity"),
        told.get("place"),
        say(language, N_("limit missed: {step}"), step=told["missed"]) if "missed" in told else "",
    )
    return " · ".join(str(fact) for fact in known if fact)


def _told(language: str, facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _fact(language, name, fact) for name, fact in facts.items()}


_KINDS_OF_TERM = {
    "kind": "kind",
    "severity": "severity",
    "rung": "rung",
    "missed": "step",
    "step": "step",
    "report": "report",
}


def _fact(language: str, name: str, fact: object) -> object:
    if name in _KINDS_OF_TERM:
        return term(language, _KINDS_OF_TERM[name], str(fact))
    if name == "period":
        return period(language, str(fact))
    return day(language, date.fromisoformat(str(fact))) if name == "closes_on" else fact
