"""Stickers (贴纸): four A6 labels on a sheet of A4, for lifts, doors and machines."""

from collections.abc import Sequence
from itertools import cycle, islice

from db.projects import ProjectCard
from reports.paper import Languages, Spot, sheet

ON_A_SHEET = 4


def stickers(project: ProjectCard, spots: Sequence[Spot], languages: Languages) -> str:
    """The spots in turn; what is left of the last sheet is filled by starting over."""
    empty = -len(spots) % ON_A_SHEET
    filled = list(islice(cycle(spots), len(spots) + empty))
    sheets = [filled[at : at + ON_A_SHEET] for at in range(0, len(filled), ON_A_SHEET)]
    return sheet("stickers.html", languages, project=project, sheets=sheets)
