"""Jobs (上门服务): what a technician does on the spot, told in one go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.photos import PhotoRow
from desk import photos
from desk.tickets import Dossier, take_step
from domain.access import Actor
from domain.errors import WrongValue
from domain.tickets import Event, Step


@dataclass(frozen=True, slots=True)
class Finished:
    """What was done, the fee taken (None where nothing was charged), whether the resident has
    confirmed it on the spot, and a photo of the work.
    """

    note: str
    fee: float | None = None
    is_confirmed: bool = False
    photo: PhotoRow | None = None


def finish(
    session: Session,
    actor: Actor,
    project_id: int,
    number: int,
    finished: Finished,
    now: datetime,
    *,
    seen: int | None = None,
) -> Dossier:
    """The work is done: resolved, paid and confirmed as far as that happened, all or nothing.

    Raises what desk.tickets.take_step raises, and WrongValue where it is not said what was done.
    """
    if not finished.note.strip():
        raise WrongValue("note", "empty")
    steps = [Event(Step.RESOLVED, now, note=finished.note.strip())]
    if finished.fee is not None:
        steps.append(Event(Step.PAID, now, amount=finished.fee))
    if finished.is_confirmed:
        steps.append(Event(Step.CONFIRMED, now))
    first, *more = steps
    dossier = take_step(session, actor, project_id, number, first, seen=seen)
    if finished.photo is not None:
        seq = dossier.progress.last_seq
        photos.add(session, project_id, number, seq, finished.photo, now)
    for step in more:
        dossier = take_step(session, actor, project_id, number, step)
    return dossier
