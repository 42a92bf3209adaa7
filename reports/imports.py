"""Imports (导入): how one went, and its rejected rows (退回) as a file, to be mended."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from desk.cases import Reject, text
from desk.imports import Report
from desk.texts import NotWritable
from lang import say, term
from lang.sentences import N_

LINE, REASON = N_("Line"), N_("Reason")
BROUGHT_IN = N_("Added {added}, updated {updated}, left {unchanged} of {rows} rows; rejected {n}.")
WOULD_BRING_IN = N_(
    "Would add {added}, update {updated}, leave {unchanged} of {rows} rows; reject {n}."
)
# A spreadsheet would take a cell that begins so for a formula; a plain number is none.
# In some languages it reads the wide signs as well.
FORMULA = re.compile(r"^(?![+-]?[0-9.,]+$)[=+\-@\t\r＝＋－＠]")


def beside(file: Path) -> Path:
    """Where the rejects of this file go when nobody says otherwise."""
    return file.with_name(f"{file.name}.rejects.csv")


def write_rejects(report: Report, path: Path, language: str) -> None:
    """All rejected rows as CSV: their own columns, then line and reason. Raises NotWritable."""
    try:
        # The mark tells a spreadsheet that this is UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(rejects_csv(report.reading.headings, report.rejects, language))
    except OSError as failed:
        raise NotWritable(str(path)) from failed


def rejects_csv(headings: Sequence[str], rejects: Sequence[Reject], language: str) -> str:
    """These rows as they were, and why each stayed outside."""
    file = StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(map(harmless, [*headings, say(language, LINE), say(language, REASON)]))
    rows.writerows(_row(headings, one, language) for one in rejects)
    return file.getvalue()


def summary(report: Report, language: str) -> list[str]:
    """What came in and what stayed outside, a line each; then every reason with its rows."""
    return [
        _counts(report, language),
        *(
            f"  {rows} × {column}: {term(language, 'fault', fault)}"
            for (fault, column), rows in report.reasons().most_common()
        ),
        *(
            f"  {rows} × {term(language, 'oddity', oddity)}"
            for oddity, rows in report.oddities().most_common()
        ),
    ]


def _counts(report: Report, language: str) -> str:
    return say(
        language,
        WOULD_BRING_IN if report.is_dry_run else BROUGHT_IN,
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        rows=report.rows,
        n=len(report.rejects),
    )


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
