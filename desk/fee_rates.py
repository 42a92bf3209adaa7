"""Fee-collection rates (收费率): typed in, or read from a small file of months and rates."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from db import projects, reports_rates
from desk.sheets import read_table
from domain.access import Action, Actor
from domain.errors import HuifangError, WrongValue
from domain.fee_rates import read_month, read_rate

MOST_MONTHS = 240


class WrongRow(HuifangError):
    """The row on `line` of a file of rates cannot be read; `field` and `reason` say why."""

    code = "fee_rates.wrong_row"

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(f"{line}: {field}: {reason}")
        self.line = line
        self.field = field
        self.reason = reason


def type_rate(
    session: Session, actor: Actor, project_id: int, month: date, rate: float, now: datetime
) -> None:
    """The share of a month's fees, 0–1, that came in. Raises NotAllowed, WrongValue."""
    _keep(session, actor, project_id, {month.replace(day=1): read_rate(f"{rate * 100}%")}, now)


def read_rates(
    session: Session, actor: Actor, project_id: int, content: bytes, now: datetime
) -> int:
    """From a file whose rows are a month and a rate; how many. All of it, or nothing.

    Raises NotAllowed, FileUnreadable, WrongRow.
    """
    actor.must(Action.ADMINISTER, project_id)
    found = rates_in(content)
    _keep(session, actor, project_id, found, now)
    return len(found)


def rates_in(content: bytes) -> dict[date, float]:
    """The rates by month; a first row without a month is the heading."""
    heading, *rows = read_table(content).records
    if not _is_heading(heading.cells):
        rows.insert(0, heading)
    found: dict[date, float] = {}
    for line, cells in rows[: MOST_MONTHS + 1]:
        month, rate, *_more = [*cells, "", ""]
        try:
            found[read_month(month)] = read_rate(rate)
        except WrongValue as refused:
            raise WrongRow(line, refused.field, refused.reason) from refused
    if not found or len(rows) > MOST_MONTHS:
        raise WrongValue("fee_file", "too_long" if found else "empty")
    return found


def _is_heading(cells: list[object]) -> bool:
    try:
        read_month(cells[0])
    except WrongValue:
        return True
    return False


def _keep(
    session: Session, actor: Actor, project_id: int, rates: dict[date, float], now: datetime
) -> None:
    actor.must(Action.ADMINISTER, project_id)
    today = now.astimezone(projects.card(session, project_id).zone).date()
    if max(rates) > today:
        raise WrongValue("month", "in_the_future")
    reports_rates.add(session, project_id, rates, now, actor.staff_id)
