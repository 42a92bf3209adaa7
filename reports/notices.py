"""Notices as they are written: one by itself, or a digest of many, with the link to the desk."""

from collections.abc import Sequence
from datetime import datetime

from db.notices import Claim
from db.projects import ProjectCard
from desk.parcels import Parcel
from domain.notices import EVENT_TYPES, NoticeKind
from lang import N_, say
from lang.notices import circumstances, notice


def parcel(project: ProjectCard, claims: Sequence[Claim], base: str, now: datetime) -> Parcel:
    """One notice, or several for one target as a digest; in the project's language."""
    sent_at = int(now.timestamp())
    first, language = claims[0], project.language
    # A notice's own id is known in its project only.
    id = f"{project.id}-{first.id}"
    if len(claims) == 1:
        where = link(project.id, first, base)
        return Parcel(
            id,
            _titled(project, notice(language, first.kind, first.facts)),
            circumstances(language, first.facts),
            where,
            sent_at,
            _told(project, first, where),
        )
    lines = [f"{notice(language, c.kind, c.facts)}\n{link(project.id, c, base)}" for c in claims]
    title = say(language, N_("{count} notices"), count=len(claims))
    where = f"{base.rstrip('/')}/queue?project={project.id}"
    body = "\n\n".join(lines)
    return Parcel(id, _titled(project, title), body, where, sent_at)


def link(project_id: int, claim: Claim, base: str) -> str:
    """Where the desk shows what the notice is about."""
    report, period = claim.facts.get("report"), claim.facts.get("period")
    if report and period:
        chosen = f"report={report}&period={period}"
        return f"{base.rstrip('/')}/reports?project={project_id}&{chosen}"
    ticket = claim.facts.get("ticket")
    if claim.kind is NoticeKind.ANSWERED and not ticket:
        return f"{base.rstrip('/')}/results?project={project_id}"
    where = f"{base.rstrip('/')}/queue?project={project_id}"
    return f"{where}&ticket={ticket}" if ticket else where


def _titled(project: ProjectCard, said: str) -> str:
    return f"{project.name}: {said}" if project.language == "en" else f"【{project.name}】{said}"


def _told(project: ProjectCard, claim: Claim, where: str) -> dict[str, object]:
    """What a program is told: codes, numbers and a link; of people nothing."""
    return {
        "type": EVENT_TYPES[claim.kind],
        "timestamp": f"{claim.created_at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "data": {"project": project.id, **claim.facts, "link": where},
    }
