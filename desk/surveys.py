"""Surveys: what a scanned code opens, and what happens when the answer comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import campaigns, openings, projects
from db import scores as scores_db
from db import surveys as surveys_db
from db.codes import CodeCard
from db.openings import House, Job
from db.projects import ProjectCard
from db.scores import About, Given
from db.surveys import ResponseRow
from desk.announcements import announce_answer
from desk.honesty import trust
from desk.outcomes import set_off
from desk.tickets import open_dossier
from domain.errors import NotFound
from domain.honesty import Honesty
from domain.policy import Policy
from domain.satisfaction import Answers, Score, Verdict
from domain.surveys import (
    Block,
    Concern,
    NotYetDone,
    block_order,
    must_be_open,
    next_version,
    slot,
    tidy_code,
)
from domain.terms import rescored
from domain.tickets import Step


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens now; `versions` are the answers it already has, the first first."""

    house: House
    code: CodeCard
    block: Block
    slot: str
    ticket: Job | None
    about: About
    versions: Sequence[ResponseRow]

    @property
    def project(self) -> ProjectCard:
        return self.house.project

    @property
    def policy(self) -> Policy:
        return self.house.policy


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form: the marks, what was said beside them, and how it was filled.

    `not_applicable` lists items ("d2", "e1") whose n/a button was pressed; `seconds` from opening
    to sending; `send_key` is the same for every retry of the same sending. `device` tells devices
    apart, empty where unknown; `has_been_here` unless this is the first that was ever heard of it.
    `phone` is where to call, `asks` how a ticket says in the project's language that a call is
    wished.
    """

    answers: Answers
    concern: Concern
    language: str
    not_applicable: tuple[str, ...] = ()
    seconds: float | None = None
    send_key: str = ""
    device: str = ""
    has_been_here: bool = False
    phone: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident is told; `complaint` is the ticket that opened itself, if one did."""

    project: ProjectCard
    answered_at: datetime
    version: int
    verdict: Verdict | None
    complaint: int | None
    complaint_due_at: datetime | None
    call_ticket: int | None = None


def open_code(session: Session, typed: str, now: datetime, *, visitor: str = "") -> Opened:
    """What this code opens; a ticket's code the latest round that was resolved.

    A campaign's window is for first answers; a correction has its hours beyond it.
    Raises NotFound, CodeClosed, NotYetDone, NotYetOpen, CampaignOver.
    """
    opening = openings.find(session, tidy_code(typed))
    if opening is None:
        raise NotFound("code", typed)
    code, job = opening.code, opening.job
    must_be_open(now, code.revoked_at, code.expires_at)
    if job is not None and job.round is None:
        raise NotYetDone
    if opening.window is not None and not opening.is_answered:
        opening.window.must_be_running(now)
    where = slot(
        code.kind,
        round=(job.round if job else None) or 1,
        visitor=visitor,
        day=now.astimezone(opening.house.project.zone).date(),
    )
    return Opened(
        house=opening.house,
        code=code,
        block=block_order(code.token),
        slot=where,
        ticket=job,
        about=opening.about,
        versions=_versions(session, code, where) if opening.is_answered else (),
    )


def _versions(session: Session, code: CodeCard, where: str) -> Sequence[ResponseRow]:
    token = code.token
    if code.campaign is not None and code.place_id is not None:
        same = campaigns.answered_by(session, code.project_id, code.campaign, code.place_id)
        token = same or token
    return surveys_db.versions(session, code.project_id, token, where, ticket=code.ticket)


def receive(
    session: Session,
    typed: str,
    filled: Filled,
    now: datetime,
    *,
    visitor: str = "",
    opened: Opened | None = None,
) -> Receipt:
    """Score and store the answer; a resident let down gets a complaint in the same transaction.

    The same sending twice gives the same receipt. A later sending within the hours of the policy
    is a new version. `opened` is what the code opened in this same transaction, if that is known.
    Raises NotFound, CodeClosed, NotYetDone, AlreadyAnswered, OutsideLadder, WrongPhone.
    """
    opened = opened or open_code(session, typed, now, visitor=visitor)
    again = next((row for row in opened.versions if _is_same(row, filled)), None)
    if again is not None:
        return _receipt(session, opened, again)
    first = opened.versions[0].answered_at if opened.versions else None
    hours = opened.policy.survey.correction_hours
    version = next_version(first, len(opened.versions), now, hours)
    formula = opened.policy.formula
    scored, _parts = rescored(filled.answers, opened.code.form, formula)
    opens = set_off(session, opened, filled, scored.verdict, now)
    number = opened.house.formula or _number(session, opened, now)
    sincere = trust(session, opened, filled, now)
    row = _row(opened, filled, scored, sincere, version, number, opens, now)
    surveys_db.add(session, opened.project.id, row)
    given = Given.now(row, opened.about)
    scores_db.mirror(session, opened.project.id, given, formula, opened.project.zone)
    announce_answer(session, opened.project, opened.policy, opened.code.kind, row)
    return _receipt(session, opened, row)


def _number(session: Session, opened: Opened, now: datetime) -> int:
    """The formula's, stored now: the first answer under it."""
    return projects.formula_version(session, opened.project.id, opened.policy.formula, now)


def _is_same(row: ResponseRow, filled: Filled) -> bool:
    return bool(filled.send_key) and row.send_key == filled.send_key


def _row(
    opened: Opened,
    filled: Filled,
    scored: Score,
    sincere: Honesty,
    version: int,
    formula: int,
    opens: tuple[int | None, int | None],
    now: datetime,
) -> ResponseRow:
    """`opens` are the complaint and the call that the answer led to."""
    complaint, call = opens
    marks = dict(filled.answers.items())
    return ResponseRow(
        # A correction by another code of the same ticket stays with the answer it corrects.
        token=opened.versions[0].token if opened.versions else opened.code.token,
        slot=opened.slot,
        version=version,
        answered_at=now,
        seconds=filled.seconds,
        form=opened.code.form,
        block=opened.block,
        language=filled.language,
        send_key=filled.send_key,
        ticket=opened.code.ticket,
        **marks,
        not_applicable=list(filled.not_applicable),
        chips=[chip.value for chip in filled.concern.chips],
        words=filled.concern.words,
        call_me=filled.concern.call_me,
        formula=formula,
        expectation=scored.expectation,
        delivered=scored.delivered,
        gap=scored.gap,
        verdict=scored.verdict,
        method=scored.method,
        flags=[flag.value for flag in scored.flags],
        doubts=[doubt.value for doubt in sincere.doubts],
        excluded=sincere.excluded,
        device=filled.device,
        complaint=complaint,
        call_ticket=call,
        campaign=opened.code.campaign,
        household=opened.code.place_id if opened.code.campaign else None,
    )


def _receipt(session: Session, opened: Opened, row: ResponseRow) -> Receipt:
    return Receipt(
        project=opened.project,
        answered_at=row.answered_at,
        version=row.version,
        verdict=row.verdict,
        complaint=row.complaint,
        complaint_due_at=_promised(session, opened, row.complaint) if row.complaint else None,
        call_ticket=row.call_ticket,
    )


def _promised(session: Session, opened: Opened, complaint: int) -> datetime | None:
    """When the complaint is to be resolved."""
    dossier = open_dossier(session, opened.project.id, complaint)
    due = [d.due_at for d in dossier.deadlines() if d.step is Step.RESOLVED]
    return due[0] if due else None
