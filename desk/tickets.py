"""Tickets: register one, and take one step after the other; every verb checks who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import numbers, people, projects
from db import tickets as tickets_db
from db.callbacks import STILL_OWED
from db.projects import ProjectCard
from desk.announcements import Subject, announce
from domain.access import Action, Actor, Role
from domain.callbacks import CallbackProgress, Term, Window, fold_callback, window_for
from domain.consequences import Circumstances, with_consequences
from domain.deadlines import Deadline, Terms, deadlines, next_deadline, still_owed
from domain.errors import ChangedMeanwhile, NotFound
from domain.escalations import Raise, follow_up, raises
from domain.intake import must_have_term
from domain.policy import Policy, callback_row
from domain.steps import must_be_whole
from domain.tickets import (
    AT_WORK,
    CALLBACK_STEPS,
    Event,
    Intake,
    Progress,
    Rung,
    Stage,
    Step,
    after,
    checked,
    fold,
)

DOES = {
    Step.DISPATCHED: Action.DISPATCH,
    Step.HANDED_OVER: Action.DISPATCH,
    Step.REPLIED: Action.REPLY,
    Step.REOPENED: Action.REPLY,
    Step.CLOSED: Action.REPLY,
    Step.INSTRUCTED: Action.INSTRUCT,
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """One ticket with all that is needed to decide about it."""

    project: ProjectCard
    policy: Policy
    number: int
    intake: Intake
    history: Sequence[Event]
    progress: Progress

    def deadlines(self) -> tuple[Deadline, ...]:
        terms = Terms(self.intake.kind, self.intake.severity, self.intake.own_deadline)
        return deadlines(terms, self.progress, self.policy, self.project.zone)

    def owes(self, deadline: Deadline) -> bool:
        return deadline in still_owed(self.deadlines(), self.progress.stage)

    def due(self) -> Deadline | None:
        """The next deadline still owed."""
        return next_deadline(self.deadlines(), self.progress.stage)

    def subject(self) -> Subject:
        return Subject(self.project, self.policy, self.number, self.intake)

    def raises(self) -> tuple[Raise, ...]:
        """Who is yet to be told of which missed limit. A register's old tickets concern nobody."""
        if self.intake.is_from_register:
            return ()
        owed = still_owed(self.deadlines(), self.progress.stage)
        return raises(owed, self.progress, self.policy, self.project.zone)

    def raise_at(self) -> datetime | None:
        """From when on the clockwork has something to do about the ticket."""
        return next((one.after for one in self.raises()), None)

    def follow_up(self, round: int, closes: date) -> Raise | None:
        """The supervisor's own callback; None once it was told, or is owed no more."""
        is_told = any(e.missed is Step.CALLBACK_MADE and e.round == round for e in self.history)
        if is_told or self.intake.is_from_register or self.callback(round).stage not in STILL_OWED:
            return None
        return follow_up(closes, self.policy.escalation, self.project.zone)

    def callback(self, round: int) -> CallbackProgress:
        return fold_callback(self.history, round)

    def is_offered(self) -> bool:
        """Dispatched to nobody by name: whoever accepts it has it."""
        return self.progress.stage is Stage.DISPATCHED and self.progress.assignee_id is None

    def day_of(self, moment: datetime | None) -> date | None:
        """The day on the project's own calendar."""
        return moment.astimezone(self.project.zone).date() if moment else None

    def with_events(self, events: Sequence[Event]) -> "Dossier":
        progress = self.progress
        for event in events:
            progress = after(progress, event)
        return replace(self, history=(*self.history, *events), progress=progress)


def open_dossier(session: Session, project_id: int, number: int) -> Dossier:
    """Raises NotFound."""
    project = projects.card(session, project_id)
    intake = tickets_db.intake(session, project_id, number)
    history = tickets_db.history(session, project_id, number)
    policy = projects.policy(session, project_id)
    return Dossier(project, policy, number, intake, history, fold(history))


def register(
    session: Session,
    actor: Actor | None,
    project_id: int,
    intake: Intake,
    now: datetime,
    *,
    department: str | None = None,
    rung: Rung | None = None,
    note: str = "",
) -> Dossier:
    """The new ticket, raised to `rung` at once where one is given.

    `actor` is None when a resident's own answer opened it. Raises NotAllowed, WrongValue.
    """
    must(actor, Action.REGISTER, project_id)
    intake = checked(intake)
    must_have_term(intake)
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    number = numbers.take(session, project_id, "ticket")
    events = [
        Event(Step.RECEIVED, now, 1, actor_id=staff_id(actor), note=note, department=department)
    ]
    if rung is not None:
        events.append(Event(Step.ESCALATED, now, 2, actor_id=staff_id(actor), rung=rung))
    dossier = Dossier(project, policy, number, intake, events, fold(events))
    mirror = dossier.progress, dossier.due(), dossier.raise_at()
    tickets_db.add(session, project_id, [tickets_db.NewTicket(number, intake, events, *mirror)])
    announce(session, dossier.subject(), events)
    return dossier


def take_step(
    session: Session,
    actor: Actor | None,
    project_id: int,
    number: int,
    step: Event,
    *,
    seen: int | None = None,
) -> Dossier:
    """The ticket after `step` and what follows from it; seq and actor are filled in here.

    `seen` is the last event that whoever decided had before them: more than that has happened is
    ChangedMeanwhile. Raises NotFound, NotAllowed, StepNotPossible, WrongValue too.
    """
    must(actor, DOES.get(step.step, Action.WORK), project_id)
    dossier = open_dossier(session, project_id, number)
    if seen not in {None, dossier.progress.last_seq}:
        raise ChangedMeanwhile
    _must_be_theirs(actor, dossier, step)
    dossier.progress.must_allow(step.step, step.at)
    must_be_whole(step)
    must_belong(session, project_id, step.assignee_id)
    step = replace(step, actor_id=staff_id(actor), round=dossier.progress.round)
    return record(session, dossier, step)


