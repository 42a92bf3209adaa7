"""Record sheets (回访记录表): one A5 page per callback, taken along and handed back (004).

It names the resident, because whoever holds it is to call or visit them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.callbacks import CallbackLine
from db.people import ResidentCard
from db.projects import ProjectCard
from lang import N_, day, term
from reports.paper import sheet

MARKED = (N_("Quality of the work"), N_("Effect of the service"))
WRITTEN = (N_("Shortcomings"), N_("Suggestions"))


@dataclass(frozen=True, slots=True)
class Call:
    """One callback to be made: where, whom to ask for, and whose sheet it is."""

    line: CallbackLine
    place: str
    resident: ResidentCard | None
    caller: str


def record_sheets(project: ProjectCard, calls: Sequence[Call], language: str) -> str:
    return sheet(
        "record_sheets.html",
        [language],
        project=project,
        calls=[(call, _facts(call, language)) for call in calls],
        marked=MARKED,
        written=WRITTEN,
        ladder=[term(language, "ladder", str(mark)) for mark in range(1, 6)],
    )


def _facts(call: Call, language: str) -> dict[str, str]:
    opens, closes = call.line.opens_on, call.line.closes_on
    return {
        "kind": term(language, "callback_row", call.line.row),
        "window": f"{day(language, opens)} – {day(language, closes)}",
    }
