"""Cases (个案): the rows of a table become cases by a mapping, or are refused with a reason."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desk.dates import DateReader, ImplausibleDate, NotADate
from desk.mapping import CODES, DATES, Field, Mapping, Status, WrongMapping
from desk.sheets import Record, Table
from desk.texts import LOST
from domain.errors import WrongValue
from domain.imports import Case, Fault, Person, Spot
from domain.tickets import Category, Channel, Intake, Kind, Severity, checked

F = Field
LONGEST = {
    F.SOURCE_REF: 80,
    F.TOPIC: 200,
    F.COMPLAINED_OF: 200,
    F.PLACE: 120,
    F.BUILDING: 40,
    F.UNIT: 40,
    F.RESIDENT: 60,
    F.PHONE: 30,
    F.DEPARTMENT: 60,
}
# What stays as it is while a case is worked on: the reference of a row that has none.
LASTING = (F.RECEIVED, F.SUBJECT, F.TOPIC, F.WORDS, F.BUILDING, F.UNIT, F.PLACE, F.RESIDENT)
NUMBERS = (F.SOURCE_REF, F.BUILDING, F.UNIT, F.PHONE)
HEADING_WITHIN = 20
SUBJECT_FROM_WORDS = 60
# A workbook's number, or one that went through a float: "157244.0".
_WHOLE = re.compile(r"(\d+)\.0")


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that stays outside, as it was; `column` is its heading where one is to blame."""

    line: int
    fault: Fault
    column: str
    cells: tuple[object, ...]


