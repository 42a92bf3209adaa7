"""Notices as they are written: one by itself, or a digest of many, with the link to the desk."""

from collections.abc import Sequence
from datetime import datetime

from db.notices import Claim
from db.projects import ProjectCard
from desk.parcels import Parcel
from lang import N_, say
from lang.notices import circumstances, notice


def parcel(project: ProjectCard, claims: Sequence[Claim], base: str, now: datetime) -> Parcel:
    """One notice, or several for one target as a digest; in the project's language."""
    sent_at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    first, language = claims[0], project.language
    if len(claims) == 1:
        return Parcel(
            first.id,
            _titled(project, notice(language, first.kind, first.facts)),
            circumstances(language, first.facts),
            link(project.id, first, base),
            sent_at,
            _facts(project, first),
        )
    lines = [f"{notice(language, c.kind, c.facts)}\n{link(project.id, c, base)}" for c in claims]
    title = say(language, N_("{count} notices"), count=len(claims))
    gathered = {"project": project.name, "notices": [_facts(project, claim) for claim in claims]}
    where = f"{base.rstrip('/')}/queue?project={project.id}"
    body = "\n\n".join(lines)
    return Parcel(first.id, _titled(project, title), body, where, sent_at, gathered)


def link(project_id: int, claim: Claim, base: str) -> str:
    """Where the desk shows what the notice is about."""
    report, period = claim.facts.get("report"), claim.facts.get("period")
    if report and period:
        chosen = f"report={report}&period={period}"
        return f"{base.rstrip('/')}/reports?project={project_id}&{chosen}"
    where = f"{base.rstrip('/')}/queue?project={project_id}"
    ticket = claim.facts.get("ticket")
    return f"{where}&ticket={ticket}" if ticket else where


def _titled(project: ProjectCard, said: str) -> str:
    return f"{project.name}: {said}" if project.language == "en" else f"【{project.name}】{said}"


def _facts(project: ProjectCard, claim: Claim) -> dict[str, object]:
    told = {"project": project.name, "notice": claim.kind.value, "notice_id": claim.id}
    return {**told, "facts": claim.facts, "created_at": claim.created_at.isoformat()}
