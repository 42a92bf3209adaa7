"""Trust (可信度): how answers came in by each code, and who was asked in vain, counted.

Looking at a code writes nothing, so nobody knows how often it was opened or a form begun; what was
given out, sent, corrected, doubted and refused is on record.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, null, select
from sqlalchemy.orm import Session

from db.fairness import hours_between
from db.schema import Code, Place, Response, Score, StaffAttempt, Ticket, TicketEvent
from domain.honesty import Doubt
from domain.satisfaction import CONTRADICTION_GAP, EPSILON
from domain.surveys import CodeKind
from domain.trust import Duration, Fact
from domain.walks import on_the_way

MOST_LINES = 200
NOBODY: Mapping[str, int] = dict.fromkeys(("sent", "corrected", "excluded", "contradictions"), 0)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """What came in by the codes of one kind, or of one common place.

    `given_out` in the period, None for codes that hang on; `doubts` by answers; `by_staff` were
    refused.
    """

    kind: CodeKind
    place: str
    given_out: int | None
    by_staff: int
    sent: int
    corrected: int
    excluded: int
    contradictions: int
    doubts: Mapping[Doubt, int]


_PLACE = case((Code.kind == CodeKind.PLACE, Code.place_id), else_=null())
# As domain.satisfaction flags it, from the columns that are counted.
CONTRADICTS: ColumnElement[bool] = func.coalesce(
    and_(Score.gap <= -CONTRADICTION_GAP + EPSILON, Score.c > 3)
    | and_(Score.gap >= CONTRADICTION_GAP - EPSILON, Score.c < 3),
    False,
)


def arrivals(
    session: Session, project_id: int, first: date, last: date, since: datetime, until: datetime
) -> list[CodeLine]:
    """By kind of code, common places one by one, from the first day to the last."""
    came = _came(session, project_id, first, last)
    codes = _given_out(session, project_id, since, until)
    refused = _by_staff(session, project_id, since, until)
    keys = {*came, *codes, *refused}
    names = _names(session, project_id, [place for _kind, place in keys if place])
    lines = []
    for kind, place in keys:
        counts, doubts = came.get((kind, place), (NOBODY, {}))
        given = codes.get((kind, place), 0)
        hangs = kind in {CodeKind.PLACE, CodeKind.CARD}
        by_staff = refused.get((kind, place), 0)
        if counts["sent"] or given or by_staff:
            about = (kind, names.get(place or 0, ""), None if hangs else given, by_staff)
            lines.append(CodeLine(*about, **counts, doubts=doubts))
    order = list(CodeKind)
    lines.sort(key=lambda line: (order.index(line.kind), on_the_way(line.place)))
    return lines[:MOST_LINES]


def _came(session: Session, project_id: int, first: date, last: date) -> dict[Any, Any]:
    counted = [
        func.count(),
        _sum(Score.version > 1),
        _sum(Score.excluded),
        _sum(CONTRADICTS),
        *(_sum(Score.doubts.bitwise_and(1 << place) > 0) for place in range(len(Doubt))),
    ]
    rows = session.execute(
        select(Code.kind, _PLACE, *counted)
        .select_from(Score)
        .join(Code, (Code.project_id == Score.project_id) & (Code.token == Score.token))
        .where(
            Score.project_id == project_id,
            Score.is_given.is_(True),
            Score.day.between(first, last),
        )
        .group_by(Code.kind, _PLACE)
    )
    return {
        (kind, place): (
            dict(zip(NOBODY, map(int, counts[:4]), strict=True)),
            {d: int(n) for d, n in zip(Doubt, counts[4:], strict=True) if n},
        )
        for kind, place, *counts in rows
    }


def _sum(condition: Any) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _given_out(
    session: Session, project_id: int, since: datetime, until: datetime
) -> dict[Any, int]:
    """Codes given out in the period, and those that hang now."""
    hangs = Code.kind.in_((CodeKind.PLACE, CodeKind.CARD))
    issued = and_(Code.issued_at >= since, Code.issued_at < until)
    rows = session.execute(
        select(Code.kind, _PLACE, func.count())
        .where(Code.project_id == project_id, (hangs & Code.revoked_at.is_(None)) | issued)
        .group_by(Code.kind, _PLACE)
    )
    return {(kind, place): count for kind, place, count in rows}


def _by_staff(
    session: Session, project_id: int, since: datetime, until: datetime
) -> dict[Any, int]:
    same = (Code.project_id == StaffAttempt.project_id) & (Code.token == StaffAttempt.token)
    rows = session.execute(
        select(Code.kind, _PLACE, func.count())
        .select_from(StaffAttempt)
        .join(Code, same)
        .where(
            StaffAttempt.project_id == project_id,
            StaffAttempt.at >= since,
            StaffAttempt.at < until,
        )
        .group_by(Code.kind, _PLACE)
    )
    return {(kind, place): count for kind, place, count in rows}


def _names(session: Session, project_id: int, places: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(Place.id, Place.building, Place.name).where(
            Place.project_id == project_id, Place.id.in_(places)
        )
    )
    return {id: " ".join(filter(None, (building, name))) for id, building, name in rows}


@dataclass(frozen=True, slots=True)
class Heard:
    """Tickets that were resolved in a period and have a code, by what is recorded of them.

    `facts` has (answered, not answered) for each value of each fact.
    """

    answered: int
    silent: int
    facts: Mapping[Fact, Mapping[str, tuple[int, int]]]

    @property
    def asked(self) -> int:
        return self.answered + self.silent


def heard(session: Session, project_id: int, since: datetime, until: datetime) -> Heard:
    """The tickets resolved from `since` on and before `until`."""
    answered = exists().where(
        Response.project_id == Ticket.project_id, Response.ticket == Ticket.number
    )
    late = exists().where(
        TicketEvent.project_id == Ticket.project_id,
        TicketEvent.ticket == Ticket.number,
        TicketEvent.missed.is_not(None),
    )
    has_code = exists().where(Code.project_id == Ticket.project_id, Code.ticket == Ticket.number)
    each = (
        select(
            Ticket.kind.label("kind"),
            Ticket.severity.label("severity"),
            _duration().label("duration"),
            case((late, "late"), else_="in_time").label("late"),
            case((answered, 1), else_=0).label("answered"),
        )
        .where(
            Ticket.project_id == project_id,
            Ticket.resolved_at >= since,
            Ticket.resolved_at < until,
            has_code,
        )
        .subquery()
    )
    keys = (each.c.kind, each.c.severity, each.c.duration, each.c.late, each.c.answered)
    return _folded(session.execute(select(*keys, func.count()).group_by(*keys)).all())


def _duration() -> ColumnElement[str]:
    hours = hours_between(Ticket.received_at, Ticket.resolved_at)
    return case(
        (hours <= 24, Duration.SAME_DAY.value),
        (hours <= 72, Duration.THREE_DAYS.value),
        (hours <= 168, Duration.WEEK.value),
        else_=Duration.LONGER.value,
    )


def _folded(rows: Any) -> Heard:
    counts: dict[Fact, Counter[tuple[str, bool]]] = {fact: Counter() for fact in Fact}
    whole = Counter[bool]()
    for *values, answered, count in rows:
        whole[bool(answered)] += count
        for fact, value in zip(Fact, values, strict=True):
            counts[fact][str(value), bool(answered)] += count
    facts = {
        fact: {value: (found[value, True], found[value, False]) for value, _one in sorted(found)}
        for fact, found in counts.items()
    }
    return Heard(whole[True], whole[False], facts)
