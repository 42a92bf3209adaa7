"""Posters (海报): an A4 sheet for a lobby, a gate or a lift, read from across the room."""

from collections.abc import Sequence

from db.projects import ProjectCard
from reports.paper import Languages, Spot, sheet


def posters(project: ProjectCard, spots: Sequence[Spot], languages: Languages) -> str:
    """One A4 page for each spot; nothing on it names a person."""
    return sheet("posters.html", languages, project=project, spots=spots)
