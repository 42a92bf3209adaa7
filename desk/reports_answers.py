"""Reports about answers: the satisfaction report of an annual survey (普查满意度报告), and the two
key figures (满意度、收费率) side by side.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from statistics import fmean
from typing import Any

from sqlalchemy.orm import Session

from db import campaigns, reports_rates, surveys
from db.campaigns import CampaignCard
from db.reports_answers import YearAnswer, gaps_by_month, of_campaign
from desk.reports_scope import Scope
from domain.campaigns import turnout
from domain.formula import Formula
from domain.groups import (
    SHOWN_FROM,
    DirectGroup,
    Group,
    Share,
    share,
    summarise,
    summarise_direct,
    visible_count,
)
from domain.reports import Document, Row, months_up_to
from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Answers, Method
from domain.terms import Contributions, contributions, points

MONTHS = 12
# Marks of the ladder that speak for a term, and against it.
FOR_IT, AGAINST_IT = (4, 5), (1, 2)
TERMS: dict[str, str] = {
    "d1": "high_quality_service",
    "d2": "service_promise_kept",
    "d3": "standardised_operation",
    "e1": "past_experience",
    "e2": "word_of_mouth",
    "e3": "service_promise_made",
    "e4": "customer_need",
}


def satisfaction_rows(gap: Group, direct: DirectGroup) -> list[Row]:
    """By the formula and by direct comparison, which are never pooled; too few are no share."""
    return [
        {"method": method.value, "n": group.n, **_interval(group.satisfaction)}
        for method, group in ((Method.FORMULA, gap), (Method.DIRECT, direct))
    ]


def _interval(found: Share | None) -> dict[str, Any]:
    if found is None:
        return {"share": None, "low": None, "high": None}
    return {"share": found.fraction, "low": found.interval.low, "high": found.interval.high}


def gap_rows(expectation: float | None, delivered: float | None, gap: Group) -> list[Row]:
    low, high = gap.interval or (None, None)
    return [
        {"measure": "expectation", "points": expectation, "low": None, "high": None},
        {"measure": "delivered", "points": delivered, "low": None, "high": None},
        {"measure": "gap", "points": gap.mean, "low": low, "high": high},
    ]


def survey(session: Session, scope: Scope, campaign: int) -> Document:
    """Turnout by building, gap by term, what satisfies and what does not, what to do first."""
    project, formula = scope.project.id, scope.policy.formula
    answers = of_campaign(session, project, campaign)
    scored = [one for one in answers if one.method is Method.FORMULA]
    gap = summarise(_gaps(scored), formula)
    direct = summarise_direct(
        (one.place_id, one.c) for one in answers if one.method is Method.DIRECT and one.c
    )
    shown = scored if gap.is_shown else []
    levels = [_mean((one.expectation, one.delivered)[side] for one in shown) for side in (0, 1)]
    asked = campaigns.turnout(session, project, campaign)
    return Document(
        {
            "turnout": [_building(one.building, one.asked, one.answered) for one in asked],
            "satisfaction": satisfaction_rows(gap, direct),
            "gap": gap_rows(levels[0], levels[1], gap),
            "terms": list(_terms(shown, surveys.formulas(session, project), formula)),
            "factors": list(_factors(answers)),
            "fix_first": list(_fix_first(answers)),
            "campaigns": list(_campaigns(session, scope, campaign)),
        },
        {
            "asked": sum(one.asked for one in asked),
            "answered": sum(one.answered for one in asked),
            "verdict": gap.verdict.value,
            "tolerance": formula.group_tolerance,
        },
    )


def _gaps(answers: Iterable[YearAnswer]) -> list[tuple[Hashable, float]]:
    return [(one.place_id, one.gap) for one in answers if one.gap is not None]


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _building(building: str, asked: int, answered: int) -> Row:
    one = turnout(asked, answered)
    return {"building": building, "asked": asked, "answered": one.answered, **_interval(one.rate)}


def _terms(
    answers: Sequence[YearAnswer], versions: dict[int, Formula], formula: Formula
) -> Iterator[Row]:
    """What each term adds to the gap, measured from "fair"; expectation pulls it down."""
    parts = (contributions(_answers(one), versions[one.formula]) for one in answers)
    added = [dict(_adding(one)) for one in parts if one is not None]
    if not added:
        return
    for item in added[0]:
        adds = fmean(one[item] for one in added)
        marks = [mark for one in answers if (mark := getattr(one, item)) is not None]
        is_told = len(marks) >= SHOWN_FROM
        level = _mean(points(mark, formula.ladder) for mark in marks) if is_told else None
        yield {"term": TERMS[item], "n": visible_count(len(marks)), "level": level, "adds": adds}


def _adding(found: Contributions) -> Iterator[tuple[str, float]]:
    yield from zip(EXPECTATION_ITEMS, (-one for one in found.expectation), strict=True)
    yield from zip(DELIVERED_ITEMS, found.delivered, strict=True)


def _answers(one: YearAnswer) -> Answers:
    items = (*EXPECTATION_ITEMS, *DELIVERED_ITEMS, "c")
    return Answers.from_items({item: getattr(one, item) for item in items})


def _factors(answers: Sequence[YearAnswer]) -> Iterator[Row]:
    """Of those who marked a delivered term, how many were satisfied with it, how many were not."""
    for item in DELIVERED_ITEMS:
        marks = [mark for one in answers if (mark := getattr(one, item)) is not None]
        n, good, bad = len(marks), *(sum(m in some for m in marks) for some in (FOR_IT, AGAINST_IT))
        is_told = n >= SHOWN_FROM
        yield {
            "term": TERMS[item],
            "n": visible_count(n),
            "satisfied": good / n if is_told else None,
            "dissatisfied": bad / n if is_told else None,
        }


def _fix_first(answers: Sequence[YearAnswer]) -> Iterator[Row]:
    """What households want improved first, most often first; nothing of too few."""
    if len(answers) < SHOWN_FROM:
        return
    households: dict[str, set[int]] = defaultdict(set)
    for one in answers:
        for chip in one.chips:
            households[chip].add(one.place_id)
    most = sorted(households.items(), key=lambda item: (-len(item[1]), item[0]))
    for chip, who in most:
        yield {"chip": chip, "households": len(who), **_interval(share(len(who), len(answers)))}


def _campaigns(session: Session, scope: Scope, campaign: int) -> Iterator[Row]:
    """This survey and the one before it."""
    cards = campaigns.every(session, scope.project.id)
    place = [card.id for card in cards].index(campaign)
    for card in reversed(cards[place : place + 2]):
        yield _in_short(session, scope, card)


def _in_short(session: Session, scope: Scope, card: CampaignCard) -> Row:
    asked = campaigns.turnout(session, scope.project.id, card.id)
    whole = turnout(sum(one.asked for one in asked), sum(one.answered for one in asked))
    answers = of_campaign(session, scope.project.id, card.id)
    scored = (one for one in answers if one.method is Method.FORMULA)
    gap = summarise(_gaps(scored), scope.policy.formula)
    return {
        "campaign": card.name,
        "response": whole.rate.fraction if whole.rate else None,
        "share": gap.satisfaction.fraction if gap.satisfaction else None,
        "points": gap.mean,
    }


def key_figures(session: Session, scope: Scope) -> Document:
    """Satisfaction rate and fee-collection rate, twelve months up to this one."""
    project, months = scope.project, months_up_to(scope.period, MONTHS)
    fees = reports_rates.fee_rates(session, project.id, months[0].first, months[-1].last)
    gaps = gaps_by_month(session, project.id, min(scope.period.last, scope.today))
    rows: list[Row] = []
    for month in months:
        gap = gaps.get(month.first)
        satisfied = _interval(gap.satisfaction if gap else None)
        fee = fees.get(month.first)
        rows.append(
            {"month": month.code, "n": gap.n if gap else None, **satisfied, "fee_rate": fee}
        )
    return Document({"months": rows})
