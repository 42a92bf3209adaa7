"""Outcomes: what an answer sets off in the same transaction, a complaint, a call, or neither."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from db import tickets as tickets_db
from desk import calls
from desk.calls import Wish
from desk.complaints import complain
from domain.satisfaction import Verdict
from domain.surveys import opens_complaint
from domain.tickets import Category, Channel, Intake, Kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desk.surveys import Filled, Opened


def set_off(
    session: Session, opened: Opened, filled: Filled, verdict: Verdict | None, now: datetime
) -> tuple[int | None, int | None]:
    """The numbers of the complaint and of the call. Raises WrongPhone, and then stores nothing."""
    wish = _new_wish(opened, filled)
    if wish is not None:
        calls.must_be_reachable(session, wish)
    complaint = _complaint(session, opened, filled, verdict, now)
    return complaint, _call(session, opened, wish, complaint, now)


def _complaint(
    session: Session, opened: Opened, filled: Filled, verdict: Verdict | None, now: datetime
) -> int | None:
    """The complaint this response already has, or the one it opens now."""
    earlier = next((row.complaint for row in opened.versions if row.complaint), None)
    if earlier or not opens_complaint(verdict, filled.concern):
        return earlier
    intake = _complaint_intake(session, opened, filled)
    return complain(session, None, opened.project.id, intake, now)


def _new_wish(opened: Opened, filled: Filled) -> Wish | None:
    """The wish for a call that no earlier version of the answer has spoken."""
    said = filled.concern
    if not said.call_me or any(row.call_me for row in opened.versions):
        return None
    return _wish(opened, filled)


def _wish(opened: Opened, filled: Filled) -> Wish:
    job = opened.ticket.number if opened.ticket else None
    place_id, words = opened.code.place_id, filled.concern.words
    return Wish(opened.project, job, place_id, filled.phone, words, filled.asks)


def _call(
    session: Session, opened: Opened, wish: Wish | None, complaint: int | None, now: datetime
) -> int | None:
    """The ticket for the call; a complaint that opens at the same time brings the number itself."""
    if wish is None:
        return next((row.call_ticket for row in opened.versions if row.call_ticket), None)
    is_new = complaint and not any(row.complaint for row in opened.versions)
    return None if is_new else calls.ask(session, wish, now)


def _complaint_intake(session: Session, opened: Opened, filled: Filled) -> Intake:
    concern = filled.concern
    resident_id = calls.resident_of(session, _wish(opened, filled))
    asks = filled.asks if concern.call_me else ""
    if opened.ticket is None:
        return Intake(
            Kind.COMPLAINT,
            opened.project.name,
            channel=Channel.QR,
            category=Category.PROPERTY_MANAGEMENT,
            topic=" ".join(concern.chips),
            words=concern.words,
            asks=asks,
            place_id=opened.code.place_id,
            resident_id=resident_id,
        )
    about = tickets_db.intake(session, opened.project.id, opened.ticket.number)
    return Intake(
        Kind.COMPLAINT,
        about.subject,
        severity=about.severity,
        channel=Channel.QR,
        category=Category.CUSTOMER_SERVICE,
        topic=" ".join(concern.chips),
        words=concern.words,
        asks=asks,
        place_words=about.place_words,
        place_id=about.place_id,
        resident_id=resident_id,
        parent=opened.ticket.number,
    )
