"""Played in a process of its own in a FOLDER on a disk of its own, which fills up and shuts.

Prints as JSON what residents were told, and whether all that was acknowledged is stored.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from db import check, engine
from db.engine import reading
from survey.app import ready, routes
from survey.forms import LONGEST_WORDS
from tests.builders import CONTENT, DAY, a_code, a_project, a_resolved_ticket
from tests.survey.residents import Resident, answers, hidden

RESIDENTS = 12


def main(folder: Path) -> None:
    os.environ["HUIFANG_SECRET_FILE"] = str(folder / "survey.key")
    engine.use(f"sqlite:///{folder / 'huifang.db'}")
    ready()
    coming = iter(residents())

    with (folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))
    # The log of the database may have room of its own left, for an answer or two.
    thanked = 0
    for shut_out in coming:
        refused = answer(shut_out)
        if refused.status_code != 200:
            break
        thanked += 1
    (folder / "ballast").unlink()
    again = shut_out.client.post(shut_out.address, data=hidden(refused))

    last = next(coming)
    blank = last.blank()
    remount(folder, "ro")
    closed = last.open(), answer(last, blank)
    remount(folder, "rw")
    late = last.client.post(last.address, data=hidden(closed[1]))

    with reading() as session:
        damage = check.damage(session)
    told = {
        "full": refused.status_code,
        "with room again": again.status_code,
        "read only": [page.status_code for page in closed],
        "writable again": late.status_code,
        "acknowledged": thanked + [again.status_code, late.status_code].count(200),
        "stored": len(answers()),
        "damage": damage,
    }
    print(json.dumps(told))


def residents() -> list[Resident]:
    """Each with a job that was done yesterday."""
    now = datetime.now(UTC)
    project = a_project(now=now - 2 * DAY)
    door = TestClient(Starlette(routes=routes))
    tickets = [
        a_resolved_ticket(project, now=now - 2 * DAY, resolved_at=now - DAY)
        for _ in range(RESIDENTS)
    ]
    return [Resident(door, a_code(project, ticket)) for ticket in tickets]


def answer(one: Resident, blank: str | None = None) -> Response:
    page: Response = one.send(blank, **CONTENT, words="漏" * LONGEST_WORDS)
    return page


def remount(folder: Path, how: str) -> None:
    engine.current().dispose()
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
