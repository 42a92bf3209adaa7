"""Exports (导出): everything of a project as CSV files in one archive, row by row.

A spreadsheet opens each of them as it is, in any language, and calculates with none of it.
"""

import csv
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from enum import Enum as Codes
from hashlib import sha256
from io import TextIOWrapper
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from db import exports
from db.exports import Sheet
from db.projects import ProjectCard
from lang import N_, moment, say, term
from lang.terms import TERMS
from reports.imports import harmless

README = "README.txt"
MARK_LETTERS = 16


def write(
    session: Session, project: ProjectCard, into: IO[bytes], now: datetime, *, with_people: bool
) -> dict[str, int]:
    """How many rows of each table were written. Memory does not grow with them."""
    salt, counts = secrets.token_bytes(32), {}
    told = [*_preface(project, now, with_people=with_people)]

    def mark(value: str) -> str:
        return hmac.new(salt, value.encode(), sha256).hexdigest()[:MARK_LETTERS]

    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for sheet in exports.sheets(session, project.id, mark, with_people=with_people):
            counts[sheet.name] = _write_sheet(archive, sheet, project)
            told += _described(sheet, counts[sheet.name], project.language)
        # With the mark by which an editor knows UTF-8, and lines that end as its own do.
        archive.writestr(README, "\r\n".join(told).encode("utf-8-sig"))
    return counts


def _write_sheet(archive: ZipFile, sheet: Sheet, project: ProjectCard) -> int:
    count = 0
    with (
        archive.open(f"{sheet.name}.csv", "w", force_zip64=True) as file,
        TextIOWrapper(file, "utf-8-sig", newline="") as text,
    ):
        lines = csv.writer(text)
        lines.writerow([column.name for column in sheet.columns])
        for row in sheet.rows:
            lines.writerow([_cell(value, project) for value in row])
            count += 1
    return count


def _cell(value: object, project: ProjectCard) -> str:
    """A moment on the project's clock with its distance from UTC; nothing for what is not known."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case datetime():
            return value.astimezone(project.zone).isoformat(" ")
        case Codes():
            return str(value.value)
        case int() | float():
            return str(value)
        case list() | dict():
            return harmless(json.dumps(value, ensure_ascii=False))
    return harmless(str(value))


def _preface(project: ProjectCard, now: datetime, *, with_people: bool) -> Iterator[str]:
    language, at = project.language, moment(project.language, now, project.zone)
    lines = (
        N_("Everything of “{project}”, as it was on {moment}."),
        N_("Each CSV file is one table in UTF-8; its first line names the columns."),
        N_(
            "Moments stand on the project's clock ({zone}); an empty cell is not known, never zero."
        ),
        N_("Cells that a spreadsheet would take for a formula begin with an apostrophe."),
        N_("Codes on paper and marks of devices were replaced: theirs hold in this archive only."),
    )
    for line in lines:
        yield say(language, line, project=project.name, moment=at, zone=project.zone_name)
    yield say(
        language,
        N_("Names, phones and words of people are in it: keep it as you would keep them.")
        if with_people
        else N_("Names, phones and words of people were not asked for and are not in it."),
    )


def _described(sheet: Sheet, count: int, language: str) -> Iterator[str]:
    yield ""
    rows = say(language, N_("{count} rows"), count=count)
    yield f"{sheet.name}.csv · {term(language, 'table', sheet.name)} · {rows}"
    for column in sheet.columns:
        meaning = " | ".join(_meanings(column.type, language))
        yield f"  {column.name}" + (f": {meaning}" if meaning else "")
    if sheet.left_out:
        names = ", ".join(sheet.left_out)
        yield "  " + say(language, N_("left out: {columns}"), columns=names)


def _meanings(kind: Any, language: str) -> Iterator[str]:
    """The words of the codes that stand in a column."""
    codes = getattr(kind, "enum_class", None)
    if codes is None:
        return
    family = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", codes.__name__).lower()
    for code in codes:
        yield f"{code.value} = {term(language, family, code.value)}" if family in TERMS else code
