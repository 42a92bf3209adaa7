"""Imports (导入): the rejected rows (退回) as a file, to be mended and sent again."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from desk.cases import Reject, text
from desk.imports import Report
from desk.texts import NotWritable
from lang import say, term
from lang.sentences import N_

LINE, REASON = N_("Line"), N_("Reason")
# A spreadsheet would take a cell that begins so for a formula; a plain number is none.
FORMULA = re.compile(r"^(?![+-]?[0-9.,]+$)[=+\-@\t\r]")


def beside(file: Path) -> Path:
    """Where the rejects of this file go when nobody says otherwise."""
    return file.with_name(f"{file.name}.rejects.csv")


def write_rejects(report: Report, path: Path, language: str) -> None:
    """All rejected rows as CSV: their own columns, then line and reason. Raises NotWritable."""
    headings = [*report.reading.headings, say(language, LINE), say(language, REASON)]
    try:
        # The mark tells a spreadsheet that this is UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(map(harmless, headings))
            rows.writerows(_row(report.reading.headings, one, language) for one in report.rejects)
    except OSError as failed:
        raise NotWritable(str(path)) from failed


def _row(headings: Sequence[str], reject: Reject, language: str) -> list[str]:
    cells = [harmless(text(cell)) for cell in reject.cells]
    # Cells beyond the heading stay visible, in the last column of their own row.
    kept, beyond = cells[: len(headings)], cells[len(headings) :]
    kept += [""] * (len(headings) - len(kept))
    return [*kept, str(reject.line), " ".join((reason(language, reject), *beyond)).strip()]


def reason(language: str, reject: Reject) -> str:
    """Why this row stayed outside: "CLOSED_DT: it is not a date"."""
    why = term(language, "fault", reject.fault)
    return f"{reject.column}: {why}" if reject.column else why


def harmless(cell: str) -> str:
    """The text, marked as text where a spreadsheet would calculate with it."""
    return f"'{cell}" if FORMULA.match(cell) else cell
