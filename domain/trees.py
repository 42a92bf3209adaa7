"""Trees: what a parsed TOML or a project's JSON says, as typed values.

What does not fit is refused with the full name of its key. Durations are written 30m, 1h, 2d; times
of day 22:00; working hours 08:30-12:00.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any, Literal, get_args, get_origin, get_type_hints

from domain.calendars import Hours
from domain.errors import HuifangError, WrongValue
from domain.formula import WrongFormula


class WrongPolicy(HuifangError):
    """The value at `key` (dotted) cannot be used; `reason` is a code."""

    code = "policy.wrong"

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


Tree = Mapping[str, Any]


def merged(defaults: Tree, override: Tree) -> dict[str, Any]:
    """`defaults` with every leaf that `override` names replaced."""
    result = dict(defaults)
    for key, value in override.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[key] = merged(below, value)
            continue
        result[key] = value
    return result


def flat(tree: Tree, key: str = "") -> dict[str, Any]:
    """Every leaf by its dotted name."""
    leaves: dict[str, Any] = {}
    for name, value in tree.items():
        below = _below(key, name)
        leaves |= flat(value, below) if isinstance(value, Mapping) else {below: value}
    return leaves


def grown(leaves: Tree) -> dict[str, Any]:
    """The tree of these leaves, each with its dotted name."""
    tree: dict[str, Any] = {}
    for key, value in leaves.items():
        *path, name = key.split(".")
        below = tree
        for part in path:
            below = below.setdefault(part, {})
        below[name] = value
    return tree


def read(expected: Any, value: object, key: str = "") -> Any:
    """`value` as the type `expected`: a dataclass, dict, tuple, optional, enum or plain value.

    None, which only a project's override can say, takes back an optional default.
    """
    if is_dataclass(expected) and expected not in _PLAIN:
        return _read_record(expected, value, key)
    origin, args = get_origin(expected), get_args(expected)
    if origin is dict:
        return _read_rows(args, value, key)
    if origin is tuple:
        return tuple(read(args[0], item, key) for item in _list(value, key))
    if origin is Literal:
        return _one_of(args, value, key)
    if args:
        return None if value is None else read(args[0], value, key)
    return _PLAIN.get(expected, _coded(expected))(value, key)


def _read_record(expected: Any, value: object, key: str) -> Any:
    tree = _table(value, key)
    types = get_type_hints(expected)
    unknown = sorted(set(tree) - set(types))
    if unknown:
        raise WrongPolicy(_below(key, unknown[0]), "unknown")
    needed = [
        f.name for f in fields(expected) if f.default is MISSING and f.default_factory is MISSING
    ]
    missing = [name for name in needed if name not in tree]
    if missing:
        raise WrongPolicy(_below(key, missing[0]), "missing")
    values = {name: read(types[name], item, _below(key, name)) for name, item in tree.items()}
    try:
        return expected(**values)
    except (WrongFormula, WrongValue) as refused:
        raise WrongPolicy(_below(key, refused.field), refused.reason) from refused


def _read_rows(args: tuple[Any, ...], value: object, key: str) -> dict[Any, Any]:
    row, expected = args
    tree = _table(value, key)
    return {
        _coded(row)(k, _below(key, k)): read(expected, v, _below(key, k)) for k, v in tree.items()
    }


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _table(value: object, key: str) -> Tree:
    if not isinstance(value, Mapping):
        raise WrongPolicy(key, "not_a_table")
    return value


def _list(value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise WrongPolicy(key, "not_a_list")
    return value


def _one_of(allowed: tuple[Any, ...], value: object, key: str) -> Any:
    if value not in allowed:
        raise WrongPolicy(key, "unknown_value")
    return value


def _coded(codes: Any) -> Callable[[object, str], Any]:
    def read(value: object, key: str) -> Any:
        return codes(_one_of(tuple(codes), value, key))

    return read


def _duration(value: object, key: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,4})([mhd])", value) if isinstance(value, str) else None
    if found is None:
        raise WrongPolicy(key, "not_a_duration")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def _time(value: object, key: str) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise WrongPolicy(key, "not_a_time")
    return time.fromisoformat(value)


def _date(value: object, key: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as wrong:
        raise WrongPolicy(key, "not_a_date") from wrong


def _hours(value: object, key: str) -> Hours:
    begins, dash, ends = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise WrongPolicy(key, "not_hours")
    return Hours(_time(begins, key), _time("00:00" if ends == "24:00" else ends, key))


def _number(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise WrongPolicy(key, "not_a_number")
    return float(value)


def _whole(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000:
        raise WrongPolicy(key, "not_a_whole_number")
    return value


def _switch(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise WrongPolicy(key, "not_true_or_false")
    return value


_PLAIN: dict[Any, Callable[[object, str], Any]] = {
    timedelta: _duration,
    time: _time,
    date: _date,
    Hours: _hours,
    float: _number,
    int: _whole,
    bool: _switch,
}
