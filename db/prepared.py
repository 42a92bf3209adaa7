"""Prepared: a statement put together once and handed to the driver as it is.

For what every resident at the door waits for: SQLAlchemy takes five times as long to carry such a
statement out as the database to answer it. Types, pools and the names of errors stay SQLAlchemy's.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Float, Insert, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from db import changes

Turn = Callable[[Any], Any]
Row = list[Any]
_WAITING = "waiting to be stored"


@dataclass(frozen=True, slots=True, eq=False)
class _Spoken:
    """A statement in one database's words, and how values are turned on their way in and out."""

    text: str
    fixed: Mapping[str, Any]
    inward: Mapping[str, Turn | None]
    order: tuple[str, ...] | None
    outward: tuple[tuple[int, Turn], ...]

    def given(self, values: Mapping[str, Any]) -> Any:
        said = dict(self.fixed)
        for name, turn in self.inward.items():
            said[name] = turn(values[name]) if turn else values[name]
        return said if self.order is None else [said[name] for name in self.order]

    def read(self, row: tuple[Any, ...]) -> Row:
        values = list(row)
        for place, turn in self.outward:
            values[place] = turn(values[place])
        return values


class Prepared:
    """Put together at the first call for each kind of database."""

    def __init__(self, statement: Select[Any] | Insert) -> None:
        self._statement = statement
        self._answers = isinstance(statement, Select)
        self._table = str(statement.table) if isinstance(statement, Insert) else ""
        self._spoken: dict[str, _Spoken] = {}

    def carry_out(self, session: Session, values: Mapping[str, Any]) -> list[Row]:
        """What it answers with these values for its bound names; an insert answers nothing."""
        connection = session.connection()
        spoken = self._in_words_of(connection.dialect)
        given = spoken.given(values)
        if not self._answers:
            changes.note(connection, self._table, values)
            _put_off(connection, spoken, given)
            return []
        settle(connection)
        driver: Any = connection.connection.driver_connection
        with _named_failures(connection, spoken.text), closing(driver.cursor()) as cursor:
            cursor.execute(spoken.text, given)
            return [spoken.read(row) for row in cursor.fetchall()]

    def _in_words_of(self, dialect: Dialect) -> _Spoken:
        spoken = self._spoken.get(dialect.name)
        if spoken is None:
            spoken = self._spoken[dialect.name] = _spoken(self._statement, dialect)
        return spoken


@contextmanager
def stored_together(session: Session) -> Iterator[None]:
    """What is inserted inside waits for the end, or for the next question, and goes at once."""
    connection = session.connection()
    connection.info[_WAITING] = []
    try:
        yield
        settle(connection)
    finally:
        del connection.info[_WAITING]


def settle(connection: Connection) -> None:
    """Store what waits: whoever asks now must find it."""
    waiting = connection.info.get(_WAITING)
    if waiting:
        connection.info[_WAITING] = []
        _store(connection, waiting)


def _put_off(connection: Connection, spoken: _Spoken, given: Any) -> None:
    waiting = connection.info.get(_WAITING)
    if waiting is None:
        _store(connection, [(spoken, given)])
    else:
        waiting.append((spoken, given))


def _store(connection: Connection, waiting: list[tuple[_Spoken, Any]]) -> None:
    """Rows of one table together; tables in the order in which they came up."""
    rows: dict[_Spoken, list[Any]] = {}
    for spoken, given in waiting:
        rows.setdefault(spoken, []).append(given)
    with _named_failures(connection, "; ".join(spoken.text for spoken in rows)):
        _tell(connection.connection.driver_connection, rows)


def _tell(driver: Any, rows: Mapping[_Spoken, list[Any]]) -> None:
    # PostgreSQL takes one table after the other without being waited for in between.
    with driver.pipeline() if hasattr(driver, "pipeline") else nullcontext():
        for spoken, those in rows.items():
            driver.cursor().executemany(spoken.text, those)


@contextmanager
def _named_failures(connection: Connection, text: str) -> Iterator[None]:
    """The driver's own failures are named as SQLAlchemy names them."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as failed:
        raise _named(failed, text, connection) from failed


def _named(failed: Any, text: str, connection: Connection) -> BaseException:
    """The failure as SQLAlchemy calls it, without the values; a broken line is given up."""
    dialect = connection.dialect
    is_broken = dialect.is_disconnect(failed, connection.connection, None)
    named: BaseException = DBAPIError.instance(
        text,
        None,
        failed,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_broken,
        dialect=dialect,
    )
    if is_broken:
        connection.invalidate(failed)
    return named


def _spoken(statement: Select[Any] | Insert, dialect: Dialect) -> _Spoken:
    compiled: Any = statement.compile(dialect=dialect)
    turns = {name: _inward(bind.type, dialect) for bind, name in compiled.bind_names.items()}
    fixed = {
        name: turn(bind.effective_value) if (turn := turns[name]) else bind.effective_value
        for bind, name in compiled.bind_names.items()
        if not bind.required
    }
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    outward = [(place, _outward(column.type, dialect)) for place, column in enumerate(columns)]
    return _Spoken(
        str(compiled),
        fixed,
        {name: turn for name, turn in turns.items() if name not in fixed},
        tuple(compiled.positiontup) if compiled.positional else None,
        tuple((place, turn) for place, turn in outward if turn),
    )


def _inward(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    # Both drivers read floats as floats; to be sure, SQLAlchemy would ask for the column's number.
    if isinstance(kind, Float):
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)
