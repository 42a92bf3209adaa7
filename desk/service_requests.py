"""Service requests (服务请求): what another system files becomes a ticket like any resident's.

The system's own reference stands with the ticket, so that however often it is filed, and to
whichever process, it is one ticket.
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from db import tickets as tickets_db
from db.clients import Caller
from desk.people import known_by_phone
from desk.tickets import register
from domain.intake import FILED_BY_SYSTEM
from domain.masking import masked
from domain.requests import tidy_phone
from domain.service_requests import Filing, must_be_filable
from domain.tickets import Channel, Intake

LONGEST_SUBJECT = 60


def file(session: Session, caller: Caller, filing: Filing, now: datetime) -> int:
    """The number of the ticket that it opens, or opened before. Raises WrongValue, WrongPhone."""
    must_be_filable(filing)
    before = filed(session, caller, filing.reference)
    if before is not None:
        return before
    intake = _intake(session, caller, filing)
    return register(session, None, caller.project_id, intake, now).number


def filed(session: Session, caller: Caller, reference: str) -> int | None:
    """The ticket that this very system filed under this reference of its own."""
    if not reference:
        return None
    return tickets_db.numbered(session, caller.project_id, _reference(caller, reference) or "")


def _intake(session: Session, caller: Caller, filing: Filing) -> Intake:
    phone = tidy_phone(filing.phone)
    return Intake(
        filing.kind,
        _subject(filing.description),
        channel=Channel.OPEN311,
        category=filing.category,
        words=filing.description,
        complained_of=filing.complained_of,
        asks=filing.asks,
        place_words=filing.place_words,
        occurred_at=filing.occurred_at,
        resident_id=known_by_phone(session, caller.project_id, phone, filing.name),
        source_ref=_reference(caller, filing.reference),
    )


def _subject(words: str) -> str:
    """How the ticket is called in a queue: its first words, without numbers to call."""
    first = masked(next(line for line in words.splitlines() if line.strip()))
    return first if len(first) <= LONGEST_SUBJECT else f"{first[:LONGEST_SUBJECT]}…"


def _reference(caller: Caller, reference: str) -> str | None:
    """Each system has its own; what it says in it stays its own, too."""
    if not reference:
        return None
    return f"{FILED_BY_SYSTEM}{caller.id}:{sha256(reference.encode()).hexdigest()[:40]}"
