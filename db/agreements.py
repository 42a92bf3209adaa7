"""Agreements (印证): what forms that answer item C too say about the formula (SCORING §3)."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import Any

from sqlalchemy import ColumnElement, Double, case, cast, func, select
from sqlalchemy.orm import Session

from db import kept
from db.schema import Score
from db.tallies import Asked, where
from domain.agreement import Moments, Pair
from domain.formula import Formula
from domain.satisfaction import (
    DELIVERED_ITEMS,
    EPSILON,
    EXPECTATION_ITEMS,
    Method,
    Verdict,
    verdict_of_comparison,
)

_FORM = (*EXPECTATION_ITEMS, *DELIVERED_ITEMS, "c")


def pairs(session: Session, asked: Asked) -> Mapping[Pair, int]:
    """How many answers have this verdict by the formula and that one by item C."""
    wanted = (
        select(Score.verdict, Score.c, func.count())
        .where(*where(asked), Score.method == Method.FORMULA, Score.c.is_not(None))
        .group_by(Score.verdict, Score.c)
    )
    found = Counter[Pair]()
    for verdict, c, count in kept.rows(session, asked, "pairs", wanted):
        found[Verdict(verdict), verdict_of_comparison(c)] += count
    return found


def moments(session: Session, asked: Asked) -> Moments:
    """Of complete forms."""
    marks = [cast(getattr(Score, item), Double) for item in _FORM]
    places = list(combinations_with_replacement(range(len(marks)), 2))
    products = [func.sum(marks[one] * marks[other]) for one, other in places]
    wanted = select(func.count(), *(func.sum(mark) for mark in marks), *products)
    wanted = wanted.where(*_complete(asked))
    n, *rest = kept.only_row(kept.rows(session, asked, "moments", wanted))
    sums, products_of = [value or 0.0 for value in rest[: len(marks)]], rest[len(marks) :]
    square = [[0.0] * len(marks) for _mark in marks]
    for (one, other), value in zip(places, products_of, strict=True):
        square[one][other] = square[other][one] = value or 0.0
    return Moments(n, sums, square)


def moved(session: Session, asked: Asked, before: Formula, offered: Formula) -> Mapping[Pair, int]:
    """How many complete forms have this verdict under `before` and that one under `offered`."""
    now, then = _verdict(before).label("now"), _verdict(offered).label("later")
    forms = select(now, then).where(*_complete(asked)).subquery()
    wanted = select(forms.c.now, forms.c.later, func.count()).group_by(*forms.c)
    rows = kept.rows(session, asked, "moved", wanted)
    return {(Verdict(one), Verdict(other)): count for one, other, count in rows}


def _verdict(formula: Formula) -> ColumnElement[Any]:
    gap = _gap(formula)
    return case(
        (gap < -formula.tolerance - EPSILON, Verdict.DISSATISFIED.value),
        (gap > formula.tolerance + EPSILON, Verdict.VERY_SATISFIED.value),
        else_=Verdict.BASICALLY_SATISFIED.value,
    )


def _complete(asked: Asked) -> list[ColumnElement[bool]]:
    answered = [getattr(Score, item).is_not(None) for item in _FORM]
    return [*where(asked), Score.method == Method.FORMULA, *answered]


def _gap(formula: Formula) -> ColumnElement[Any]:
    """Of a complete form; every term is answered, so a side is its weighted mean."""
    step = 100 / (formula.ladder - 1)
    delivered = _side(DELIVERED_ITEMS, formula.delivered_weights)
    return step * (delivered - _side(EXPECTATION_ITEMS, formula.expectation_weights))


def _side(items: tuple[str, ...], weights: tuple[float, ...]) -> ColumnElement[Any]:
    total = sum(weights)
    terms = [w / total * getattr(Score, item) for item, w in zip(items, weights, strict=True)]
    side: ColumnElement[Any] = terms[0]
    for term in terms[1:]:
        side = side + term
    return side
