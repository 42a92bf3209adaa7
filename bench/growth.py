"""How every list and figure fares as an office grows: 10 k, 100 k and 1 M tickets, both databases.

At every size the usual project has some 2,000 tickets, and one has a fifth of them all; both are
asked, in transactions of their own as doors do. Told is processor time, of the program and of the
database together, which a busy machine does not change. Limits: 95 of 100 within 100 ms, and for
the usual project no more than half as long again from the last size but one to the last.
`python -m bench.growth [tickets …] [--postgresql]`.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import psycopg
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from bench import grown
from bench.cpu import load_average
from bench.grown import Volume
from bench.questions import QUESTIONS, Office, Question, office
from db import engine, kept, projects
from db.engine import reading, rehearsing, writing
from desk import imports, tallies
from tests.files import a_csv, a_row, read

SIZES = (10_000, 100_000)
TICKETS_EACH = 2_000
LIMIT_MS, LIMIT_GROWTH = 100.0, 1.5
# Below this a difference is noise, not growth.
NOISE_MS = 2.0
TIMES, MOST_SECONDS = 40, 4.0
LARGE, USUAL = 1, 2

IMPORTED = 10_000

Clock = Callable[[], float]
Times = dict[tuple[str, int], tuple[float, float]]


def main() -> None:
    asked = _asked().parse_args()
    opened = grown.postgresql if asked.postgresql else _sqlite
    found, imported = {}, {}
    for tickets in sorted(asked.tickets or SIZES):
        volume = Volume(tickets, max(2, tickets // TICKETS_EACH))
        with opened(volume) as url:
            found[tickets], imported[tickets] = _measured(url, volume)
    _tell("PostgreSQL" if asked.postgresql else "SQLite", found)
    print(f"\n{IMPORTED:,} rows read in, into the largest project, in seconds:")
    print(", ".join(f"{taken:.1f} at {size:,}" for size, taken in imported.items()))


def _asked() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    asked.add_argument("tickets", type=int, nargs="*")
    asked.add_argument("--postgresql", action="store_true")
    return asked


@contextmanager
def _sqlite(volume: Volume) -> Iterator[str]:
    yield grown.sqlite(volume)


def _measured(url: str, volume: Volume) -> tuple[Times, float]:
    """Every question, and how many seconds an import takes."""
    engine.use(url)
    if not engine.current().is_sqlite:
        # All in the one process whose time is taken.
        event.listen(engine.current().reader, "connect", _work_alone)
    with reading() as session:
        clock = _processor_ms(session)
    found = {}
    for project_id in (USUAL, LARGE):
        _count_ahead(project_id, volume)
        with reading() as session:
            here = office(session, project_id, volume.now)
        for name, ask in QUESTIONS.items():
            found[name, project_id] = _timed(ask, here, clock)
    imported = _import_seconds(volume)
    engine.current().dispose()
    return found, imported


def _count_ahead(project_id: int, volume: Volume) -> None:
    """What the clockwork does every ten minutes for whoever reads results."""
    with reading() as session:
        count = tallies.count(session, projects.card(session, project_id), volume.now)
    if count is not None:
        with writing() as session:
            kept.keep(session, project_id, count, volume.now)


def _work_alone(connection: psycopg.Connection, _record: object) -> None:
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()


def _processor_ms(session: Session) -> Clock:
    """What this program and the server's process for it have used up together."""
    if engine.current().is_sqlite:
        return lambda: time.process_time() * 1000
    server = session.scalar(text("SELECT pg_backend_pid()"))
    used = Path(f"/proc/{server}/schedstat")
    return lambda: time.process_time() * 1000 + int(used.read_text().split()[0]) / 1e6


def _timed(ask: Question, here: Office, clock: Clock) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the first time is not counted."""
    _once(ask, here, clock)
    taken: list[float] = []
    until = time.perf_counter() + MOST_SECONDS
    while len(taken) < TIMES and (len(taken) < 5 or time.perf_counter() < until):
        taken.append(_once(ask, here, clock))
    return median(taken), quantiles(taken, n=20, method="inclusive")[-1]


def _once(ask: Question, here: Office, clock: Clock) -> float:
    began = clock()
    with reading() as session:
        ask(session, here)
    return clock() - began


def _import_seconds(volume: Volume) -> float:
    """All of it but the last sync: it is undone in the end."""
    rows = (
        a_row(
            编号=f"B{nth}",
            楼栋=f"{nth % 40 + 1}栋",
            房号=f"{nth % 24 + 1}01",
            电话=f"1390000{nth:04}",
        )
        for nth in range(IMPORTED)
    )
    content = a_csv(*rows)
    with rehearsing() as session:
        clock = _processor_ms(session)
        began = clock()
        imports.bring_in(session, None, LARGE, read(content), volume.now)
        return (clock() - began) / 1000


def _tell(database: str, found: dict[int, Times]) -> None:
    print(f"{database}: processor time in ms, median / 95th percentile; {load_average()}")
    for project_id, whose in ((USUAL, "usual project"), (LARGE, "largest project")):
        sizes = "".join(f"{size:>18,}" for size in found)
        print(f"\n{whose:<30}{sizes}   of {LIMIT_MS:.0f} ms   growth")
        for name in QUESTIONS:
            times = [found[size][name, project_id] for size in found]
            told = "".join(f"{p50:>10.1f} /{p95:>6.1f}" for p50, p95 in times)
            share = times[-1][1] / LIMIT_MS
            missed = " ▲" if share > 1 else ""
            print(f"{name:<30}{told}{share:>10.2f}{missed:<2}{_growth(times):>8}")


def _growth(times: list[tuple[float, float]]) -> str:
    """From the size before the last to the last, by the medians."""
    if len(times) < 2:
        return "–"
    before, last = (max(p50, NOISE_MS) for p50, _p95 in times[-2:])
    return f"{last / before:.2f}" + (" ▲" if last / before > LIMIT_GROWTH else "")


if __name__ == "__main__":
    main()
