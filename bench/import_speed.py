"""How fast a year of housing cases comes in, beside the least that any program would do.

The peer reads the same file with pandas and writes its rows, unexamined, into one plain table of
a SQLite file: no mapping, no events, no references, no second look at what is there already.
"""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pandas as pd

from db import engine, projects, upgrade
from db.engine import writing
from desk import imports
from desk.mapping import find

FILE = Path(__file__).parents[2] / "shared" / "data" / "boston311_2015_inspectional.csv.gz"
RUNS = 3


def ours(folder: Path) -> int:
    """The file into an empty project: read, decided, stored with its history, committed."""
    engine.use(f"sqlite:///{folder / 'ours.db'}")
    upgrade.upgrade()
    now, zone = datetime.now(UTC), ZoneInfo("America/New_York")
    with writing() as session:
        project = projects.add(session, name="bench", zone=zone.key, language="en", now=now)
    found = imports.read(FILE.read_bytes(), zone, find("boston311"))
    with writing() as session:
        rows = imports.bring_in(session, None, project, found, now).rows
    engine.current().dispose()
    return rows


def peer(folder: Path) -> int:
    with sqlite3.connect(folder / "peer.db") as connection:
        return pd.read_csv(FILE, dtype=str).to_sql("cases", connection, index=False) or 0


def alone(whose: str) -> float:
    """Seconds in a process of its own, start included."""
    began = perf_counter()
    subprocess.run([sys.executable, __file__, whose], check=True)  # noqa: S603  ourselves
    return perf_counter() - began


def main(arguments: list[str]) -> None:
    contenders: dict[str, Callable[[Path], int]] = {"ours": ours, "peer": peer}
    if not FILE.exists():
        print("import: ../shared is not beside the checkout, nothing to measure")
        return
    if arguments:
        with tempfile.TemporaryDirectory() as folder:
            contenders[arguments[0]](Path(folder))
        return
    rows = len(pd.read_csv(FILE, usecols=[0]))
    taken = {whose: min(alone(whose) for _ in range(RUNS)) for whose in contenders}
    for whose, seconds in taken.items():
        print(f"import, {whose}: {rows} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows/s")
    print(f"import: {taken['ours'] / taken['peer']:.1f} times the time of the peer")


if __name__ == "__main__":
    main(sys.argv[1:])
