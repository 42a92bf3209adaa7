"""Household letters (致业主信): an A4 letter to each household, with the code of its own."""

from collections.abc import Sequence
from datetime import date

from db.projects import ProjectCard
from lang import day
from reports.paper import Spot, sheet
from reports.reached import reached, unbroken


def letters(
    project: ProjectCard,
    households: Sequence[Spot],
    language: str,
    *,
    written_on: date,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> str:
    """One A4 page for each household, addressed to the place and to nobody by name.

    `opens_on` only for a letter that comes before the first day.
    """
    lines = reached(project.contacts, [language])
    return sheet(
        "letters.html",
        [language],
        project=project,
        households=households,
        lines=lines,
        unbroken=unbroken(lines),
        written=day(language, written_on, year=True),
        opens=day(language, opens_on, year=True) if opens_on else "",
        closes=day(language, closes_on, year=True) if closes_on else "",
    )
