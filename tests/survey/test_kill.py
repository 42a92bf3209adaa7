"""The power goes in the middle of the load: whatever was acknowledged is in the database, once."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

import settings
from bench.load import AT_ONCE
from bench.sample import codes_of_new_tickets
from db import engine
from db.engine import reading
from db.schema import Response
from tests.story.programs import started
from tests.survey.residents import answers

SURVEY = ("uvicorn", "survey.app:app", "--port", "{port}", "--no-access-log", "--no-proxy-headers")
RESIDENTS = 1_500
UNDER_WAY = 50
PATIENCE = 60


def acknowledged_until_the_kill(folder: Path, url: str, codes: list[str]) -> list[str]:
    """The codes whose thanks were read to the end before the survey's process was killed."""
    with started(folder, *SURVEY, ready="/s", settings_too={"HUIFANG_DATABASE_URL": url}) as door:
        load = subprocess.Popen(
            [sys.executable, "-m", "bench.load", "127.0.0.1", str(door.port)],
            cwd=settings.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        killer = threading.Thread(target=kill_under_way, args=(door.process,))
        killer.start()
        told, _ = load.communicate("\n".join(codes).encode(), timeout=PATIENCE)
        killer.join()
    return [json.loads(line)[0] for line in told.splitlines()]


def kill_under_way(process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while count() < UNDER_WAY and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()


def count() -> int:
    """How many answers are stored; to read them all each time would hold the load up."""
    with reading() as session:
        return int(session.scalar(select(func.count()).select_from(Response)) or 0)


def test_what_was_acknowledged_outlives_a_kill(database: engine.Database, tmp_path: Path):
    codes = codes_of_new_tickets(RESIDENTS)

    told = acknowledged_until_the_kill(tmp_path, database.url, codes)

    stored = Counter(answer.token for answer in answers())
    # Of those that are stored, each phone may still have been waiting for its thanks.
    assert UNDER_WAY - AT_ONCE <= len(told) < RESIDENTS
    assert set(told) <= set(stored)
    assert set(stored.values()) == {1}
