"""Rounds (走访单): whom to visit in a cut, on paper, for when there is no power for a screen.

It names people: printed for whoever makes the round, handed back and destroyed afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.outages import OutageLine
from db.projects import ProjectCard
from db.visits import OnRegister, Visit
from domain.residents import Criterion
from lang import moment, say, term
from lang.sentences import N_
from reports.paper import sheet

ROWS_A_PAGE = 14
BEFORE = N_("Visit before {moment}")
AT_ONCE = N_("Visit at once")
REGISTER = N_("Safety register")
AS_OF = N_("As of {moment}")


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the sheet."""

    where: str
    name: str
    phone: str
    why: str
    note: str


def round_sheet(
    project: ProjectCard, line: OutageLine, visits: Sequence[Visit], language: str
) -> str:
    """A4 pages of those still to be visited, with room to write each visit down."""
    cut = line.cut
    starts = moment(language, cut.starts_at, project.zone)
    ends = moment(language, cut.ends_at, project.zone) if cut.ends_at else ""
    where = ", ".join(f"{one.building} {one.unit}".strip() for one in cut.where)
    return sheet(
        "round.html",
        [language],
        project=project,
        title=term(language, "supply", cut.supply),
        task=say(language, BEFORE, moment=starts) if cut.is_planned else say(language, AT_ONCE),
        about=" · ".join(part for part in (f"{starts} – {ends}", where, cut.note) if part),
        pages=_pages([one for one in visits if one.visited_at is None], language),
    )


def register_sheet(
    project: ProjectCard, everybody: Sequence[OnRegister], now: datetime, language: str
) -> str:
    """The whole register, to be kept where it is found without power."""
    return sheet(
        "round.html",
        [language],
        project=project,
        title=say(language, REGISTER),
        task="",
        about=say(language, AS_OF, moment=moment(language, now, project.zone, year=True)),
        pages=_pages(everybody, language),
    )


def _pages(people: Sequence[Visit | OnRegister], language: str) -> list[list[Row]]:
    rows = [
        Row(one.where, one.name, one.phone, ", ".join(_why(one, language)), one.note)
        for one in people
    ]
    return [rows[at : at + ROWS_A_PAGE] for at in range(0, len(rows), ROWS_A_PAGE)] or [[]]


def _why(one: Visit | OnRegister, language: str) -> Iterator[str]:
    if one.has_device:
        yield term(language, "criterion", Criterion.MEDICAL_DEVICE)
    if one.lives_alone:
        yield term(language, "criterion", Criterion.ALONE)
