"""The policy: every default number of the domain, as typed values (policy.toml holds them).

A project's own policy has the same shape and overrides key by key; what does not fit is refused
with the full name of the key. Durations are written 30m, 1h, 2d.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from domain.access import Role
from domain.calendars import CalendarRule
from domain.errors import WrongValue
from domain.formula import Formula
from domain.limits import Limits
from domain.notices import NoticeRule
from domain.retention import RetentionRule
from domain.surveys import SurveyRule
from domain.tickets import Kind, Rung, Severity
from domain.trees import Tree, read
from domain.trees import WrongPolicy as WrongPolicy
from domain.trees import merged as merged

SHORTEST_MONTH = 28


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
    calendar: CalendarRule
    limits: Limits
    retention: RetentionRule

    def callback_rule(self, kind: Kind, severity: Severity) -> CallbackRule | None:
        """The row for such a ticket; None when the domain asks for no callback."""
        row = callback_row(kind, severity)
        return self.callbacks[row] if row else None


def callback_row(kind: Kind, severity: Severity) -> CallbackRow | None:
    """The row of the callback table for such a ticket; enquiries and letters have none."""
    if kind is Kind.COMPLAINT and severity is Severity.MAJOR:
        return CallbackRow.COMPLAINT_MAJOR
    return next((row for row in CallbackRow if row.value == kind.value), None)


def read_policy(tree: Tree) -> Policy:
    """The policy in a parsed policy.toml. Raises WrongPolicy naming the first key that is off."""
    policy: Policy = read(Policy, tree)
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
