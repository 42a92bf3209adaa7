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
from db import check, engine, projects, upgrade
from db import tickets as tickets_db
from desk.tickets import open_dossier
from domain.errors import HuifangError

LEAST_FREE_BYTES = 1_000_000_000
TICKETS_COMPARED = 2_000


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


def examine() -> Iterator[Finding]:
    """Everything, the ground first; stops where nothing further can be seen."""
    yield _python()
    yield _public_url()
    yield _disk()
    try:
        engine.must_answer()
    except HuifangError as failed:
        yield Finding("database_silent", Grade.BAD, {"reason": str(failed)})
        return
    yield _schema()
    if upgrade.versions()[0] is None:
        return
    with engine.reading() as session:
        yield from _contents(session)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    grade = Grade.GOOD if sys.version_info >= (3, 11) else Grade.BAD
    return Finding("python", grade, {"version": version})


def _public_url() -> Finding:
    address = settings.PUBLIC_URL()
    local = urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1", None}
    return Finding("public_url", Grade.WARNING if local else Grade.GOOD, {"address": address})


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    grade = Grade.GOOD if free > LEAST_FREE_BYTES else Grade.WARNING
    return Finding("disk", grade, {"gigabytes": f"{free / 1e9:.1f}"})


def _schema() -> Finding:
    found, wanted = upgrade.versions()
    grade = Grade.GOOD if found == wanted else Grade.BAD
    return Finding("schema", grade, {"found": found or "–", "wanted": wanted})


def _contents(session: Session) -> Iterator[Finding]:
    damage = check.damage(session)
    yield Finding("integrity", Grade.BAD if damage else Grade.GOOD, {"damage": damage or ""})
    known = projects.every(session)
    yield Finding("projects", Grade.GOOD if known else Grade.WARNING, {"count": len(known)})
    for project in known:
        yield _policy(session, project)
        yield _mirrors(session, project)


def _policy(session: Session, project: projects.ProjectCard) -> Finding:
    try:
        projects.policy(session, project.id)
    except HuifangError as refused:
        facts = {"project": project.name, "reason": str(refused)}
        return Finding("policy", Grade.BAD, facts)
    return Finding("policy", Grade.GOOD, {"project": project.name, "reason": ""})


def _mirrors(session: Session, project: projects.ProjectCard) -> Finding:
    """Whether the newest tickets' columns are what their events amount to."""
    numbers = tickets_db.newest(session, project.id, limit=TICKETS_COMPARED)
    wrong = [number for number in numbers if not _mirrors_its_events(session, project.id, number)]
    facts = {"project": project.name, "compared": len(numbers), "wrong": len(wrong)}
    return Finding("mirrors", Grade.BAD if wrong else Grade.GOOD, facts)


def _mirrors_its_events(session: Session, project_id: int, number: int) -> bool:
    dossier = open_dossier(session, project_id, number)
    told = tickets_db.amounts_to(dossier.progress, dossier.due())
    return told == tickets_db.mirrored(session, project_id, number)
