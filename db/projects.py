"""Projects (项目), their policy, and the formula versions that score their responses."""

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.orm import Session

import settings
from db.engine import unless_taken
from db.rows import fetch, fetch_one
from db.schema import FormulaVersion, Project
from domain.contacts import NONE, Contacts
from domain.errors import NotFound
from domain.formula import Formula
from domain.policy import Policy, projects_own
from domain.projects import Description


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """One project as everybody needs it; `contact` is the one line to call for everything."""

    id: int
    name: str
    zone_name: str
    language: str
    contact: str
    is_sample: bool
    contacts: Contacts = NONE

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


_CARD = (
    Project.id,
    Project.name,
    Project.zone,
    Project.language,
    Project.contact,
    Project.is_sample,
    Project.contacts,
)


def every(session: Session) -> list[ProjectCard]:
    """All projects that have not been removed, by id."""
    wanted = select(*_CARD).where(Project.removed_at.is_(None)).order_by(Project.id)
    return fetch(session, wanted, ProjectCard)


def card(session: Session, project_id: int) -> ProjectCard:
    """Raises NotFound for an unknown or removed project."""
    wanted = select(*_CARD).where(Project.id == project_id, Project.removed_at.is_(None))
    found = fetch_one(session, wanted, ProjectCard)
    if found is None:
        raise NotFound("project", project_id)
    return found


def any_ever(session: Session) -> bool:
    """Whether there has been a project, even one removed since."""
    return session.scalar(select(Project.id).limit(1)) is not None


def named(session: Session, name: str) -> ProjectCard | None:
    wanted = select(*_CARD).where(Project.name == name, Project.removed_at.is_(None))
    return fetch_one(session, wanted, ProjectCard)


def add(
    session: Session,
    *,
    name: str,
    zone: str,
    language: str,
    now: datetime,
    contact: str = "",
    contacts: Contacts | None = None,
    is_sample: bool = False,
) -> int:
    """The new project's id."""
    project = Project(
        name=name,
        zone=zone,
        language=language,
        contact=contact,
        contacts=contacts or Contacts(),
        is_sample=is_sample,
        policy={},
        created_at=now,
    )
    session.add(project)
    session.flush()
    return project.id


def describe(session: Session, project_id: int, told: Description) -> None:
    session.execute(
        update(Project)
        .where(Project.id == project_id, Project.removed_at.is_(None))
        .values(name=told.name, contact=told.contact, contacts=told.contacts)
    )


def remove(session: Session, project_id: int, now: datetime) -> None:
    """Closes a project; its name becomes free again, its history stays."""
    freed = func.substr(Project.name, 1, 60).concat(f" ({now:%Y%m%d%H%M%S})")
    session.execute(
        update(Project)
        .where(Project.id == project_id, Project.removed_at.is_(None))
        .values(removed_at=now, name=freed)
    )


@cache
def house_policy() -> dict[str, Any]:
    """policy.toml as it stands, a tree of plain values."""
    return tomllib.loads(settings.POLICY_FILE.read_text(encoding="utf-8"))


def policy(session: Session, project_id: int) -> Policy:
    """policy.toml with this project's overrides. Raises WrongPolicy."""
    override = session.scalars(
        select(cast(Project.policy, Text)).where(Project.id == project_id)
    ).one_or_none()
    return policy_with(override or "{}")


@lru_cache(maxsize=512)
def policy_with(override: str) -> Policy:
    """policy.toml with these overrides, as JSON. Raises WrongPolicy."""
    return projects_own(house_policy(), json.loads(override))


def override(session: Session, project_id: int) -> dict[str, Any]:
    """What the project's own policy says, and nothing else."""
    return dict(session.scalar(select(Project.policy).where(Project.id == project_id)) or {})


def override_policy(session: Session, project_id: int, override: dict[str, Any]) -> None:
    """Store the project's own policy. Raises WrongPolicy, and then changes nothing."""
    projects_own(house_policy(), override)
    session.execute(update(Project).where(Project.id == project_id).values(policy=override))


@lru_cache(maxsize=512)
def is_defined_by(formula: Formula, definition: str) -> bool:
    """Whether a version that is stored with this JSON is the same formula."""
    return bool(json.loads(definition) == formula.as_dict())


def formula_version(session: Session, project_id: int, formula: Formula, now: datetime) -> int:
    """The number under which this formula is stored; a changed formula gets the next one."""
    wanted = (
        select(FormulaVersion.version, FormulaVersion.definition)
        .where(FormulaVersion.project_id == project_id)
        .order_by(FormulaVersion.version.desc())
        .limit(1)
    )
    latest = session.execute(wanted).one_or_none()
    if latest and latest.definition == formula.as_dict():
        return int(latest.version)
    version = int(latest.version) + 1 if latest else 1
    new = FormulaVersion(
        project_id=project_id, version=version, definition=formula.as_dict(), since=now
    )
    # Two residents may be the first at once; whoever comes second finds the version after all.
    with unless_taken(session):
        session.add(new)
    return formula_version(session, project_id, formula, now)
