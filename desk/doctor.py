"""The doctor: what is wrong with an installation, and how to mend it.

Each finding is a code and facts; lang.findings has the sentence and the advice.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

import settings
from db import callbacks as callbacks_db
from db import check, engine, projects, upgrade
from db import tickets as tickets_db
from db.callbacks import CallbackLine
from db.engine import DatabaseBroken, DatabaseUnreachable
from desk import calendars, formulas
from desk.tickets import Dossier, open_dossier
from domain.errors import HuifangError

LEAST_FREE_BYTES = 1_000_000_000
TICKETS_COMPARED = 2_000
ANSWERS_COMPARED = 2_000


class Grade(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its code, how it is, and the facts for the sentence."""

    code: str
    grade: Grade
    facts: Mapping[str, object] = field(default_factory=dict)


_OPEN = Finding("open", Grade.GOOD)


def examine() -> Iterator[Finding]:
    """Everything, the ground first; stops where nothing further can be seen."""
    yield _python()
    yield from _settings()
    yield _public_url()
    try:
        yield from _database()
    except DatabaseBroken as failed:
        yield Finding("damaged", Grade.BAD, {"damage": failed.reason})
    except DatabaseUnreachable as failed:
        yield Finding("database_silent", Grade.BAD, {"reason": failed.reason})


def _database() -> Iterator[Finding]:
    engine.must_answer()
    yield _disk()
    schema = _schema()
    yield schema
    if schema.grade is Grade.GOOD:
        with engine.reading() as session:
            yield from _contents(session)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    grade = Grade.GOOD if sys.version_info >= (3, 11) else Grade.BAD
    return Finding("python", grade, {"version": version})


def _settings() -> Iterator[Finding]:
    for setting in settings.SETTINGS:
        if setting.is_wrong():
            facts = {"name": setting.name, "value": setting.given()}
            yield Finding("setting", Grade.BAD, facts)


def _public_url() -> Finding:
    address = settings.PUBLIC_URL()
    local = urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1", None}
    return Finding("public_url", Grade.WARNING if local else Grade.GOOD, {"address": address})


def _disk() -> Finding:
    """The disk that fills up: the database file's own, or that of the backups."""
    file = engine.current().file
    free = shutil.disk_usage(file.parent if file else Path.cwd()).free
    grade = Grade.GOOD if free > LEAST_FREE_BYTES else Grade.WARNING
    return Finding("disk", grade, {"gigabytes": f"{free / 1e9:.1f}"})


def _schema() -> Finding:
    found, wanted = upgrade.versions()
    facts = {"found": found or "–", "wanted": wanted}
    if found and not upgrade.is_known(found):
        return Finding("schema_unknown", Grade.BAD, facts)
    return Finding("schema", Grade.GOOD if found == wanted else Grade.BAD, facts)


def _contents(session: Session) -> Iterator[Finding]:
    damage = check.damage(session)
    if damage:
        yield Finding("damaged", Grade.BAD, {"damage": damage})
        return
    if engine.current().is_sqlite:
        yield Finding("whole", Grade.GOOD)
    refused = check.refusal()
    yield Finding("shut", Grade.BAD, {"reason": refused}) if refused else _OPEN
    known = projects.every(session)
    yield Finding("projects", Grade.GOOD if known else Grade.WARNING, {"count": len(known)})
    for project in known:
        policy = _policy(session, project)
        yield policy
        if policy.grade is Grade.GOOD:
            yield from _calendar(session, project)
            yield _mirrors(session, project)
            yield _scores(session, project)


def _policy(session: Session, project: projects.ProjectCard) -> Finding:
    try:
        projects.policy(session, project.id)
    except HuifangError as refused:
        return Finding("policy_wrong", Grade.BAD, {"project": project.name, "reason": refused})
    return Finding("policy", Grade.GOOD, {"project": project.name})


def _calendar(session: Session, project: projects.ProjectCard) -> Iterator[Finding]:
    """A deadline in a year whose holidays nobody has told."""
    for year in calendars.years_missing(session, project.id):
        yield Finding("calendar", Grade.WARNING, {"project": project.name, "year": year})


def _mirrors(session: Session, project: projects.ProjectCard) -> Finding:
    """Whether the newest tickets and their callbacks are what their events amount to."""
    numbers = tickets_db.newest(session, project.id, limit=TICKETS_COMPARED)
    wrong = [number for number in numbers if not _mirrors_its_events(session, project.id, number)]
    facts = {"project": project.name, "compared": len(numbers), "wrong": len(wrong)}
    return Finding("mirrors", Grade.BAD if wrong else Grade.GOOD, facts)


def _scores(session: Session, project: projects.ProjectCard) -> Finding:
    """Whether the newest answers are laid out as they were given."""
    compared, wrong = formulas.compare(session, project, limit=ANSWERS_COMPARED)
    facts = {"project": project.name, "compared": compared, "wrong": wrong}
    return Finding("scores", Grade.BAD if wrong else Grade.GOOD, facts)


def _mirrors_its_events(session: Session, project_id: int, number: int) -> bool:
    dossier = open_dossier(session, project_id, number)
    told = tickets_db.amounts_to(dossier.progress, dossier.due(), dossier.raise_at())
    if told != tickets_db.mirrored(session, project_id, number):
        return False
    lines = callbacks_db.of_ticket(session, project_id, number)
    return all(_stands(dossier, line) for line in lines)


def _stands(dossier: Dossier, line: CallbackLine) -> bool:
    told = dossier.callback(line.round)
    days = dossier.day_of(told.made_at), dossier.day_of(told.withdrawn_at)
    later = dossier.follow_up(line.round, line.closes_on)
    if line.raise_at != (later.after if later else None):
        return False
    amounts_to = (told.stage, told.assignee_id, told.attempts, told.call_again_at, told.satisfied)
    stored = (line.stage, line.assignee_id, line.attempts, line.call_again_at, line.satisfied)
    return (amounts_to, days) == (stored, (line.made_on, line.withdrawn_on))