class Refused(Exception):
    """This row cannot become a case; ends here, as a Reject."""

    def __init__(self, fault: Fault, field: Field | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.field = field


def text(value: object) -> str:
    """What a cell says, without its margins and a spreadsheet's mark for "this is text"."""
    if isinstance(value, str):
        said = value.strip()
        return said[1:] if said[:1] == "'" and said[1:2] in set("=+-@") else said
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return "" if value is None else str(value)


def key(value: object) -> str:
    """How headings and coded values are compared: by their letters, not by case or spaces."""
    return " ".join(text(value).split()).casefold()


def heading(table: Table, mapping: Mapping) -> Record:
    """The row that names every column of the mapping. Raises WrongMapping for one never named."""
    wanted = {key(column) for column in mapping.columns.values()}
    likely = table.records[:HEADING_WITHIN]
    found = max(likely, key=lambda record: len(wanted & {key(cell) for cell in record.cells}))
    named = {key(cell) for cell in found.cells}
    for field, column in mapping.columns.items():
        if key(column) not in named:
            raise WrongMapping(f"columns.{field}", "no_such_column")
    return found


def _codes(mapping: Mapping, field: Field) -> dict[str, str]:
    """What a column may say, and the code it means; a code means itself."""
    own = {key(code): str(code) for code in CODES.get(field, ())}
    return own | {key(said): code for said, code in mapping.values.get(field, {}).items()}


class CaseReader:
    """Reads the rows below one heading by one mapping, on the clock of `zone`."""

    def __init__(self, table: Table, mapping: Mapping, head: Record, zone: ZoneInfo) -> None:
        named = [key(cell) for cell in head.cells]
        self._mapping = mapping
        self._at = {field: named.index(key(name)) for field, name in mapping.columns.items()}
        self._columns = len(head.cells)
        self._dates = DateReader(mapping.dates, zone)
        self._codes = {field: _codes(mapping, field) for field in (*CODES, *mapping.values)}
        self._is_damaged = table.is_damaged
        self._unclosed = table.unclosed

    def read(self, record: Record) -> Case | Reject:
        """The case, or why there is none."""
        try:
            self._must_be_whole(record)
            return self._case(record)
        except Refused as refused:
            column = self._mapping.columns.get(refused.field, "") if refused.field else ""
            return Reject(record.line, refused.fault, column, tuple(record.cells))

    def _must_be_whole(self, record: Record) -> None:
        cells = record.cells
        if self._unclosed == record.line:
            raise Refused(Fault.QUOTE_NOT_CLOSED)
        if any(text(cell) for cell in cells[self._columns :]):
            raise Refused(Fault.TOO_MANY_CELLS)
        if len(cells) <= max(self._at.values()):
            raise Refused(Fault.TOO_FEW_CELLS)
        if self._is_damaged and any(isinstance(cell, str) and LOST in cell for cell in cells):
            raise Refused(Fault.BROKEN_CHARACTERS)

    def _case(self, record: Record) -> Case:
        said = {field: text(record.cells[at]) for field, at in self._at.items()}
        for field in NUMBERS:
            if said.get(field, "").endswith(".0"):
                said[field] = _WHOLE.sub(r"\1", said[field])
        self._must_fit(said)
        times = {f: self._time(f, record.cells[self._at[f]]) for f in DATES if f in said}
        received_at = times.get(F.RECEIVED)
        if received_at is None:
            raise Refused(Fault.EMPTY, F.RECEIVED)
        return Case(
            line=record.line,
            intake=self._intake(said, times),
            received_at=received_at,
            resolved_at=times.get(F.RESOLVED),
            replied_at=times.get(F.REPLIED),
            closed_at=times.get(F.CLOSED),
            note=said.get(F.NOTE, ""),
            reply=said.get(F.REPLY, ""),
            department=said.get(F.DEPARTMENT) or None,
            spot=_spot(said),
            person=_person(said),
            said_open=self._said_open(said, times),
        )

    def _must_fit(self, said: dict[Field, str]) -> None:
        for field, longest in LONGEST.items():
            if len(said.get(field, "")) > longest:
                raise Refused(Fault.TOO_LONG, field)

    def _time(self, field: Field, cell: object) -> datetime | None:
        try:
            return self._dates.read(cell)
        except NotADate as failed:
            raise Refused(Fault.NOT_A_DATE, field) from failed
        except ImplausibleDate as failed:
            raise Refused(Fault.IMPLAUSIBLE_DATE, field) from failed

    def _intake(self, said: dict[Field, str], times: dict[Field, datetime | None]) -> Intake:
        topic = self._meant(F.TOPIC, said)
        words = said.get(F.WORDS, "")
        category = self._meant(F.CATEGORY, said)
        intake = Intake(
            Kind(self._meant(F.KIND, said) or Kind.OTHER_SERVICE),
            said.get(F.SUBJECT) or topic or " ".join(words.split())[:SUBJECT_FROM_WORDS],
            severity=Severity(self._meant(F.SEVERITY, said) or Severity.MINOR),
            channel=Channel(self._meant(F.CHANNEL, said) or Channel.IMPORT),
            category=Category(category) if category else None,
            topic=topic,
            words=words,
            complained_of=said.get(F.COMPLAINED_OF, ""),
            asks=said.get(F.ASKS, ""),
            place_words=_place_words(said),
            occurred_at=times.get(F.OCCURRED),
            own_deadline=times.get(F.TARGET),
            source_ref=self._source_ref(said),
        )
        return _checked(intake)

    def _meant(self, field: Field, said: dict[Field, str]) -> str:
        """What the row means in `field`: by its value, by its words, or by default."""
        value = said.get(field, "")
        meant = self._codes[field].get(key(value)) if field in self._codes and value else value
        meant = meant or (value if field not in CODES else "")
        meant = meant or self._by_words(field, said) or self._mapping.defaults.get(field, "")
        if value and not meant:
            raise Refused(Fault.UNKNOWN_VALUE, field)
        return meant

    def _by_words(self, field: Field, said: dict[Field, str]) -> str:
        if not self._mapping.keywords:
            return ""
        words = said.get(F.SUBJECT, "") + said.get(F.WORDS, "")
        fitting = (one for one in self._mapping.keywords if one.field is field)
        return next((one.value for one in fitting if any(w in words for w in one.words)), "")

    def _said_open(self, said: dict[Field, str], times: dict[Field, datetime | None]) -> bool:
        status = self._meant(F.STATUS, said)
        is_over = times.get(F.CLOSED) or times.get(F.RESOLVED)
        if status == Status.CLOSED and not is_over:
            raise Refused(Fault.CLOSED_WITHOUT_TIME, F.STATUS)
        return status == Status.OPEN

    def _source_ref(self, said: dict[Field, str]) -> str:
        prefix = self._mapping.ref_prefix
        if F.SOURCE_REF not in self._at:
            lasting = "\x1f".join(said.get(field, "") for field in LASTING)
            return f"{prefix}row:{hashlib.sha256(lasting.encode()).hexdigest()[:32]}"
        if not said[F.SOURCE_REF]:
            raise Refused(Fault.EMPTY, F.SOURCE_REF)
        return prefix + said[F.SOURCE_REF]


def _checked(intake: Intake) -> Intake:
    try:
        return checked(intake)
    except WrongValue as wrong:
        raise Refused(Fault(wrong.reason), Field(wrong.field)) from wrong


def _place_words(said: dict[Field, str]) -> str:
    parts = (said.get(field, "") for field in (F.BUILDING, F.UNIT, F.PLACE))
    return " ".join(" ".join(parts).split())[:200]


def _spot(said: dict[Field, str]) -> Spot | None:
    name = " ".join(said.get(F.PLACE, "").split())
    spot = Spot(said.get(F.BUILDING, ""), said.get(F.UNIT, ""), name)
    return spot if spot != Spot() else None


def _person(said: dict[Field, str]) -> Person | None:
    person = Person(said.get(F.RESIDENT, ""), said.get(F.PHONE, ""))
    return person if person != Person() else None


def cases(table: Table, mapping: Mapping, head: Record, zone: ZoneInfo) -> Iterator[Case | Reject]:
    """Every row below the heading, in order; a reference met again is refused."""
    reader = CaseReader(table, mapping, head, zone)
    seen: set[str] = set()
    for record in table.records[table.records.index(head) + 1 :]:
        read = reader.read(record)
        if isinstance(read, Case) and read.source_ref in seen:
            column = mapping.columns.get(F.SOURCE_REF, "")
            read = Reject(record.line, Fault.DUPLICATE, column, tuple(record.cells))
        if isinstance(read, Case):
            seen.add(read.source_ref)
        yield read
