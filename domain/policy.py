"""The policy: every default number of the domain, as typed values (policy.toml holds them).

A project's own policy has the same shape and overrides key by key; what does not fit is refused
with the full name of the key. Durations are written 30m, 1h, 2d.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin, get_type_hints

from domain.access import Role
from domain.errors import HuifangError, WrongValue
from domain.formula import Formula, WrongFormula
from domain.limits import Limits
from domain.notices import NoticeRule
from domain.surveys import SurveyRule
from domain.tickets import Kind, Rung, Severity

SHORTEST_MONTH = 28


class WrongPolicy(HuifangError):
    """The value at `key` (dotted) cannot be used; `reason` is a code."""

    code = "policy.wrong"

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class CallbackRow(StrEnum):
    """The rows of the callback table (DOMAIN §3)."""

    COMPLAINT_MAJOR = "complaint_major"
    COMPLAINT = "complaint"
    REPAIR = "repair"
    SPECIAL_SERVICE = "special_service"
    HELP = "help"
    OTHER_SERVICE = "other_service"


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """What a severity demands, counted from intake: by the same midnight, or within a time."""

    raise_to: Rung | None = None
    raise_within: timedelta | None = None
    raise_by: Literal["midnight"] | None = None
    resolve_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Standards:
    """The time standard of each step, None where there is none."""

    dispatch: timedelta | None = None
    arrive: timedelta | None = None
    resolve: timedelta | None = None
    reply: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Where a ticket goes when a limit was missed, or the reply or the callback did not satisfy.

    `climb_after` is how long a missed limit stays with one rung before the next is told; None: no
    further. Raises WrongValue when the ladder has no rung.
    """

    ladder: tuple[Rung, ...]
    failed_callback_to: Rung
    late_callback_days: int
    climb_after: timedelta | None = None

    def __post_init__(self) -> None:
        if not self.ladder:
            raise WrongValue("ladder", "empty")


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """One row of the callback table; `target` 0–1, None where the supervisor sets it.

    Raises WrongValue when the window does not close once, or closes before it opens.
    """

    made_by: tuple[Role, ...]
    opens_after_days: int = 0
    opens_after_middle_of_term: bool = False
    closes_after_days: int | None = None
    closes_after_months: int | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        if self.target is not None and self.target > 1:
            raise WrongValue("target", "above_one")
        if not self.opens_after_middle_of_term:
            self._must_close_once()

    def _must_close_once(self) -> None:
        days, months = self.closes_after_days, self.closes_after_months
        if days is None and months is None:
            raise WrongValue("closes_after_days", "missing")
        if days is not None and months is not None:
            raise WrongValue("closes_after_months", "not_both")
        if days is not None and days < self.opens_after_days:
            raise WrongValue("closes_after_days", "before_start")
        if months is not None and months * SHORTEST_MONTH < self.opens_after_days:
            raise WrongValue("closes_after_months", "before_start")


@dataclass(frozen=True, slots=True)
class ResidentRule:
    """`key_area_share` of the floor area, 0–1, makes an owner a key customer."""

    key_area_share: float

    def __post_init__(self) -> None:
        if self.key_area_share > 1:
            raise WrongValue("key_area_share", "above_one")


@dataclass(frozen=True, slots=True)
class Policy:
    severity: dict[Severity, SeverityRule]
    standards: Standards
    escalation: Escalation
    callbacks: dict[CallbackRow, CallbackRule]
    survey: SurveyRule
    residents: ResidentRule
    formula: Formula
    notices: NoticeRule
    limits: Limits

    def callback_rule(self, kind: Kind, severity: Severity) -> CallbackRule | None:
        """The row for such a ticket; None when the domain asks for no callback."""
        row = callback_row(kind, severity)
        return self.callbacks[row] if row else None


def callback_row(kind: Kind, severity: Severity) -> CallbackRow | None:
    """The row of the callback table for such a ticket; enquiries and letters have none."""
    if kind is Kind.COMPLAINT and severity is Severity.MAJOR:
        return CallbackRow.COMPLAINT_MAJOR
    return next((row for row in CallbackRow if row.value == kind.value), None)


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


def read_policy(tree: Tree) -> Policy:
    """The policy in a parsed policy.toml. Raises WrongPolicy naming the first key that is off."""
    policy: Policy = _read(Policy, tree, "")
    missing = [f"severity.{severity}" for severity in Severity if severity not in policy.severity]
    missing += [f"callbacks.{row}" for row in CallbackRow if row not in policy.callbacks]
    if missing:
        raise WrongPolicy(missing[0], "missing")
    return policy


def projects_own(defaults: Tree, override: Tree) -> Policy:
    """The policy of a project with these overrides. Raises WrongPolicy."""
    if "limits" in override:
        raise WrongPolicy("limits", "not_per_project")
    return read_policy(merged(defaults, override))


def _read(expected: Any, value: object, key: str) -> Any:
    """`value` as the type `expected`: a dataclass, dict, tuple, optional, enum or plain value.

    None, which only a project's override can say, takes back an optional default.
    """
    if is_dataclass(expected):
        return _read_record(expected, value, key)
    origin, args = get_origin(expected), get_args(expected)
    if origin is dict:
        return _read_rows(args, value, key)
    if origin is tuple:
        return tuple(_read(args[0], item, key) for item in _list(value, key))
    if origin is Literal:
        return _one_of(args, value, key)
    if args:
        return None if value is None else _read(args[0], value, key)
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
    values = {name: _read(types[name], item, _below(key, name)) for name, item in tree.items()}
    try:
        return expected(**values)
    except (WrongFormula, WrongValue) as refused:
        raise WrongPolicy(_below(key, refused.field), refused.reason) from refused


def _read_rows(args: tuple[Any, ...], value: object, key: str) -> dict[Any, Any]:
    row, expected = args
    tree = _table(value, key)
    return {
        _coded(row)(k, _below(key, k)): _read(expected, v, _below(key, k)) for k, v in tree.items()
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
    float: _number,
    int: _whole,
    bool: _switch,
}
