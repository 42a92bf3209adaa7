"""Mappings (对照表): which column of a source is what, and which of its values means which code.

A mapping is a TOML file. Two come with the program; `find` takes their names, or a path.
"""

import json
import re
import tomllib
from collections.abc import Mapping as Tree
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desk.dates import pattern
from domain.errors import HuifangError, NotFound
from domain.tickets import Category, Channel, Kind, Severity

OURS = Path(__file__).parent / "mappings"


class Field(StrEnum):
    """What a column can be. `note` says why a case was closed, `reply` what the resident heard."""

    SOURCE_REF = "source_ref"
    RECEIVED = "received"
    OCCURRED = "occurred"
    TARGET = "target"
    RESOLVED = "resolved"
    REPLIED = "replied"
    CLOSED = "closed"
    SUBJECT = "subject"
    TOPIC = "topic"
    WORDS = "words"
    ASKS = "asks"
    COMPLAINED_OF = "complained_of"
    PLACE = "place"
    BUILDING = "building"
    UNIT = "unit"
    RESIDENT = "resident"
    PHONE = "phone"
    NOTE = "note"
    REPLY = "reply"
    KIND = "kind"
    CATEGORY = "category"
    SEVERITY = "severity"
    CHANNEL = "channel"
    DEPARTMENT = "department"
    STATUS = "status"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


CODES: dict[Field, type[StrEnum]] = {
    Field.KIND: Kind,
    Field.CATEGORY: Category,
    Field.SEVERITY: Severity,
    Field.CHANNEL: Channel,
    Field.STATUS: Status,
}
DATES = (
    Field.RECEIVED,
    Field.OCCURRED,
    Field.TARGET,
    Field.RESOLVED,
    Field.REPLIED,
    Field.CLOSED,
)
SPOT = (Field.BUILDING, Field.UNIT, Field.PLACE)
TELLS_WHAT = (Field.SUBJECT, Field.TOPIC, Field.WORDS)
COMMON_DATES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
)


class WrongMapping(HuifangError):
    """The value at `key` (dotted) of a mapping cannot be used; `reason` is a code."""

    code = "import.wrong_mapping"

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Keywords:
    """A row that says one of `words` has `value` in `field`; the first that fits decides."""

    field: Field
    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Everything about a source that its rows do not say themselves.

    `values` turn what a column says into a code, `defaults` stand where nothing fits.
    Rows agreeing in the columns of `same_place` speak of one place. No `zone`: the project's.
    """

    columns: dict[Field, str]
    values: dict[Field, dict[str, str]] = field(default_factory=dict)
    defaults: dict[Field, str] = field(default_factory=dict)
    keywords: tuple[Keywords, ...] = ()
    dates: tuple[str, ...] = COMMON_DATES
    same_place: tuple[Field, ...] = SPOT
    zone: str = ""
    ref_prefix: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def find(name_or_path: str) -> Mapping:
    """One of ours by name ("boston311"), any other by path. Raises NotFound, WrongMapping."""
    ours = OURS / f"{name_or_path}.toml"
    file = ours if ours in OURS.glob("*.toml") else Path(name_or_path)
    try:
        return read_mapping(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as failed:
        raise NotFound("mapping", name_or_path) from failed


def names() -> list[str]:
    """The mappings that come with the program."""
    return sorted(file.stem for file in OURS.glob("*.toml"))


def read_mapping(toml: str) -> Mapping:
    """Raises WrongMapping naming the first key that is off."""
    try:
        tree = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as failed:
        raise WrongMapping(str(failed), "not_toml") from failed
    known = {one.name for one in fields(Mapping)}
    _must(not set(tree) - known, next(iter(set(tree) - known), ""), "unknown")
    _must("columns" in tree, "columns", "missing")
    mapping = Mapping(
        columns=_columns(tree["columns"]),
        values=_values(tree.get("values", {})),
        defaults=_defaults(tree.get("defaults", {})),
        keywords=_keywords(tree.get("keywords", [])),
        dates=_dates(tree.get("dates", list(COMMON_DATES))),
        same_place=tuple(
            _field(one, "same_place") for one in _texts(tree.get("same_place", SPOT), "same_place")
        ),
        **{name: _text(tree.get(name, ""), name) for name in _PLAIN},
    )
    return checked(mapping)


_PLAIN = ("zone", "ref_prefix", "encoding", "delimiter", "sheet")


def checked(mapping: Mapping) -> Mapping:
    """The same mapping. Raises WrongMapping when it cannot make tickets."""
    _must(Field.RECEIVED in mapping.columns, "columns.received", "missing")
    tells = any(one in mapping.columns for one in TELLS_WHAT)
    _must(tells, "columns.subject", "missing")
    _must(set(mapping.same_place) <= set(SPOT), "same_place", "unknown_value")
    _must(len(mapping.delimiter) <= 1, "delimiter", "too_long")
    zone_of(mapping, ZoneInfo("UTC"))
    return mapping


def zone_of(mapping: Mapping, project: ZoneInfo) -> ZoneInfo:
    """The zone of the source's clock. Raises WrongMapping."""
    try:
        return ZoneInfo(mapping.zone) if mapping.zone else project
    except (KeyError, ValueError, OSError) as failed:
        raise WrongMapping("zone", "unknown_value") from failed


