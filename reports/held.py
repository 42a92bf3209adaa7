"""All that is held (资料副本) on one resident, for them: as JSON, and as a page to print."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from desk.erasures import Held
from lang import moment, term
from lang.terms import TERMS
from reports.paper import sheet


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
                "answers": [_lines(one, held, language) for one in ticket["answers"]],
            }
            for ticket in tree["tickets"]
        ],
        visits=[_lines(one, held, language) for one in tree["visits"]],
    )


def _lines(record: Mapping[str, object], held: Held, language: str) -> list[tuple[str, str]]:
    """Every fact that is known, name and value in words where there are any."""
    said = {name: _said(name, fact, held, language) for name, fact in record.items()}
    return [(term(language, "field", name), words) for name, words in said.items() if words]


def _said(name: str, fact: object, held: Held, language: str) -> str:
    match fact:
        case None | "" | []:
            return ""
        case datetime():
            return moment(language, fact, held.project.zone, year=True)
        case str() if name in TERMS:
            return term(language, name, fact)
        case str():
            return fact
        case Mapping():
            return "; ".join(f"{k}: {v}" for k, v in fact.items() if v not in {None, ""})
        case Sequence() if any(isinstance(one, Mapping) for one in fact):
            return ""
        case Sequence():
            return ", ".join(map(str, fact))
    return str(fact)
