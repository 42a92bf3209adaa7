"""Reports about tickets: the monthly complaint summary (每月投诉汇总) and the owners' committee's
monthly report (业委会月报), which names nobody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from db import callback_rates, outages
from db import reports_tickets as tickets_db
from db.outages import OutageLine
from db.reports_answers import scores
from db.reports_spreads import By, by_step, to_resolve
from db.reports_tickets import Handled
from desk import reports_costs
from desk.reports_answers import gap_rows, satisfaction_rows
from desk.reports_scope import Scope
from domain.blueprints import Kept, Spread
from domain.policy import CallbackRow
from domain.reports import Document, Row
from domain.tickets import Category, Kind, Rung, Severity, Step
from domain.walks import on_the_way

Verdicts = Mapping[tuple[Kind, Severity], Mapping[Step, Kept]]
MOST_OUTAGES = 200
NOTHING = Handled()


def complaints(session: Session, scope: Scope) -> Document:
    """By category, severity and building; how long each stage took; raised, and come again."""
    project, chosen = scope.project.id, scope.chosen(Kind.COMPLAINT)
    repeats = tickets_db.repeats(session, project, chosen)
    kept = tickets_db.kept(session, chosen, scope.judge)
    buildings = tickets_db.handled(session, project, chosen, By.BUILDING)
    rungs = tickets_db.escalations(session, project, chosen)
    return Document(
        {
            "headline": _headline(session, scope, sum(repeats.values())),
            "by_category": list(_by_category(session, scope)),
            "by_severity": list(_by_severity(session, scope, kept)),
            "by_building": [
                {"building": name, **_counts(one), "repeats": repeats.get(name, 0)}
                for name, one in sorted(buildings.items(), key=lambda item: on_the_way(item[0]))
            ],
            "stages": [
                {"step": step.value, **_took(one)}
                for step, one in by_step(session, project, chosen).items()
                if step is not Step.ESCALATED
            ],
            "escalations": [
                {"rung": rung.value, "tickets": rungs[rung][0], "missed": rungs[rung][1]}
                for rung in Rung
                if rung in rungs
            ],
            **reports_costs.blocks(session, scope),
        },
    )


def _headline(session: Session, scope: Scope, repeats: int) -> list[Row]:
    """Beside the month before, unless the project was not at work by then."""
    now, earlier = _in_all(session, scope), scope.earlier()
    was_at_work = tickets_db.any_before(session, scope.project.id, earlier.limits[1])
    before = _in_all(session, earlier) if was_at_work else {}
    if was_at_work:
        chosen = earlier.chosen(Kind.COMPLAINT)
        before["repeats"] = sum(tickets_db.repeats(session, scope.project.id, chosen).values())
    now["repeats"] = repeats
    return [{"figure": name, "count": now[name], "before": before.get(name)} for name in now]


def _in_all(session: Session, scope: Scope) -> dict[str, int]:
    one = tickets_db.in_all(session, scope.project.id, scope.chosen(Kind.COMPLAINT))
    return {**_counts(one), "reopened": one.reopened}


def _counts(one: Handled) -> dict[str, int]:
    return {
        "received": one.received,
        "resolved": one.resolved,
        "open": one.open,
        "escalated": one.escalated,
    }


def _took(one: Spread) -> dict[str, Any]:
    return {"n": one.n, "median_hours": one.median, "p90_hours": one.p90}


def _judged(kept: Kept) -> dict[str, Any]:
    return {"counted": kept.counted, "late": kept.late, "share_late": kept.share_late}


def _by_category(session: Session, scope: Scope) -> Iterator[Row]:
    project, chosen = scope.project.id, scope.chosen(Kind.COMPLAINT)
    found = tickets_db.handled(session, project, chosen, By.CATEGORY)
    took = to_resolve(session, project, chosen, By.CATEGORY)
    for category in (*Category, None):
        if category in found:
            spent = took.get(category, Spread())
            yield {
                "category": category.value if category else None,
                **_counts(found[category]),
                "median_hours": spent.median,
                "p90_hours": spent.p90,
            }


def _by_severity(session: Session, scope: Scope, kept: Verdicts) -> Iterator[Row]:
    """Each severity by its own limit: reported, handed up, or resolved in time."""
    project, chosen = scope.project.id, scope.chosen(Kind.COMPLAINT)
    found = tickets_db.handled(session, project, chosen, By.SEVERITY)
    for severity in Severity:
        rule = scope.policy.severity[severity]
        limit = Step.ESCALATED if rule.raise_to else Step.RESOLVED
        judged = kept.get((Kind.COMPLAINT, severity), {}).get(limit, Kept())
        counts = _counts(found.get(severity, NOTHING))
        yield {"severity": severity.value, **counts, "limit": limit.value, **_judged(judged)}


def owners(session: Session, scope: Scope) -> Document:
    """Complaints, repairs, enquiries and how they were handled; cuts; what residents said."""
    found = scores(session, scope.project.id, *scope.limits)
    return Document(
        {
            "by_kind": list(_by_kind(session, scope)),
            "complaints": [
                {name: row[name] for name in ("category", "received", "resolved", "open")}
                for row in _by_category(session, scope)
            ],
            "callbacks": list(_callbacks(session, scope)),
            "events": [_event(one, scope) for one in _outages(session, scope)],
            "satisfaction": satisfaction_rows(found.gap, found.direct),
            "gap": gap_rows(found.expectation, found.delivered, found.gap),
        },
        {"answered": found.answered, "asked": found.asked, "verdict": found.gap.verdict.value},
    )


def _by_kind(session: Session, scope: Scope) -> Iterator[Row]:
    project, chosen = scope.project.id, scope.chosen()
    found = tickets_db.handled(session, project, chosen, By.KIND)
    took = to_resolve(session, project, chosen, By.KIND)
    kept = resolving(tickets_db.kept(session, chosen, scope.judge))
    for kind in Kind:
        if kind in found:
            one, spent = found[kind], took.get(kind, Spread())
            counts = {"received": one.received, "resolved": one.resolved, "open": one.open}
            took_hours = {"median_hours": spent.median, "p90_hours": spent.p90}
            yield {"kind": kind.value, **counts, **took_hours, **_judged(kept[kind])}


def resolving(kept: Verdicts) -> dict[Kind, Kept]:
    """How often the work was done in time, by kind; of a letter, the reply."""
    counted: Counter[Kind] = Counter()
    late: Counter[Kind] = Counter()
    for (kind, _severity), steps in kept.items():
        one = steps.get(Step.REPLIED if kind is Kind.LETTER else Step.RESOLVED, Kept())
        counted[kind] += one.counted
        late[kind] += one.late
    return {kind: Kept(counted[kind], late[kind]) for kind in Kind}


def _callbacks(session: Session, scope: Scope) -> Iterator[Row]:
    days = (scope.period.first, scope.period.last)
    found = callback_rates.by_row(session, scope.project.id, scope.today, *days)
    for row in CallbackRow:
        if row in found:
            one, target = found[row], scope.policy.callbacks[row].target
            share = {"completion": one.completion, "target": target}
            yield {"callback_row": row.value, "done": one.done, "counted": one.counted, **share}


def _outages(session: Session, scope: Scope) -> Iterable[OutageLine]:
    since, until = scope.limits
    every = outages.outages(session, scope.project.id, limit=MOST_OUTAGES)
    mine = [one for one in every if since <= one.cut.starts_at < until]
    return sorted(mine, key=lambda one: one.cut.starts_at)


def _event(one: OutageLine, scope: Scope) -> Row:
    """A cut, by its buildings; how long it took once it is over."""
    cut, ends = one.cut, one.over_at
    hours = (ends - cut.starts_at).total_seconds() / 3600 if ends else None
    return {
        "supply": cut.supply.value,
        "planned": "planned" if cut.is_planned else "unplanned",
        "day": cut.starts_at.astimezone(scope.project.zone).date().isoformat(),
        "hours": hours if hours is None or hours >= 0 else None,
        "where": ", ".join(dict.fromkeys(area.building for area in cut.where)),
    }
