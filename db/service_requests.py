"""Service requests (服务请求): tickets as other systems ask for them, without anybody's name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Place, Ticket
from db.tickets import OPEN
from domain.service_requests import Status, Wanted
from domain.tickets import Kind, Stage, Step


@dataclass(frozen=True, slots=True)
class Request:
    """One ticket; `building` and `place` are where, as far as everybody may know it."""

    number: int
    kind: Kind
    subject: str
    words: str
    place_words: str
    building: str | None
    place: str | None
    stage: Stage
    received_at: datetime
    stage_since: datetime
    due_at: datetime | None
    due_step: Step | None


_COLUMNS = (
    Ticket.number,
    Ticket.kind,
    Ticket.subject,
    Ticket.words,
    Ticket.place_words,
    Place.building,
    Place.name,
    Ticket.stage,
    Ticket.received_at,
    Ticket.stage_since,
    Ticket.due_at,
    Ticket.due_step,
)


def some(session: Session, project_id: int, wanted: Wanted) -> list[Request]:
    """The latest first, at most a page of them; of those asked for by number, all."""
    if wanted.numbers is not None:
        # In their own order, or all that the project ever had would be gone through by date.
        named = _of(project_id).where(Ticket.number.in_(wanted.numbers))
        return fetch(session, named.order_by(Ticket.number.desc()), Request)
    asked = _of(project_id).where(*_conditions(wanted))
    latest = asked.order_by(Ticket.received_at.desc(), Ticket.number.desc())
    skipped = (wanted.page - 1) * wanted.page_size
    return fetch(session, latest.offset(skipped).limit(wanted.page_size), Request)


def one(session: Session, project_id: int, number: int) -> Request | None:
    found = fetch(session, _of(project_id).where(Ticket.number == number), Request)
    return found[0] if found else None


def _of(project_id: int) -> Select[*tuple[object, ...]]:
    its_place = and_(Place.project_id == Ticket.project_id, Place.id == Ticket.place_id)
    return select(*_COLUMNS).outerjoin(Place, its_place).where(Ticket.project_id == project_id)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Ticket.received_at >= wanted.begins, Ticket.received_at <= wanted.ends]
    if wanted.kinds:
        conditions.append(Ticket.kind.in_(wanted.kinds))
    is_open = Ticket.stage.in_(OPEN)
    chosen = {Status.OPEN: is_open, Status.CLOSED: ~is_open}
    conditions.append(or_(*(chosen[status] for status in sorted(wanted.status))))
    return conditions
