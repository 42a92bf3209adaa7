"""Reminders (催答名单): the households that were asked and have not answered, for a round of doors.

Who is silent is told, never what anybody answered. Nothing in a cell is ever calculated.
"""

from collections.abc import Sequence

from db.campaigns import Household
from lang import N_, say
from reports import tables

HEADINGS = (N_("Building"), N_("Unit"), N_("Reminded on"), N_("Note"))
WIDTHS = (16, 16, 18, 40)


def as_csv(silent: Sequence[Household], language: str) -> bytes:
    """The last two columns are to be filled in."""
    return tables.as_csv(_rows(silent, language))


def as_xlsx(silent: Sequence[Household], language: str) -> bytes:
    return tables.as_xlsx(_rows(silent, language), WIDTHS)


def _rows(silent: Sequence[Household], language: str) -> list[list[str]]:
    homes = [[one.place.building, _door(one), "", ""] for one in silent]
    return [[say(language, heading) for heading in HEADINGS], *homes]


def _door(household: Household) -> str:
    return " ".join(part for part in (household.place.unit, household.place.name) if part)
