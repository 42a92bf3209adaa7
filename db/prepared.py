"""Prepared: a statement put together once and handed to the driver as it is.

For what every resident at the door waits for: SQLAlchemy takes five times as long to carry such a
statement out as the database to answer it. Types, pools and the names of errors stay SQLAlchemy's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Float, Insert, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any]
Row = list[Any]


@dataclass(frozen=True, slots=True)
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
        self._spoken: dict[str, _Spoken] = {}

    def carry_out(self, session: Session, values: Mapping[str, Any]) -> list[Row]:
        """What it answers with these values for its bound names; an insert answers nothing."""
        connection = session.connection()
        spoken = self._spoken.get(connection.dialect.name)
        if spoken is None:
            spoken = _spoken(self._statement, connection.dialect)
            self._spoken[connection.dialect.name] = spoken
        cursor = connection.connection.cursor()
        try:
            cursor.execute(spoken.text, spoken.given(values))
            return [spoken.read(row) for row in cursor.fetchall()] if self._answers else []
        except connection.dialect.loaded_dbapi.Error as failed:
            raise _named(failed, spoken.text, connection) from failed
        finally:
            cursor.close()


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
