"""Contact cards (客户联系卡; 003): ten of 90 × 54 mm on a sheet of A4, with marks to cut along."""

from db.projects import ProjectCard
from reports.paper import Languages, sheet
from reports.reached import reached, unbroken

ACROSS, DOWN = 2, 5
WIDTH, HEIGHT = 90, 54
# What A4 leaves around the cards, in millimetres.
LEFT, TOP = (210 - ACROSS * WIDTH) / 2, (297 - DOWN * HEIGHT) / 2


def cards(project: ProjectCard, address: str, languages: Languages) -> str:
    """Ten times the same card: whom to reach for what, and the project's own code."""
    lines = reached(project.contacts, languages)
    return sheet(
        "cards.html",
        languages,
        project=project,
        address=address,
        lines=lines,
        unbroken=unbroken(lines),
        count=ACROSS * DOWN,
        cuts_across=[LEFT + at * WIDTH for at in range(ACROSS + 1)],
        cuts_down=[TOP + at * HEIGHT for at in range(DOWN + 1)],
    )
