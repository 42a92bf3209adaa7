"""Callbacks: assign, try, make, hand back, review; a bad one becomes a complaint at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import people, projects
from db.callbacks import CallbackLine
from db.people import Colleague
from desk.complaints import complain
from desk.tickets import Dossier, open_dossier, record
from domain.access import Action, Actor, Role
from domain.callbacks import Attempt, Sheet, is_theirs
from domain.consequences import becomes_complaint
from domain.errors import NotFound, WrongValue
from domain.policy import Policy
from domain.tickets import Channel, Event, Intake, Kind, Step

LADDER = range(1, 6)


@dataclass(frozen=True, slots=True)
class Which:
    """One callback: its project, ticket, and the ticket's round."""

    project_id: int
    ticket: int
    round: int


def plan(session: Session, actor: Actor, which: Which, now: datetime) -> None:
    """The supervisor puts the callback on the plan."""
    actor.must(Action.REVIEW, which.project_id)
    _take(session, actor, which, Event(Step.CALLBACK_PLANNED, now))


def assign(session: Session, actor: Actor, which: Which, assignee_id: int, now: datetime) -> None:
    """The record sheet goes to a colleague who makes such callbacks.

    The supervisor sends others; everybody else takes a sheet for themselves. Raises NotAllowed,
    NotFound, WrongValue, CallbackNotPossible.
    """
    is_own = assignee_id == actor.staff_id
    actor.must(Action.CALL_BACK if is_own else Action.REVIEW, which.project_id)
    _must_be_theirs(session, which, assignee_id, now)
    _take(session, actor, which, Event(Step.CALLBACK_ASSIGNED, now, assignee_id=assignee_id))


def theirs(
    session: Session, person: Colleague, project_id: int, lines: Sequence[CallbackLine], today: date
) -> list[CallbackLine]:
    """Of these callbacks those that this colleague makes. `today` is the project's day."""
    policy = projects.policy(session, project_id)
    return [line for line in lines if _is_made_by(person.role, line, policy, today)]


def makers(session: Session, which: Which, now: datetime) -> list[Colleague]:
    """The colleagues who make such callbacks. Raises NotFound."""
    staff = people.colleagues(session, which.project_id)
    return [person for person in staff if _makes(session, which, person.role, now)]


def attempt(
    session: Session,
    actor: Actor,
    which: Which,
    outcome: Attempt,
    now: datetime,
    *,
    again_at: datetime | None = None,
    note: str = "",
) -> None:
    """A call that did not lead to a record: nobody there, refused, or asked to call again.

    Raises WrongValue when the resident asked for another call and nobody wrote down when.
    """
    if outcome is Attempt.CALL_AGAIN and again_at is None:
        raise WrongValue("again_at", "empty")
    sheet: dict[str, object] = {"outcome": outcome.value}
    step = Event(Step.CALLBACK_ATTEMPTED, now, note=note, promised_at=again_at, sheet=sheet)
    _take(session, actor, which, step)


def make(session: Session, actor: Actor, which: Which, sheet: Sheet, now: datetime) -> int | None:
    """Record the callback; the number of the complaint it led to, if it led to one.

    Unsatisfactory: raised to the level of the policy, and in the same transaction a complaint is
    reopened, anything else becomes a complaint. Raises WrongValue, CallbackNotPossible.
    """
    _check(sheet)
    step = Event(
        Step.CALLBACK_MADE,
        now,
        note=sheet.shortcomings,
        satisfied=sheet.satisfied,
        sheet=asdict(sheet),
    )
    dossier = _take(session, actor, which, step)
    if not becomes_complaint(step, dossier.intake.kind):
        return None
    rung = dossier.policy.escalation.failed_callback_to
    complaint = _complaint(dossier, sheet)
    return complain(session, actor, which.project_id, complaint, now, rung=rung)


def hand_back(session: Session, actor: Actor, which: Which, now: datetime) -> None:
    """The filled sheet returns to the supervisor."""
    _take(session, actor, which, Event(Step.CALLBACK_HANDED_BACK, now))


def review(
    session: Session,
    actor: Actor,
    which: Which,
    remark: str,
    now: datetime,
    *,
    satisfied: bool | None = None,
) -> None:
    """The supervisor's remark ends the callback; `satisfied` is how they see the resident."""
    actor.must(Action.REVIEW, which.project_id)
    if not remark.strip():
        raise WrongValue("remark", "empty")
    step = Event(Step.CALLBACK_REVIEWED, now, note=remark.strip(), satisfied=satisfied)
    _take(session, actor, which, step)


def _take(session: Session, actor: Actor, which: Which, step: Event) -> Dossier:
    actor.must(Action.CALL_BACK, which.project_id)
    dossier = open_dossier(session, which.project_id, which.ticket)
    line(session, which)
    dossier.callback(which.round).must_allow(step.step)
    step = replace(step, actor_id=actor.staff_id, round=which.round)
    return record(session, dossier, step)


def line(session: Session, which: Which) -> CallbackLine:
    """Raises NotFound."""
    known = callbacks_db.of_ticket(session, which.project_id, which.ticket)
    found = next((owed for owed in known if owed.round == which.round), None)
    if found is None:
        raise NotFound("callback", which.ticket)
    return found


def _must_be_theirs(session: Session, which: Which, assignee_id: int, now: datetime) -> None:
    """Raise NotFound for a stranger, WrongValue for a colleague who makes no such callbacks."""
    role = people.role(session, which.project_id, assignee_id)
    if role is None:
        raise NotFound("staff", assignee_id)
    if not _makes(session, which, role, now):
        raise WrongValue("assignee_id", "not_their_callback")


def _makes(session: Session, which: Which, role: Role, now: datetime) -> bool:
    owed, policy = line(session, which), projects.policy(session, which.project_id)
    today = now.astimezone(projects.card(session, which.project_id).zone).date()
    return _is_made_by(role, owed, policy, today)


def _is_made_by(role: Role, line: CallbackLine, policy: Policy, today: date) -> bool:
    follows_up = line.callback.needs_supervisor(today, policy)
    return is_theirs(policy.callbacks[line.row], role, follows_up=follows_up)


def _check(sheet: Sheet) -> None:
    if sheet.satisfied is None:
        raise WrongValue("satisfied", "empty")
    for field in ("quality", "effect"):
        mark = getattr(sheet, field)
        if mark is not None and mark not in LADDER:
            raise WrongValue(field, "outside_ladder")


def _complaint(dossier: Dossier, sheet: Sheet) -> Intake:
    about = dossier.intake
    return Intake(
        Kind.COMPLAINT,
        about.subject,
        severity=about.severity,
        channel=Channel.CALLBACK,
        topic=about.topic,
        words=sheet.shortcomings,
        asks=sheet.suggestions,
        place_words=about.place_words,
        place_id=about.place_id,
        resident_id=about.resident_id,
        parent=dossier.number,
    )
