"""How fast results are told from ten thousand, a hundred thousand and a million answers.

One project has all of them. Each section is read as its page reads it, many times over, for the
last 30 days and for all of time, once the clockwork has counted that; beside it the clockwork's own
count, and the same score as it is usually got: the whole table into pandas. `--quick` leaves the
million out.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import pandas as pd
from sqlalchemy.orm import Session

import clockwork
from bench.grown import Volume, fill
from db import behind, engine, projects, results, results_audit, results_groups, results_time
from db.behind import Mark, What
from db.engine import reading
from db.tallies import Asked, By
from domain.periods import Period, limits
from domain.satisfaction import Method, Verdict

GROWN = 50_000
VOLUMES = (10_000, 100_000, 1_000_000)
RUNS = 20
GOAL_MS, GOAL_MB = 300, 50
FORMULA = Mark(What.METHOD, Method.FORMULA)
SECTIONS: dict[str, Callable[[Session, Asked], object]] = {
    "score": results.results_of,
    "by kind": lambda session, asked: results_groups.groups_of(session, asked, By.KIND),
    "by building": lambda session, asked: results_groups.groups_of(session, asked, By.BUILDING),
    "over time": results_time.over_time,
    "formula": lambda session, asked: (
        results_audit.audit(session, asked),
        results_audit.versions(session, asked),
    ),
    "answers": lambda session, asked: behind.behind(session, behind.newest(session, asked)),
    "one mark": lambda session, asked: behind.behind(
        session, behind.newest(session, asked), Verdict.DISSATISFIED, FORMULA
    ),
}
# A copy of every answer by another code; at one standing code, by another visitor.
COPY = {
    "codes": "INSERT INTO codes SELECT {codes} FROM grown.codes",
    "responses": "INSERT INTO responses SELECT {responses} FROM grown.responses",
    "scores": "INSERT INTO scores SELECT {scores} FROM grown.scores",
}
MOVED = {"token": "token || '{copy:X}'", "ticket": "NULL", "complaint": "NULL", "place_id": "NULL"}


def multiply(grown: Path, file: Path, answers: int) -> None:
    """So many answers, from those that were grown, repeated by the same households or cut off."""
    shutil.copyfile(grown, file)
    with sqlite3.connect(file) as connection:
        connection.execute("ATTACH ? AS grown", [str(grown)])
        for copy in range(1, answers // GROWN):
            for table, statement in COPY.items():
                connection.execute(statement.format(**{table: _columns(connection, table, copy)}))
        if answers < GROWN:
            first = "SELECT token, slot FROM scores ORDER BY day DESC LIMIT ?"
            gone = f"DELETE FROM scores WHERE (token, slot) NOT IN ({first})"  # noqa: S608  ours
            connection.execute(gone, [answers])


def _columns(connection: sqlite3.Connection, table: str, copy: int) -> str:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    return ", ".join(MOVED.get(name, name).format(copy=copy) for name in names)


def milliseconds(section: Callable[[Session, Asked], object], asked: Asked) -> list[float]:
    found = []
    for _run in range(RUNS):
        with reading() as session:
            began = perf_counter()
            section(session, asked)
            found.append(1000 * (perf_counter() - began))
    return found


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def peak_mb() -> float:
    """Of this process alone: the highest that getrusage knows came along from its parent."""
    highest = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert highest is not None
    return int(highest[1]) / 1024


def ours(file: Path) -> None:
    engine.use(f"sqlite:///{file}")
    now = datetime.now(UTC)
    with reading() as session:
        (card,) = projects.every(session)
        asked = {
            period: results.asked_for(
                session, card.id, *limits(period, now.astimezone(card.zone).date(), card.zone)
            )
            for period in (Period.LAST_30_DAYS, Period.ALL)
        }
    before, began = peak_mb(), perf_counter()
    clockwork.keep_tallies(now)
    counting = perf_counter() - began
    worst = 0.0
    for name, section in SECTIONS.items():
        times = {period: milliseconds(section, days) for period, days in asked.items()}
        worst = max(worst, *map(p95, times.values()))
        told = (
            f"{period}: {median(some):5.0f} {p95(some):5.0f} ms" for period, some in times.items()
        )
        print(f"  {name:12s} median and p95 {', '.join(told)}")
    more = peak_mb() - before
    print(f"  slowest {worst:.0f} ms (goal {GOAL_MS}); {more:.0f} MB more (goal {GOAL_MB})")
    print(f"  the clockwork's count of all long periods: {counting:.1f} s, not waited for")


def naive(file: Path) -> None:
    """The same gap, by household and by kind, from the whole table."""
    before, began = peak_mb(), perf_counter()
    with sqlite3.connect(file) as connection:
        scores = pd.read_sql("SELECT * FROM scores", connection)
    counted = scores[(scores.method == "formula") & (scores.excluded == 0)]
    homes = counted.groupby("household").gap.mean()
    kinds = counted.groupby(["kind", "household"]).gap.mean().groupby("kind").agg(["mean", "std"])
    spent = perf_counter() - began
    print(
        f"  pandas       {1000 * spent:.0f} ms for gap and kinds alone ({homes.mean():+.1f}, "
        f"{len(kinds)} kinds); {peak_mb() - before:.0f} MB more"
    )


def main(arguments: list[str]) -> None:
    if arguments and arguments[0] in CONTENDERS:
        CONTENDERS[arguments[0]](Path(arguments[1]))
        return
    volumes = VOLUMES[:-1] if "--quick" in arguments else VOLUMES
    with tempfile.TemporaryDirectory() as folder:
        grown = Path(folder) / "grown.db"
        fill(Volume(GROWN, projects=1), f"sqlite:///{grown}")
        for volume in volumes:
            file = Path(folder) / f"{volume}.db"
            multiply(grown, file, volume)
            print(f"{volume:,} answers")
            for contender in CONTENDERS:
                command = [sys.executable, "-m", "bench.results_speed", contender, str(file)]
                subprocess.run(command, check=True)  # noqa: S603  ourselves


CONTENDERS: dict[str, Callable[[Path], None]] = {"ours": ours, "naive": naive}

if __name__ == "__main__":
    main(sys.argv[1:])
