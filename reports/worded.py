"""A report in words (成文报表): its figures as a reader sees them, each beside its plain value.

Page, print, workbook and file of data are all laid out from this, so that they say the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from domain.reports import Cell, Document, Period, ReportKind, Row
from lang import N_, day, moment, period, say, term
from reports.columns import Block, Column, Drawn, Said
from reports.layouts import LAYOUTS

UNKNOWN = "–"
BY_ITSELF = N_("drafted by itself")
SO_FAR = N_("Nothing of this is kept yet; as it stood at")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which edition this is; without a number it is not kept."""

    kind: ReportKind
    period: Period
    made_at: datetime
    edition: int | None = None
    made_by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, plain (a number, a day, words; None where it is not known), and as it is read."""

    value: str | int | float | date | None
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    title: str
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Figure, ...], ...]
    drawn: Drawn
    draws: tuple[int, ...]
    note: str
    empty: str

    def at(self, key: str) -> int | None:
        """Where the column of that key stands."""
        keys = [column.key for column in self.columns]
        return keys.index(key) if key in keys else None


@dataclass(frozen=True, slots=True)
class Worded:
    language: str
    project: str
    title: str
    period: str
    days: str
    edition: str
    note: str
    source: str
    leads: tuple[str, ...]
    tables: tuple[Table, ...]
    definitions: tuple[str, ...]


def in_words(standing: Standing, document: Document, language: str, zone: tzinfo) -> Worded:
    layout = LAYOUTS[standing.kind]
    return Worded(
        language,
        str(document.facts.get("project") or ""),
        term(language, "report", standing.kind),
        period_named(language, standing.period),
        _days(language, standing.period),
        _edition(language, standing, zone),
        standing.note,
        say(language, layout.source),
        tuple(_leads(standing.kind, document, language)),
        tuple(_table(block, document, language) for block in layout.blocks),
        tuple(say(language, one) for one in layout.definitions),
    )


def period_named(language: str, of: Period) -> str:
    """Its own name where somebody gave it one."""
    return of.title or period(language, of.code)


def _days(language: str, of: Period) -> str:
    first, last = (day(language, one, year=True) for one in (of.first, of.last))
    return first if first == last else f"{first} – {last}"


def _edition(language: str, standing: Standing, zone: tzinfo) -> str:
    at = moment(language, standing.made_at, zone, year=True)
    if standing.edition is None:
        return f"{say(language, SO_FAR)} {at}"
    number = say(language, N_("Edition {number}"), number=standing.edition)
    return f"{number} · {at} · {standing.made_by or say(language, BY_ITSELF)}"


def _leads(kind: ReportKind, document: Document, language: str) -> Iterator[str]:
    for lead in LAYOUTS[kind].leads:
        facts = {name: document.facts.get(name) for name in lead.facts}
        if None in facts.values():
            continue
        terms = dict(lead.terms)
        told = {
            name: term(language, terms[name], str(fact)) if name in terms else _number(fact)
            for name, fact in facts.items()
        }
        yield say(language, lead.sentence, **told)


def _number(fact: Cell) -> str:
    return f"{fact:g}" if isinstance(fact, float) else str(fact)


def _table(block: Block, document: Document, language: str) -> Table:
    keys = [column.key for column in block.columns]
    return Table(
        block.key,
        say(language, block.title),
        tuple(say(language, column.heading) for column in block.columns),
        block.columns,
        tuple(_row(block.columns, row, language) for row in document.blocks.get(block.key, ())),
        block.drawn,
        tuple(keys.index(key) for key in block.draws),
        say(language, block.note) if block.note else "",
        say(language, block.empty),
    )


def _row(columns: Sequence[Column], row: Row, language: str) -> tuple[Figure, ...]:
    return tuple(_figure(column, row.get(column.key), language) for column in columns)


def _figure(column: Column, cell: Cell, language: str) -> Figure:
    if cell is None or cell == "":
        return Figure(None, "" if column.is_optional else UNKNOWN)
    match column.said:
        case Said.TERM:
            words = term(language, column.of, str(cell))
            return Figure(words, words)
        case Said.DAY:
            on = date.fromisoformat(str(cell))
            return Figure(on, day(language, on, year=True))
        case Said.MONTH:
            return Figure(date.fromisoformat(f"{cell}-01"), str(cell))
        case Said.TEXT:
            return Figure(str(cell), str(cell))
    return Figure(cell, _told(column.said, float(cell)))


def _told(said: Said, value: float) -> str:
    if said is Said.SHARE:
        return _percent(value)
    if said is Said.SIGNED:
        return f"{value:+.1f}".replace("-", "−")
    if said is Said.COUNT:
        return f"{value:.0f}"
    return f"{value:.1f}".replace("-", "−")


def _percent(share: float) -> str:
    """Whole percent, and 100 % of nothing less, nor 0 % of anything more."""
    whole = min(99, max(1, round(share * 100))) if 0 < share < 1 else round(share * 100)
    return f"{whole}%"