def must_see(actor: Actor, dossier: Dossier) -> None:
    """Raise NotAllowed when the ticket is somebody else's and this role sees its own only."""
    actor.must(Action.SEE_TICKETS, dossier.project.id)
    if not dossier.is_offered():
        actor.must_have(dossier.progress.assignee_id, dossier.project.id)


def may_know_resident(actor: Actor, dossier: Dossier) -> bool:
    """Whether name and phone are needed: by the desk, and by whoever has the work in hand."""
    if actor.may(Action.SEE_PEOPLE, dossier.project.id):
        return True
    is_theirs = dossier.progress.assignee_id == actor.staff_id
    is_at_work = dossier.progress.stage in AT_WORK
    return actor.may(Action.WORK, dossier.project.id) and is_theirs and is_at_work


def may_take(actor: Actor, dossier: Dossier, step: Step) -> bool:
    """Whether the role opens this step of this ticket."""
    if not actor.may(DOES.get(step, Action.WORK), dossier.project.id):
        return False
    return _accepts(dossier, step) or actor.has(dossier.progress.assignee_id, dossier.project.id)


def _must_be_theirs(actor: Actor | None, dossier: Dossier, step: Event) -> None:
    """Raise NotAllowed when a technician touches what was dispatched to somebody else."""
    if actor is not None and not _accepts(dossier, step.step):
        actor.must_have(dossier.progress.assignee_id, dossier.project.id)


def _accepts(dossier: Dossier, step: Step) -> bool:
    return step is Step.ACCEPTED and dossier.progress.assignee_id is None


def must_belong(session: Session, project_id: int, assignee_id: int | None) -> None:
    """Raise NotFound unless the assignee, if there is one, is a colleague in the project."""
    if assignee_id is None:
        return
    if people.role(session, project_id, assignee_id) in {None, Role.WALL}:
        raise NotFound("staff", assignee_id)


def record(session: Session, dossier: Dossier, step: Event) -> Dossier:
    """Store a step that has been allowed, with its consequences and all that mirrors them."""
    project_id, number, round = dossier.project.id, dossier.number, step.round
    owed = callbacks_db.is_owed(session, project_id, number, round)
    met = Circumstances(dossier.intake.kind, dossier.progress, owed, dossier.policy.escalation)
    events = [
        replace(event, seq=dossier.progress.last_seq + place, round=round)
        for place, event in enumerate(with_consequences(step, met), start=1)
    ]
    later = dossier.with_events(events)
    mirror = later.progress, later.due(), later.raise_at()
    tickets_db.append(session, project_id, number, events, *mirror)
    if any(event.step in CALLBACK_STEPS or event.missed in CALLBACK_STEPS for event in events):
        _mirror_callback(session, later, round)
    if step.step is Step.RESOLVED:
        _owe_callback(session, later, step.at)
    announce(session, later.subject(), events)
    return later


def owed_window(dossier: Dossier, resolved_at: datetime) -> Window | None:
    """The callback window if the ticket is resolved then; None when no callback is owed."""
    intake, zone = dossier.intake, dossier.project.zone
    term = None
    if intake.term_starts and intake.term_ends:
        term = Term(intake.term_starts, intake.term_ends)
    return window_for(dossier.policy, intake.kind, intake.severity, resolved_at, zone, term)


def _owe_callback(session: Session, dossier: Dossier, resolved_at: datetime) -> None:
    window = owed_window(dossier, resolved_at)
    row = callback_row(dossier.intake.kind, dossier.intake.severity)
    if window is None or row is None:
        return
    round = dossier.progress.round
    later = dossier.follow_up(round, window.closes)
    raise_at = later.after if later else None
    owed = callbacks_db.NewCallback(dossier.number, round, row, window, raise_at)
    callbacks_db.owe(session, dossier.project.id, [owed])


def mirror(session: Session, dossier: Dossier) -> None:
    """Store anew what the events amount to, as it is after a change of the rules."""
    project_id, number = dossier.project.id, dossier.number
    amounts_to = dossier.progress, dossier.due(), dossier.raise_at()
    tickets_db.mirror(session, project_id, number, *amounts_to)
    for callback in callbacks_db.of_ticket(session, project_id, number):
        _mirror_callback(session, dossier, callback.round)


def _mirror_callback(session: Session, dossier: Dossier, round: int) -> None:
    callback = dossier.callback(round)
    closes = callbacks_db.closes(session, dossier.project.id, dossier.number, round)
    later = dossier.follow_up(round, closes) if closes else None
    callbacks_db.store(
        session,
        dossier.project.id,
        dossier.number,
        round,
        callback,
        made_on=dossier.day_of(callback.made_at),
        withdrawn_on=dossier.day_of(callback.withdrawn_at),
        raise_at=later.after if later else None,
    )


def must(actor: Actor | None, action: Action, project_id: int) -> None:
    """Raise NotAllowed unless `actor` may; None is a resident with a code, or whoever runs it."""
    if actor is not None:
        actor.must(action, project_id)


def staff_id(actor: Actor | None) -> int | None:
    return actor.staff_id if actor else None
