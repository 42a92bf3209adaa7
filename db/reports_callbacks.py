"""Reported callbacks (回访统计): what residents said in those made, and why others were not."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from db.callback_rates import falling_between
from db.schema import CallbackOwed, TicketEvent
from domain.policy import CallbackRow
from domain.tickets import Step

LOW_MARK = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """Callbacks made, how many were satisfied, and the mean marks 1–5 where any was given."""

    made: int
    satisfied: int
    quality: float | None
    effect: float | None


@dataclass(frozen=True, slots=True)
class Causes:
    """Of those not satisfied, what was marked low; of those missed, whether anybody tried."""

    quality_low: int
    effect_low: int
    nothing_low: int
    tried_in_vain: int
    never_tried: int


_QUALITY = TicketEvent.sheet["quality"].as_integer()
_EFFECT = TicketEvent.sheet["effect"].as_integer()


def heard(session: Session, project_id: int, since: date, until: date) -> dict[CallbackRow, Heard]:
    """By row, of the callbacks of the period that were made."""
    rows = session.execute(
        select(
            CallbackOwed.row,
            func.count(),
            _count(TicketEvent.satisfied),
            func.avg(_QUALITY),
            func.avg(_EFFECT),
        )
        .join(TicketEvent, _made_by())
        .where(*falling_between(project_id, since, until))
        .group_by(CallbackOwed.row)
    )
    return {
        row: Heard(int(made), int(satisfied), _mean(quality), _mean(effect))
        for row, made, satisfied, quality, effect in rows
    }


def causes(session: Session, project_id: int, today: date, since: date, until: date) -> Causes:
    within = falling_between(project_id, since, until)
    quality_low, effect_low = (func.coalesce(one <= LOW_MARK, False) for one in (_QUALITY, _EFFECT))
    low = session.execute(
        select(_count(quality_low), _count(effect_low), _count(~quality_low & ~effect_low))
        .select_from(CallbackOwed)
        .join(TicketEvent, _made_by())
        .where(*within, CallbackOwed.satisfied.is_(False))
    ).one()
    missed = session.execute(
        select(_count(CallbackOwed.attempts > 0), _count(CallbackOwed.attempts == 0)).where(
            *within, CallbackOwed.made_on.is_(None), CallbackOwed.closes_on < today
        )
    ).one()
    return Causes(*map(int, (*low, *missed)))


def _made_by() -> Any:
    """The event that made this callback; the table keeps one per round."""
    return and_(
        TicketEvent.project_id == CallbackOwed.project_id,
        TicketEvent.ticket == CallbackOwed.ticket,
        TicketEvent.round == CallbackOwed.round,
        TicketEvent.step == Step.CALLBACK_MADE,
    )


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _mean(value: Any) -> float | None:
    return None if value is None else float(value)
