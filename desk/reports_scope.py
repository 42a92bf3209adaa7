"""The scope of a report (报表范围): whose, of which days, and seen from which moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import projects
from db.projects import ProjectCard
from db.reports_spreads import Chosen
from db.reports_tickets import Judge
from domain.policy import Policy
from domain.reports import Period, before
from domain.tickets import Kind, Severity


@dataclass(frozen=True, slots=True)
class Scope:
    project: ProjectCard
    policy: Policy
    period: Period
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.project.zone).date()

    @property
    def limits(self) -> tuple[datetime, datetime]:
        return self.period.limits(self.project.zone)

    @property
    def judge(self) -> Judge:
        return Judge(self.project, self.policy, self.now)

    def chosen(self, kind: Kind | None = None, severity: Severity | None = None) -> Chosen:
        """The tickets received in the period."""
        return Chosen(*self.limits, kind, severity)

    def earlier(self) -> "Scope":
        """The same for the month or quarter before."""
        return replace(self, period=before(self.period))


def scope(session: Session, project_id: int, period: Period, now: datetime) -> Scope:
    """Raises NotFound."""
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    return Scope(project, policy, period, now)
