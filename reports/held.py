"""All that is held (资料副本) on one resident, for them: as JSON, and as a page to print."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from desk.erasures import Held
from lang import moment, say, term
from lang.sentences import N_
from lang.terms import TERMS
from reports.paper import sheet

YES, NO = N_("Yes"), N_("No")
# Numbers that say something to us alone; the file has them too.
OURS = frozenset({"place_id", "resident_id", "parent", "source_ref"})
CODED = {"criteria": "criterion", "chips": "chip"}
NAMES = {
    "number": N_("No."),
    "criteria": N_("Key-customer criteria"),
    "kind": N_("Kind"),
    "severity": N_("Severity"),
    "channel": N_("Channel"),
    "occurred_at": N_("Happened at"),
    "own_deadline": N_("Resident's own deadline"),
    "step": N_("Step"),
    "at": N_("Time"),
    "visited_at": N_("Time"),
    "answered_at": N_("Time"),
    "condition": N_("How they are"),
    "outage": N_("Cut"),
    "sheet": N_("Record sheet"),
    "how": N_("How it was made"),
    "outcome": N_("Outcome"),
    "shortcomings": N_("Shortcomings"),
    "suggestions": N_("Suggestions"),
    "confirmed": N_("Confirmed by the resident"),
    "chips": N_("What should we fix first?"),
    "call_me": N_("Call me back"),
    "expectation": N_("Expected"),
    "delivered": N_("Delivered"),
    "gap": N_("Gap"),
    "verdict": N_("Verdict"),
    "moved_out_at": N_("moved out"),
}


def as_json(held: Held) -> str:
    """Everything by name; times with their zone."""
    tree = {"project": held.project.name, "exported_at": held.at, **held.tree}
    return json.dumps(tree, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def as_page(held: Held, language: str) -> str:
    """The same to be read: each record a list of names and values, records within it below."""
    tree = held.tree
    return sheet(
        "held.html",
        [language],
        project=held.project,
        at=moment(language, held.at, held.project.zone, year=True),
        person=_lines(tree["resident"], held, language),
        unit=_lines(tree["unit"] or {}, held, language),
        tickets=[
            {
                "number": ticket["number"],
                "facts": _lines(ticket, held, language),
                "events": [_lines(one, held, language) for one in ticket["events"]],
                "photos": [one["base64"] for one in ticket["photos"]],
                "answers": [_lines(one, held, language) for one in ticket["answers"]],
            }
            for ticket in tree["tickets"]
        ],
        visits=[_lines(one, held, language) for one in tree["visits"]],
    )


def _lines(record: Mapping[str, object], held: Held, language: str) -> list[tuple[str, str]]:
    """Every fact that is known, name and value in words."""
    said = {name: _said(name, fact, held, language) for name, fact in record.items()}
    return [
        (_name(name, language), words) for name, words in said.items() if words and name not in OURS
    ]


def _name(name: str, language: str) -> str:
    if name.upper() in TERMS["question"]:
        return term(language, "question", name.upper())
    if name in NAMES:
        return say(language, NAMES[name])
    return term(language, "field", name)


def _said(name: str, fact: object, held: Held, language: str) -> str:
    match fact:
        case None | "" | []:
            return ""
        case datetime():
            return moment(language, fact, held.project.zone, year=True)
        case bool():
            return say(language, YES if fact else NO)
        case str() if name in TERMS:
            return term(language, name, fact)
        case str() | int() | float():
            return str(fact)
        case Mapping():
            inner = {key: _said(key, value, held, language) for key, value in fact.items()}
            return "; ".join(f"{_name(key, language)}: {v}" for key, v in inner.items() if v)
        case Sequence() if name in CODED:
            return ", ".join(term(language, CODED[name], str(one)) for one in fact)
    # Records within a record stand below it.
    return ""
