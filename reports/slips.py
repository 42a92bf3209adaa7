"""Work slips (派工单): the A5 sheet a technician takes along, signed and left with the resident.

It lies about, so it names nobody unless asked to, and numbers in free words are masked.
"""

from dataclasses import dataclass
from datetime import datetime

from db.people import ResidentCard
from db.projects import ProjectCard
from db.tickets import TicketLine
from domain.masking import masked
from domain.tickets import Intake
from lang import moment, term
from lang.sentences import N_
from reports.paper import sheet

LONGEST = 280
STEPS = (
    N_("On site at the agreed time"),
    N_("Cause found and explained"),
    N_("Price agreed before the work"),
    N_("Work done and tried out"),
    N_("Place left clean"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done; `appointment` when one was agreed, `quoted` the price named so far."""

    project: ProjectCard
    line: TicketLine
    intake: Intake
    appointment: datetime | None = None
    quoted: float | None = None
    resident: ResidentCard | None = None


def slip(job: Job, address: str, language: str) -> str:
    """One A5 page. The resident's name and phone stand on it only when the job brings them."""
    return sheet(
        "slip.html",
        [language],
        job=job,
        address=address,
        kind=term(language, "kind", job.line.kind),
        received=_said(job, job.line.received_at, language),
        appointment=_said(job, job.appointment, language),
        subject=masked(job.line.subject),
        words=_brief(masked(job.intake.asks or job.intake.words)),
        steps=STEPS,
    )


def _brief(words: str) -> str:
    """What fits into the space for it; the rest is told at the door."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _said(job: Job, at: datetime | None, language: str) -> str:
    return moment(language, at, job.project.zone, year=True) if at else ""
