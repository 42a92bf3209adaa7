"""Results (满意度结果): what the answers of one period say together, as a review desk reads them.

Formula and direct verdicts are never pooled (SCORING.md §2); small groups stay hidden (§3);
excluded answers are counted nowhere but in `Uncut`, which stands beside the rest (§5).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy.orm import Session

from db import projects, surveys
from db.surveys import Scored
from domain.formula import Formula
from domain.groups import (
    SHOWN_FROM,
    DirectGroup,
    Group,
    household_means,
    summarise,
    summarise_direct,
)
from domain.honesty import Doubt
from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Answers, Method
from domain.terms import Contributions, Promise, average, contributions, promise
from domain.tickets import Kind


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
    doubts: dict[Doubt, int]
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


def results(session: Session, project_id: int, since: datetime, until: datetime) -> Results:
    formula = projects.policy(session, project_id).formula
    versions = surveys.formulas(session, project_id)
    given = surveys.scored(session, project_id, since, until)
    answers = [one for one in given if not one.excluded]
    answered, asked = surveys.response_rate(session, project_id, since, until)
    by_formula = [answer for answer in answers if answer.method is Method.FORMULA]
    gap = summarise(_gaps(by_formula), formula)
    shown = by_formula if gap.is_shown else []
    households = {answer.household for answer in answers}
    return Results(
        responses=len(answers),
        households=len(households),
        tolerance=formula.group_tolerance,
        answered=answered,
        asked=asked,
        gap=gap,
        expectation=_mean((one.household, one.expectation) for one in shown),
        delivered=_mean((one.household, one.delivered) for one in shown),
        terms=_terms(shown, versions),
        promise=promise(((one.household, _answers(one)) for one in by_formula), formula),
        kinds=tuple(_by_kind(by_formula, formula)),
        chips=tuple(_chosen(answers)) if len(households) >= SHOWN_FROM else (),
        direct=summarise_direct(_comparisons(answers)),
        uncut=_uncut(given, formula),
    )


def _uncut(given: Sequence[Scored], formula: Formula) -> Uncut:
    doubts = Counter(doubt for one in given for doubt in one.doubts)
    return Uncut(
        excluded=sum(one.excluded for one in given),
        doubts={doubt: doubts[doubt] for doubt in Doubt if doubts[doubt]},
        gap=summarise(_gaps(one for one in given if one.method is Method.FORMULA), formula),
        direct=summarise_direct(_comparisons(given)),
    )


def _gaps(answers: Iterable[Scored]) -> list[tuple[Hashable, float]]:
    return [(one.household, one.gap) for one in answers if one.gap is not None]


def _comparisons(answers: Iterable[Scored]) -> list[tuple[Hashable, int]]:
    return [(one.household, one.c) for one in answers if one.method is Method.DIRECT and one.c]


def _mean(values: Iterable[tuple[Hashable, float | None]]) -> float | None:
    means = household_means((who, value) for who, value in values if value is not None)
    return fmean(means) if means else None


def _answers(one: Scored) -> Answers:
    items = (*EXPECTATION_ITEMS, *DELIVERED_ITEMS, "c")
    return Answers.from_items({item: getattr(one, item) for item in items})


def _terms(answers: Iterable[Scored], versions: dict[int, Formula]) -> Contributions | None:
    """Each answer under the formula that scored it, so that the terms end at the stored gaps."""
    found = (
        (one.household, contributions(_answers(one), versions[one.formula])) for one in answers
    )
    return average((who, parts) for who, parts in found if parts is not None)


def _by_kind(answers: Iterable[Scored], formula: Formula) -> list[KindFinding]:
    """In the order of the kinds, which is no ranking."""
    kinds: dict[Kind | None, list[Scored]] = defaultdict(list)
    for one in answers:
        kinds[one.kind].append(one)
    order = [kind for kind in (*Kind, None) if kind in kinds]
    return [KindFinding(kind, summarise(_gaps(kinds[kind]), formula)) for kind in order]


def _chosen(answers: Sequence[Scored]) -> list[Chosen]:
    """Most often first; a household that chose a chip twice counts once."""
    households: dict[str, set[str]] = defaultdict(set)
    for one in answers:
        for chip in one.chips:
            households[chip].add(one.household)
    found = [Chosen(chip, len(who)) for chip, who in households.items()]
    return sorted(found, key=lambda chosen: (-chosen.households, chosen.chip))
