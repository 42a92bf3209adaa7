"""Results by group (分组结果): buildings, kinds, teams, ways in; the small hidden, none ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db import tallies
from db.tallies import Asked, By, Dot
from domain.comparison import Units, compare
from domain.groups import Group, Sums, finding
from domain.surveys import CodeKind
from domain.tickets import Channel, Kind
from domain.walks import on_the_way

_ORDER: Mapping[By, Sequence[Any]] = {
    By.KIND: tuple(Kind),
    By.CHANNEL: tuple(Channel),
    By.CODE: tuple(CodeKind),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One group; None or "" stands for what belongs to none."""

    key: Any
    gap: Group


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one kind, in an order that is no ranking; `units` sets them side by side.

    `cloud` is empty unless enough households answered.
    """

    by: By
    found: tuple[Finding, ...]
    units: Units[Any] | None
    cloud: tuple[Dot, ...]


def groups_of(session: Session, asked: Asked, by: By) -> Groups:
    sums = tallies.groups(session, asked, by)
    named = {key: one for key, one in sums.items() if key}
    is_shown = finding(tallies.gaps(session, asked), asked.rules).is_shown
    return Groups(
        by=by,
        found=tuple(Finding(key, finding(sums[key], asked.rules)) for key in _sorted(by, sums)),
        units=compare(named, asked.rules),
        cloud=tuple(tallies.cloud(session, asked)) if is_shown else (),
    )


def _sorted(by: By, sums: Mapping[Any, Sums]) -> list[Any]:
    """As the codes go, else as one walks; what belongs to none comes last."""
    order = _ORDER.get(by)
    if order is not None:
        return [key for key in (*order, None) if key in sums]
    return sorted(sums, key=lambda key: (not key, on_the_way(str(key))))
