"""Changes (变动): each project numbers those of its board, so that a commit rebuilds no other's.

What a transaction writes is overheard on its way to the database; the numbers are raised last of
all, so that one writer waits there for another no longer than a commit takes. What names no single
project concerns them all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, UpdateBase, bindparam, event, text

# What a board reads; a test looks whether it still reads nothing else.
SHOWN = frozenset(
    {"projects", "tickets", "places", "callbacks", "codes", "responses", "scores", "rulings"}
)
NOUN = "change"
ALL = 0
_KEPT = "huifang.changed"
_PROJECT = "project_id"

_RAISE = f"""
INSERT INTO numbers (project_id, noun, last)
SELECT id, '{NOUN}', 1 FROM projects WHERE %s ORDER BY id
ON CONFLICT (project_id, noun) DO UPDATE SET last = numbers.last + 1
"""  # noqa: S608  no value of anybody's
_EVERY = text(_RAISE % "id > 0")
_THESE = text(_RAISE % "id IN :those").bindparams(bindparam("those", expanding=True))
_NEWEST = text(
    f"SELECT project_id, last FROM numbers WHERE noun = '{NOUN}' AND project_id IN :those"  # noqa: S608
).bindparams(bindparam("those", expanding=True))


def follow(writer: Engine) -> None:
    """Every transaction of this engine raises the numbers of the projects that it changed."""
    event.listen(writer, "begin", _begin)
    event.listen(writer, "before_cursor_execute", _overhear)
    event.listen(writer, "commit", _tell)


def newest(connection: Connection, projects: Iterable[int]) -> dict[int, int]:
    """The number of each project's newest change, as of this transaction; none before the first."""
    rows = connection.execute(_NEWEST, {"those": sorted(projects)})
    return {row.project_id: row.last for row in rows}


def note(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """A row goes into the table without SQLAlchemy, which would have been overheard."""
    if table in SHOWN:
        _changed(connection).add(values[_PROJECT])


def _changed(connection: Connection) -> set[int]:
    found: set[int] = connection.info.setdefault(_KEPT, set())
    return found


def _begin(connection: Connection) -> None:
    _changed(connection).clear()


def _overhear(connection: Connection, _cursor: Any, _sql: str, _given: Any, *about: Any) -> None:
    context = about[0]
    if context.compiled is None:
        return
    statement = context.compiled.statement
    if isinstance(statement, TextClause):
        if not statement.text.lstrip().startswith(("SELECT", "INSERT INTO numbers", "PRAGMA")):
            _changed(connection).add(ALL)
    elif isinstance(statement, UpdateBase) and (table := str(statement.table)) in SHOWN:
        column = "id" if table == "projects" else _PROJECT
        _changed(connection).update(_named(column, context.compiled_parameters))


def _named(column: str, given: Sequence[Mapping[str, Any]]) -> set[int]:
    """The projects that a statement names in its values or its conditions."""
    # As SQLAlchemy calls what is bound: project_id, project_id_1, tickets_project_id.
    names = re.compile(rf"(?:[a-z]+_)?{column}(?:_\d+)?")
    found = [name for name in given[0] if names.fullmatch(name)]
    named = {row[name] for row in given for name in found}
    return {one for one in named if isinstance(one, int)} or {ALL}


def _tell(connection: Connection) -> None:
    changed = _changed(connection)
    if ALL in changed:
        connection.execute(_EVERY)
    elif changed:
        connection.execute(_THESE, {"those": sorted(changed)})