def _must(is_right: bool, key: str, reason: str) -> None:  # noqa: FBT001  reads as "must be so"
    if not is_right:
        raise WrongMapping(key, reason)


def _columns(value: object) -> dict[Field, str]:
    return {
        _field(name, "columns"): _filled(column, f"columns.{name}")
        for name, column in _table(value, "columns").items()
    }


def _values(value: object) -> dict[Field, dict[str, str]]:
    found: dict[Field, dict[str, str]] = {}
    for name, table in _table(value, "values").items():
        of, key = _field(name, "values"), f"values.{name}"
        found[of] = {
            said: _code(of, code, f"{key}.{said}") for said, code in _table(table, key).items()
        }
    return found


def _defaults(value: object) -> dict[Field, str]:
    table = _table(value, "defaults")
    return {
        (of := _field(name, "defaults")): _code(of, code, f"defaults.{name}")
        for name, code in table.items()
    }


def _keywords(value: object) -> tuple[Keywords, ...]:
    if not isinstance(value, list):
        raise WrongMapping("keywords", "not_a_list")
    return tuple(_keyword(_table(one, "keywords")) for one in value)


def _keyword(tree: Tree[str, object]) -> Keywords:
    _must(set(tree) == {"field", "value", "words"}, "keywords", "missing")
    of = _field(tree["field"], "keywords.field")
    value = _code(of, tree["value"], "keywords.value")
    return Keywords(of, value, _texts(tree["words"], "keywords.words"))


def _dates(value: object) -> tuple[str, ...]:
    patterns = _texts(value, "dates")
    for one in patterns:
        try:
            pattern(one)
        except ValueError as failed:
            raise WrongMapping("dates", "not_a_date_pattern") from failed
    return patterns


def _table(value: object, key: str) -> Tree[str, object]:
    if not isinstance(value, Tree):
        raise WrongMapping(key, "not_a_table")
    return value


def _texts(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise WrongMapping(key, "not_a_list")
    return tuple(_filled(one, key) for one in value)


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise WrongMapping(key, "not_a_text")
    return value


def _filled(value: object, key: str) -> str:
    _must(bool(_text(value, key).strip()), key, "empty")
    return str(value)


def _field(name: object, key: str) -> Field:
    _must(name in set(Field), f"{key}.{name}", "unknown")
    return Field(str(name))


def _code(of: Field, value: object, key: str) -> str:
    codes = CODES.get(of)
    _must(codes is None or value in set(codes), key, "unknown_value")
    return _filled(value, key)


def as_toml(mapping: Mapping) -> str:
    """The mapping as a file that `read_mapping` reads again."""
    plain = {name: getattr(mapping, name) for name in _PLAIN if getattr(mapping, name)}
    top = {**plain, "dates": mapping.dates, "same_place": mapping.same_place}
    tables: dict[str, Tree[Any, str]] = {"columns": mapping.columns, "defaults": mapping.defaults}
    tables |= {f"values.{field}": table for field, table in mapping.values.items()}
    keywords = [{"field": k.field, "value": k.value, "words": k.words} for k in mapping.keywords]
    parts = [
        _lines(top),
        *(f"[{name}]\n{_lines(table)}" for name, table in tables.items() if table),
    ]
    return "\n".join(parts + [f"[[keywords]]\n{_lines(one)}" for one in keywords])


def _lines(table: Tree[Any, Any]) -> str:
    # What JSON writes for a text or a list of texts is TOML as well.
    written = {_bare(name): json.dumps(value, ensure_ascii=False) for name, value in table.items()}
    return "".join(f"{name} = {value}\n" for name, value in written.items())


def _bare(name: str) -> str:
    return name if re.fullmatch("[a-z_]+", name) else json.dumps(name, ensure_ascii=False)
