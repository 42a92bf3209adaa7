"""Announcements: what happened goes into the outbox, in the transaction in which it happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from db import callbacks, notice_targets, notices, projects
from db.notice_targets import Target
from db.notices import NewNotice
from db.projects import ProjectCard
from db.surveys import ResponseRow
from domain.intake import Intake, Severity
from domain.notices import Channel, NoticeKind, about_registering, about_step, earliest
from domain.policy import Policy
from domain.surveys import CodeKind
from domain.tickets import Event

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class News:
    """One thing to be told: `about` names it, once and for all; nothing in `facts` is personal."""

    kind: NoticeKind
    about: str
    at: datetime
    severity: Severity | None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """The ticket that something happened to."""

    project: ProjectCard
    policy: Policy
    number: int
    intake: Intake


def announce(session: Session, subject: Subject, events: Sequence[Event]) -> None:
    """Tell of these events whoever wants to be told."""
    for event in events:
        is_new = event.seq == 1
        kinds = about_registering(subject.intake) if is_new else about_step(event)
        for kind in kinds:
            _tell_of_step(session, subject, event, kind)


def _tell_of_step(session: Session, subject: Subject, event: Event, kind: NoticeKind) -> None:
    intake = subject.intake
    facts: dict[str, Any] = {
        "ticket": subject.number,
        "step": event.step.value if kind is NoticeKind.STEP else None,
        "kind": intake.kind.value,
        "severity": intake.severity.value,
        "rung": event.rung.value if event.rung else None,
        "missed": event.missed.value if event.missed else None,
    }
    about = f"{subject.number}-{event.seq}"
    news = News(kind, about, event.at, intake.severity, facts)
    tell(session, subject.project, subject.policy, news, place_id=intake.place_id)


def announce_answer(
    session: Session, project: ProjectCard, policy: Policy, source: CodeKind, row: ResponseRow
) -> None:
    """Tell that an answer came in; of what it says, nothing, and not by which code."""
    which = sha256(f"{row.token} {row.slot}".encode()).hexdigest()[:16]
    facts = {
        "ticket": row.ticket,
        "source": source.value,
        "version": row.version,
        "complaint": row.complaint,
    }
    about = f"{which}-{row.version}"
    tell(session, project, policy, News(NoticeKind.ANSWERED, about, row.answered_at, None, facts))


def tell(
    session: Session,
    project: ProjectCard,
    policy: Policy,
    news: News,
    *,
    place_id: int | None = None,
    only: int | None = None,
) -> None:
    """A notice for each target that wants such news, or for the target `only`."""
    known = notice_targets.targets(session, project.id)
    wanting = [target for target in known if _wants(target, news.kind, only)]
    if not wanting:
        return
    place = notices.public_place(session, project.id, place_id) if place_id else ""
    try_at = earliest(news.kind, news.severity, news.at, policy.notices, project.zone)
    gathered = try_at > news.at and policy.notices.gathers(news.kind)
    facts = {name: fact for name, fact in {**news.facts, "place": place}.items() if fact}
    new = []
    for target in wanting:
        id = f"{news.kind}-{news.about}-{target.id}"
        # A program sleeps at no hour, and takes one thing at a time.
        is_program = target.channel is Channel.WEBHOOK
        when = (False, news.at, news.at) if is_program else (gathered, news.at, try_at)
        new.append(NewNotice(id, target.id, news.kind, facts, *when))
    notices.put(session, project.id, new)


def _wants(target: Target, kind: NoticeKind, only: int | None) -> bool:
    if only is not None:
        return target.id == only
    if target.switched_off_at is not None:
        return False
    return kind in target.kinds or kind is NoticeKind.SWITCHED_OFF


def announce_closing(session: Session, project_id: int, now: datetime) -> None:
    """Tell of the callbacks whose window closes soon, each of them once."""
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    today = now.astimezone(project.zone).date()
    until = today + timedelta(days=policy.notices.closing_days)
    for line in callbacks.closing(session, project_id, today, until, limit=MOST_AT_ONCE):
        facts: dict[str, Any] = {
            "ticket": line.ticket,
            "kind": line.kind.value,
            "severity": line.severity.value,
            "closes_on": line.closes_on.isoformat(),
        }
        about = f"{line.ticket}-{line.round}"
        news = News(NoticeKind.CALLBACK_CLOSING, about, now, line.severity, facts)
        tell(session, project, policy, news)
