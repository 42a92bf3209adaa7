"""Reports about steps: the service blueprint (服务蓝图), and a quarter's callbacks (回访统计)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import callback_rates, people, reports_callbacks
from db.reports_callbacks import Heard
from db.reports_spreads import By, by_step, to_resolve
from db.reports_tickets import kept
from desk.reports_scope import Scope
from desk.reports_tickets import Verdicts, resolving
from domain.blueprints import Kept, Link, Spread, weakest
from domain.callbacks import Rates
from domain.groups import SHOWN_FROM, share, visible_count
from domain.policy import CallbackRow, Policy
from domain.reports import Document, Row
from domain.tickets import Kind, Severity, Step

HOUR = timedelta(hours=1)
STEPS = {
    Link.DISPATCH: Step.DISPATCHED,
    Link.ARRIVE: Step.ARRIVED,
    Link.RESOLVE: Step.RESOLVED,
    Link.REPLY: Step.REPLIED,
}
RAISED = {Link.RAISE_MAJOR: Severity.MAJOR, Link.RAISE_IMPORTANT: Severity.IMPORTANT}
# What may stand in for a standard in hours.
OR_ELSE = {
    Link.ARRIVE: "appointment",
    Link.RESOLVE: "own_deadline",
    Link.REPLY: "letter",
    Link.CALL_BACK: "window",
}


def blueprint(session: Session, scope: Scope) -> Document:
    """Each step's standard beside what was measured, and the step that fails most often."""
    judged = kept(session, scope.chosen(), scope.judge)
    links = {link: _kept(judged, link) for link in (*RAISED, *STEPS)}
    links[Link.CALL_BACK] = _callbacks(session, scope)
    took = _took(session, scope)
    worst = weakest(links)
    steps: list[Row] = [
        {
            "link": link.value,
            "standard_hours": _standard(link, scope.policy),
            "or_else": _or_else(link, scope.policy),
            **_hours(took.get(link, Spread())),
            **_judged(links[link]),
            "mark": "weakest" if link is worst else None,
        }
        for link in Link
    ]
    by_kind = list(_by_kind(session, scope, judged))
    return Document({"steps": steps, "by_kind": by_kind}, {"weakest": worst})


def _hours(spent: Spread) -> dict[str, Any]:
    return {"n": spent.n, "median_hours": spent.median, "p90_hours": spent.p90}


def _judged(one: Kept) -> dict[str, Any]:
    return {"counted": one.counted, "late": one.late, "share_late": one.share_late}


def _kept(judged: Verdicts, link: Link) -> Kept:
    step = STEPS.get(link, Step.ESCALATED)
    found = [
        steps.get(step, Kept())
        for (_kind, severity), steps in judged.items()
        if link in STEPS or severity is RAISED[link]
    ]
    return Kept(sum(one.counted for one in found), sum(one.late for one in found))


def _callbacks(session: Session, scope: Scope) -> Kept:
    days = (scope.period.first, scope.period.last)
    found = callback_rates.by_row(session, scope.project.id, scope.today, *days).values()
    return Kept(sum(one.counted for one in found), sum(one.counted - one.on_time for one in found))


def _took(session: Session, scope: Scope) -> dict[Link, Spread]:
    """Hours as the clock on the wall counts them; only lateness knows of working time."""
    project = scope.project.id
    every = by_step(session, project, scope.chosen())
    raised = {
        link: by_step(session, project, scope.chosen(severity=severity))[Step.ESCALATED]
        for link, severity in RAISED.items()
    }
    return raised | {link: every[step] for link, step in STEPS.items()}


def _standard(link: Link, policy: Policy) -> float | None:
    standards = policy.standards
    found = {
        Link.RAISE_MAJOR: policy.severity[Severity.MAJOR].raise_within,
        Link.RAISE_IMPORTANT: policy.severity[Severity.IMPORTANT].raise_within,
        Link.DISPATCH: standards.dispatch,
        Link.ARRIVE: standards.arrive,
        Link.RESOLVE: policy.severity[Severity.MINOR].resolve_within or standards.resolve,
        Link.REPLY: standards.reply,
    }.get(link)
    return found / HOUR if found else None


def _or_else(link: Link, policy: Policy) -> str | None:
    if link in RAISED:
        return policy.severity[RAISED[link]].raise_by
    return OR_ELSE.get(link)


def _by_kind(session: Session, scope: Scope, judged: Verdicts) -> Iterator[Row]:
    took = to_resolve(session, scope.project.id, scope.chosen(), By.KIND)
    late = resolving(judged)
    for kind in Kind:
        if kind in took or late[kind].counted:
            yield {"kind": kind.value, **_hours(took.get(kind, Spread())), **_judged(late[kind])}


def callbacks(session: Session, scope: Scope) -> Document:
    """Rates against their targets, what residents said, causes, and by assignee."""
    project, days = scope.project.id, (scope.period.first, scope.period.last)
    rates = callback_rates.by_row(session, project, scope.today, *days)
    heard = reports_callbacks.heard(session, project, *days)
    causes = reports_callbacks.causes(session, project, scope.today, *days)
    months = callback_rates.by_month(session, project, scope.today, *days)
    return Document(
        {
            "by_row": [
                {
                    "callback_row": row.value,
                    **_rates(rates[row]),
                    "target": scope.policy.callbacks[row].target,
                }
                for row in CallbackRow
                if row in rates
            ],
            "by_month": [
                {"month": f"{month:%Y-%m}", **_rates(one)} for month, one in months.items()
            ],
            "by_assignee": list(_by_assignee(session, scope)),
            "heard": [
                {"callback_row": row.value, **_heard(heard[row])}
                for row in CallbackRow
                if row in heard
            ],
            "causes": [
                {"cause": cause, "callbacks": getattr(causes, cause)}
                for cause in causes.__dataclass_fields__
            ],
        }
    )


def _rates(one: Rates) -> dict[str, Any]:
    counts = {"done": one.done, "counted": one.counted, "pending": one.pending}
    return {**counts, "completion": one.completion, "punctuality": one.punctuality}


def _heard(one: Heard) -> dict[str, Any]:
    """Of too few no share and no mark; of fewer still not even how many."""
    is_told = one.made >= SHOWN_FROM
    said = share(one.satisfied, one.made) if is_told else None
    return {
        "n": visible_count(one.made),
        "share": said.fraction if said else None,
        "low": said.interval.low if said else None,
        "high": said.interval.high if said else None,
        "quality": one.quality if is_told else None,
        "effect": one.effect if is_told else None,
    }


def _by_assignee(session: Session, scope: Scope) -> Iterator[Row]:
    """By name, those that nobody was given last; no ranking."""
    days = (scope.period.first, scope.period.last)
    found = callback_rates.by_assignee(session, scope.project.id, scope.today, *days)
    names = {one.id: one.name for one in people.colleagues(session, scope.project.id)}
    named = [(names.get(id) if id else None, one) for id, one in found.items()]
    for name, one in sorted(named, key=lambda item: (item[0] is None, item[0] or "")):
        yield {"assignee": name, **_rates(one)}
