"""Needs-analysis sheets (需求分析表): segment, need, response and feasibility, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.projects import ProjectCard
from domain.groups import HIDDEN_UNDER
from domain.need_sheets import NeedRow
from lang import N_, day, say, term
from reports.paper import sheet

TITLE = N_("Needs analysis")
FEW = N_("fewer than {count}")
UP_TO = N_("Up to {day}")
UNKNOWN = N_("Not known")


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words; what nobody has written yet is left open for a pen."""

    group: str
    need: str
    households: str
    response: str
    feasibility: str


def need_sheet(
    project: ProjectCard, rows: Sequence[NeedRow], days: tuple[date | None, date], language: str
) -> str:
    """A4, as many pages as the rows take; without a first day it is of all time."""
    first, last = (one and day(language, one, year=True) for one in days)
    return sheet(
        "needs.html",
        [language],
        project=project,
        title=say(language, TITLE),
        about=f"{first} – {last}" if first else say(language, UP_TO, day=last),
        lines=[in_words(one, language) for one in rows],
    )


def in_words(row: NeedRow, language: str) -> Line:
    """As the page and the paper say it."""
    heard, few = row.heard, say(language, FEW, count=HIDDEN_UNDER)
    return Line(
        term(language, heard.segment, heard.group) if heard.group else say(language, UNKNOWN),
        term(language, "need", heard.need),
        few if row.households is None else str(row.households),
        row.response,
        term(language, "feasibility", row.feasibility) if row.feasibility else "",
    )
