"""What dissatisfaction costs (不满意的代价): the training material's scenario, over twelve months.

A scenario, not a forecast, and labelled so; never per employee. Source: SCORING §4.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from db.dissatisfied import dissatisfied
from desk.reports_scope import Scope
from domain.costs import MATERIAL, Cost, Dissatisfied, cost
from domain.reports import Row, months_up_to

MONTHS = 12


def blocks(session: Session, scope: Scope) -> dict[str, list[Row]]:
    """How many households ended how, and what that comes to."""
    first = months_up_to(scope.period, MONTHS)[0].first
    year = replace(scope, period=replace(scope.period, first=first))
    cases = dissatisfied(session, scope.project.id, *year.limits)
    comes_to = cost(cases)
    return {"endings": _endings(cases, comes_to), "cost": _cost(comes_to)}


def _endings(cases: Dissatisfied, comes_to: Cost) -> list[Row]:
    lost = MATERIAL
    ended = (
        ("perfect", cases.perfect, lost.lost_perfect, lost.lost_perfect),
        ("well", cases.well, lost.lost_well, lost.lost_well),
        ("unresolved", cases.unresolved, lost.lost_unresolved, lost.lost_unresolved),
        ("pending", cases.pending, lost.lost_perfect, lost.lost_unresolved),
        (
            "estimated" if comes_to.is_estimated else "silent",
            comes_to.silent,
            *(lost.lost_silent,) * 2,
        ),
    )
    return [
        {"ending": name, "households": count, "low": low, "high": high}
        for name, count, low, high in ended
    ]


def _cost(found: Cost) -> list[Row]:
    told = (
        ("at_risk", *found.at_risk),
        ("no_action", found.no_action, found.no_action),
        ("saved", *found.saved),
        ("recoverable", found.recoverable, found.recoverable_at_best),
        ("told", *found.told),
        ("replacement", *found.replacement),
    )
    return [{"cost": name, "low": low, "high": high} for name, low, high in told]
