"""A report as a file of data (CSV): a figure to a line, to be read by other programs.

Table, row and figure in words, then the plain value; shares are 0–1, days as 2026-02-28.
"""

from collections.abc import Iterator
from datetime import date

from lang import N_, say
from reports import tables
from reports.worded import Figure, Worded

HEADINGS = (
    N_("Report"),
    N_("Project"),
    N_("Period"),
    N_("Table"),
    N_("Row"),
    N_("Figure"),
    N_("Value"),
)


def as_csv(told: Worded) -> bytes:
    heading = [say(told.language, one) for one in HEADINGS]
    about = [told.title, told.project, told.period]
    return tables.as_csv([heading, *([*about, *line] for line in _lines(told))])


def _lines(told: Worded) -> Iterator[list[str]]:
    for table in told.tables:
        for row in table.rows:
            for place, figure in enumerate(row[1:], start=1):
                yield [table.title, row[0].words, table.headings[place], _plain(figure)]


def _plain(figure: Figure) -> str:
    """Nothing where nothing is known."""
    match figure.value:
        case None:
            return ""
        case date():
            return figure.value.isoformat()
        case float():
            return f"{round(figure.value, 6):g}"
    return str(figure.value)
