"""What benchmarks take from the sample project, and projects of their own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from db import callbacks, numbers, projects, tickets
from db.callbacks import NewCallback
from db.engine import writing
from db.tickets import NewTicket
from desk import codes as code_desk
from domain.callbacks import Window
from domain.deadlines import Terms, deadlines, next_deadline
from domain.policy import CallbackRow, Policy
from domain.tickets import Event, Intake, Kind, Severity, Step, fold


def codes_not_answered(folder: Path, count: int) -> list[str]:
    """Codes of this month's resolved tickets that nobody has answered yet, the newest first."""
    wanted = text(
        "SELECT token FROM codes JOIN tickets ON tickets.project_id = codes.project_id "
        "AND tickets.number = codes.ticket WHERE tickets.resolved_at IS NOT NULL "
        "AND token NOT IN (SELECT token FROM responses) ORDER BY issued_at DESC LIMIT :count"
    )
    engine = create_engine(f"sqlite:///{folder / 'huifang.db'}")
    with engine.connect() as connection:
        found = list(connection.scalars(wanted, {"count": count}))
    engine.dispose()
    return found


def codes_of_new_tickets(count: int) -> list[str]:
    """The codes of so many tickets resolved just now, in a new project of the current database."""
    now = datetime.now(UTC)
    with writing() as session:
        project_id = projects.add(
            session,
            name=f"翠湖花园 {now:%H%M%S%f}",
            zone="Asia/Shanghai",
            language="zh_CN",
            now=now,
        )
        policy = projects.policy(session, project_id)
        first = numbers.take(session, project_id, "ticket", count)
        new = [_resolved(number, policy, now) for number in range(first, first + count)]
        tickets.add(session, project_id, new)
        window = Window(now.date(), now.date() + timedelta(days=3))
        callbacks.owe(
            session,
            project_id,
            [NewCallback(ticket.number, 1, CallbackRow.REPAIR, window) for ticket in new],
        )
        return [code_desk.for_ticket(session, None, project_id, one.number, now) for one in new]


def _resolved(number: int, policy: Policy, now: datetime) -> NewTicket:
    steps = (Step.RECEIVED, Step.DISPATCHED, Step.ACCEPTED, Step.RESOLVED)
    events = [
        Event(step, now - timedelta(hours=4 - seq), seq) for seq, step in enumerate(steps, start=1)
    ]
    progress = fold(events)
    terms = Terms(Kind.REPAIR, Severity.MINOR, None)
    due = next_deadline(deadlines(terms, progress, policy, UTC), progress.stage)
    return NewTicket(number, Intake(Kind.REPAIR, "厨房水管漏水"), events, progress, due)
