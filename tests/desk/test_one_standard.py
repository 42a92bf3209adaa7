"""One standard for everybody: who somebody is moves no ticket forward and no limit closer."""

from pathlib import Path

import pytest

from db.engine import reading
from db.queue import queue
from domain.residents import Criterion, Importance, Mindset, Party, Tenure
from tests.builders import HOUR, MONDAY_MORNING, a_person, a_project, a_ticket
from tests.test_house import ROOT, imported

NOW = MONDAY_MORNING
SEGMENTS = [
    {"importance": Importance.STRATEGIC},
    {"tenure": Tenure.TENANT},
    {"party": Party.ORGANISATION, "mindset": Mindset.COST},
    {"criteria": list(Criterion)},
    {},
]
# Whatever orders, times, raises or hands out tickets.
TIMED_BY = (
    *("domain/tickets.py", "domain/deadlines.py", "domain/escalations.py", "domain/intake.py"),
    *("desk/tickets.py", "desk/escalations.py", "desk/callbacks.py", "desk/complaints.py"),
    *(
        "db/tickets.py",
        "db/queue.py",
        "db/escalations.py",
        "db/board.py",
        "db/callbacks.py",
        "pages/queue.py",
    ),
)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("order", [SEGMENTS, SEGMENTS[::-1]])
def test_the_queue_keeps_the_order_of_intake_whoever_asked(order):
    project = a_project()
    numbers = [
        a_ticket(project, resident_id=a_person(project, **facts), now=NOW + nth * HOUR)
        for nth, facts in enumerate(order)
    ]

    with reading() as session:
        lines = queue(session, project)

    assert [line.number for line in lines] == numbers
    waits = {line.due_at - line.received_at for line in lines}
    assert len(waits) == 1


@pytest.mark.parametrize("file", TIMED_BY)
def test_nothing_that_times_or_orders_tickets_knows_segments(file):
    used = set(imported(Path(ROOT / file)))

    assert not [one for one in used if "residents" in one.split(".") or "fairness" in one]
