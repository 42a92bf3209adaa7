"""Imports: read a file without the database, then bring its cases into a project at once.

A row is known again by its reference in the source, so the same file twice changes nothing and a
later export closes what has been closed meanwhile. A dry run decides the same and stores nothing.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import imports as imports_db
from db import numbers
from db import tickets as tickets_db
from db.imports import ImportLine
from db.tickets import NewTicket
from desk.cases import Reject, cases, heading, text
from desk.guesses import Guess, guess
from desk.mapping import Mapping, zone_of
from desk.plans import Plan, Remark, plan
from desk.sheets import read_table
from desk.texts import FileUnreadable
from desk.tickets import must
from desk.whereabouts import settled
from domain.access import Action, Actor
from domain.imports import Case, Fault, Oddity

Told = Callable[[int, int], None]
AT_ONCE = 2_000
SAMPLES = 5
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, before any project has seen it; `guess` where no mapping was given."""

    file_name: str
    sha256: str
    headings: tuple[str, ...]
    mapping: Mapping
    guess: Guess | None
    cases: Sequence[Case]
    rejects: Sequence[Reject]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.cases) + len(self.rejects)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or in a dry run would do. `callbacks` are newly owed ones."""

    reading: Reading
    added: int
    updated: int
    callbacks: int
    remarks: Sequence[Remark]
    samples: Sequence[Case]
    is_dry_run: bool

    @property
    def rows(self) -> int:
        return self.reading.rows

    @property
    def unchanged(self) -> int:
        return len(self.reading.cases) - self.added - self.updated

    @property
    def rejects(self) -> Sequence[Reject]:
        return self.reading.rejects

    def reasons(self) -> Counter[tuple[Fault, str]]:
        """How many rows were refused for which fault in which column."""
        return Counter((reject.fault, reject.column) for reject in self.rejects)

    def oddities(self) -> Counter[Oddity]:
        return Counter(remark.oddity for remark in self.remarks)

    def line(self, at: datetime) -> ImportLine:
        """What is kept about the file."""
        return ImportLine(
            at=at,
            file_name=self.reading.file_name[-LONGEST_NAME:],
            sha256=self.reading.sha256,
            rows=self.rows,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            rejected=len(self.rejects),
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the search for dead cycles: it would walk a million living rows over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_undisturbed()
def read(
    content: bytes,
    project_zone: ZoneInfo,
    mapping: Mapping | None = None,
    *,
    file_name: str = "",
    told: Told | None = None,
) -> Reading:
    """The cases in a file, by `mapping` or a guessed one; `told(done, rows)` hears of progress.

    Raises FileUnreadable, CellTooLong, WrongMapping, ColumnNotFound.
    """
    wanted = mapping or Mapping(columns={})
    table = read_table(
        content, encoding=wanted.encoding, delimiter=wanted.delimiter, sheet=wanted.sheet
    )
    guessed = None if mapping else guess(table)
    chosen = mapping or (guessed.mapping if guessed else wanted)
    head = heading(table, chosen)
    total = len(table.records) - table.records.index(head) - 1
    if not total:
        raise FileUnreadable("only_heading")
    found = list(_counted(cases(table, chosen, head, zone_of(chosen, project_zone)), total, told))
    return Reading(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        headings=tuple(text(cell) for cell in head.cells),
        mapping=chosen,
        guess=guessed,
        cases=[one for one in found if isinstance(one, Case)],
        rejects=[one for one in found if isinstance(one, Reject)],
        left_out=table.left_out,
    )


@_undisturbed()
def bring_in(
    session: Session,
    actor: Actor | None,
    project_id: int,
    reading: Reading,
    now: datetime,
    *,
    dry_run: bool = False,
    told: Told | None = None,
) -> Report:
    """Store what is new; `actor` is None on the command line. Raises NotAllowed, NotFound.

    A dry run decides by the same rules and stores nothing; a reading session is enough for it.
    """
    must(actor, Action.ADMINISTER, project_id)
    planned = plan(session, project_id, reading.cases, now)
    report = Report(
        reading=reading,
        added=len(planned.new),
        updated=len(planned.changes),
        callbacks=planned.owed,
        remarks=planned.remarks,
        samples=[new.case for new in planned.new[:SAMPLES]],
        is_dry_run=dry_run,
    )
    if not dry_run:
        _store(session, project_id, planned, reading.mapping, told)
        imports_db.add(session, project_id, report.line(now))
    return report


def _store(
    session: Session, project_id: int, planned: Plan, mapping: Mapping, told: Told | None
) -> None:
    new = planned.new
    intakes = settled(session, project_id, [one.case for one in new], mapping.same_place)
    first = numbers.take(session, project_id, "ticket", len(new)) if new else 1
    tickets = [
        NewTicket(number, intake, one.events, one.progress, one.due)
        for number, intake, one in zip(count(first), intakes, new, strict=False)
    ]
    imports_db.count_anew(session, "places", "residents")
    for start in range(0, len(tickets), AT_ONCE):
        some = tickets[start : start + AT_ONCE]
        tickets_db.add(session, project_id, some)
        imports_db.count_anew(session, "tickets")
        if told:
            told(start + len(some), len(tickets))
    imports_db.append(session, project_id, planned.changes)
    owed = [one.owed.of(number) for number, one in enumerate(new, first) if one.owed]
    callbacks_db.owe(session, project_id, [*owed, *planned.callbacks])


def _counted(
    found: Iterable[Case | Reject], total: int, told: Told | None
) -> Iterator[Case | Reject]:
    for done, one in enumerate(found, start=1):
        if told and (done % AT_ONCE == 0 or done == total):
            told(done, total)
        yield one
