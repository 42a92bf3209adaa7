"""Results (满意度结果): what the answers of one period say together, as a review desk reads them.

Formula and direct verdicts are never pooled (SCORING.md §2); small groups stay hidden (§3);
excluded answers are counted nowhere but in `Uncut`, which stands beside the rest (§5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import projects, surveys, tallies
from db.response_rates import response_rate
from db.tallies import Asked, By, Heard, Only
from domain.formula import Formula
from domain.groups import (
    SHOWN_FROM,
    DirectGroup,
    Group,
    Sums,
    direct_finding,
    finding,
)
from domain.honesty import Doubt
from domain.terms import Contributions, Promise, promise
from domain.tickets import Kind

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class KindFinding:
    """The group of one kind of ticket; None stands for places and contact cards."""

    kind: Kind | None
    gap: Group


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chip, and how many households chose it."""

    chip: str
    households: int


@dataclass(frozen=True, slots=True)
class Uncut:
    """What the period would say with its `excluded` answers; `doubts` are of all its answers."""

    excluded: int
    doubts: Mapping[Doubt, int]
    gap: Group
    direct: DirectGroup


@dataclass(frozen=True, slots=True)
class Results:
    """One project's answers of one period.

    `expectation`, `delivered` (0–100) and `terms` are None unless `gap` is shown; `chips` is empty
    unless enough households answered. `answered` of `asked` ticket codes given out in the period
    have an answer; `households` counts those who answered in any way, `responses` the answers.
    """

    responses: int
    households: int
    tolerance: float
    answered: int
    asked: int
    gap: Group
    expectation: float | None
    delivered: float | None
    terms: Contributions | None
    promise: Promise
    kinds: tuple[KindFinding, ...]
    chips: tuple[Chosen, ...]
    direct: DirectGroup
    uncut: Uncut


def asked_for(
    session: Session,
    project_id: int,
    since: datetime,
    until: datetime,
    *,
    version: int | None = None,
    only: Only | None = None,
) -> Asked:
    """The days that the period touches; `version` restates all under it, `only` is one group."""
    zone = projects.card(session, project_id).zone
    first, last = since.astimezone(zone).date(), (until - MOMENT).astimezone(zone).date()
    rules = projects.policy(session, project_id).formula
    if version is not None:
        rules = surveys.formulas(session, project_id)[version]
    return Asked(project_id, first, last, rules, version, only)


def results(session: Session, project_id: int, since: datetime, until: datetime) -> Results:
    """Of the days that the period touches, each answer under the version it was given under."""
    return results_of(session, asked_for(session, project_id, since, until))


def results_of(session: Session, asked: Asked) -> Results:
    found, heard = tallies.whole(session, asked), tallies.heard(session, asked)
    codes = response_rate(session, asked)
    gap = finding(found.sums, asked.rules)
    direct = direct_finding(tallies.direct(session, asked).verdicts)
    return Results(
        responses=heard.responses,
        households=heard.households,
        tolerance=asked.rules.group_tolerance,
        answered=codes[0],
        asked=codes[1],
        gap=gap,
        expectation=found.expectation if gap.is_shown else None,
        delivered=found.delivered if gap.is_shown else None,
        terms=found.terms if gap.is_shown else None,
        promise=_promise(session, asked),
        kinds=tuple(_by_kind(tallies.groups(session, asked, By.KIND), asked.rules)),
        chips=tuple(_chosen(heard)) if heard.households >= SHOWN_FROM else (),
        direct=direct,
        uncut=_uncut(session, asked, heard, gap, direct),
    )


def _uncut(session: Session, asked: Asked, heard: Heard, gap: Group, direct: DirectGroup) -> Uncut:
    """Counted again only where there is something to leave out."""
    if heard.excluded:
        every = replace(asked, with_excluded=True)
        gap = finding(tallies.gaps(session, every), asked.rules)
        direct = direct_finding(tallies.direct(session, every).verdicts)
    return Uncut(heard.excluded, heard.doubts, gap, direct)


def _promise(session: Session, asked: Asked) -> Promise:
    found = tallies.promised(session, asked)
    return promise(found.sums, found.made, found.kept, asked.rules)


def _by_kind(kinds: Mapping[Any, Sums], formula: Formula) -> list[KindFinding]:
    """In the order of the kinds, which is no ranking."""
    order = [kind for kind in (*Kind, None) if kind in kinds]
    return [KindFinding(kind, finding(kinds[kind], formula)) for kind in order]


def _chosen(heard: Heard) -> list[Chosen]:
    """Most often first; a household that chose a chip twice counts once."""
    found = [Chosen(chip.value, count) for chip, count in heard.chips.items()]
    return sorted(found, key=lambda chosen: (-chosen.households, chosen.chip))
