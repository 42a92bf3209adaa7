"""When the database fails, residents keep what they filled in, and nothing is half stored."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

import settings
from bench.load import AT_ONCE
from bench.sample import codes_of_new_tickets
from db import engine
from survey.forms import LONGEST_WORDS
from tests.builders import CONTENT
from tests.conftest import BOTH
from tests.databases import full, locked, read_only
from tests.story.programs import Program, started
from tests.survey.residents import answers, hidden, rows

SURVEY = ("uvicorn", "survey.app:app", "--port", "{port}", "--no-access-log")
RESIDENTS, UNDER_WAY, PATIENCE = 600, 30, 60
AGAIN = {"zh-CN": "请稍后再提交一次", "en": "Please send it once more in a moment"}
LATER = {"zh-CN": "请过几分钟再提交一次", "en": "Please send it once more in some minutes"}


@pytest.mark.parametrize(("fault", "told"), [(locked, AGAIN), (full, LATER), (read_only, LATER)])
def test_what_cannot_be_stored_comes_back_filled_in_and_goes_through_later(
    database, resident, fault, told, monkeypatch
):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    words, before, blank = "漏" * LONGEST_WORDS, rows(), resident.blank()
    # Lines that are open already would keep the patience they were opened with.
    database.dispose()

    pages = {}
    with fault(database):
        for language in told:
            resident.headers = {"Accept-Language": language}
            pages[language] = resident.send(blank, **CONTENT, words=words)
        stored = rows()

    assert stored == before
    for language, page in pages.items():
        assert page.status_code == 503
        assert told[language] in page.text
        assert hidden(page)["words"] == words
    again = hidden(pages["en"])
    assert resident.client.post(resident.address, data=again).status_code == 200
    assert [answer.words for answer in answers()] == [words]


@pytest.mark.parametrize("database", BOTH[1:], indirect=True)
def test_a_server_started_anew_under_load_loses_nothing_and_is_found_again(
    database, postgresql, tmp_path
):
    first, second = codes_of_new_tickets(RESIDENTS), codes_of_new_tickets(UNDER_WAY)
    with started(tmp_path, *SURVEY, ready="/readyz", settings_too=at(database.url)) as door:
        ready = f"{door.address}/readyz"
        load = under_load(door, first)
        wait_until(lambda: len(answers()) >= UNDER_WAY)
        with postgresql.away():
            state = httpx2.get(ready)
            shut = httpx2.get(f"{door.address}/s/{second[0]}", headers={"Accept-Language": "en"})
        told = thanked(load)
        wait_until(lambda: httpx2.get(ready).status_code == 200)
        told_later = thanked(under_load(door, second))

    stored = Counter(answer.token for answer in answers())
    assert (state.status_code, shut.status_code) == (503, 503)
    assert state.json()["database"] == "unreachable"
    assert "Please open the page again in a moment" in shut.text
    assert len(told) >= UNDER_WAY - AT_ONCE
    assert told_later == set(second)
    assert told | told_later <= set(stored)
    assert set(stored.values()) == {1}


def at(url: str) -> dict[str, str]:
    return {"HUIFANG_DATABASE_URL": url}


def under_load(door: Program, codes: list[str]) -> "subprocess.Popen[str]":
    load = subprocess.Popen(
        [sys.executable, "-m", "bench.load", "127.0.0.1", str(door.port)],
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    load.stdin.write("\n".join(codes))
    load.stdin.close()
    return load


def thanked(load: "subprocess.Popen[str]") -> set[str]:
    """The codes whose thanks were read to the end."""
    lines = load.stdout.read().splitlines()
    load.wait(PATIENCE)
    load.stdout.close()
    return {json.loads(line)[0] for line in lines}


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


# In a room of its own (unshare), where anybody may hang up a disk of eight megabytes.
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=8m disk "$0" && exec "$@"'


def small_disk(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, folder, *command],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_disk_that_fills_up_or_shuts_is_told_loses_nothing_and_needs_no_restart(tmp_path):
    if small_disk(tmp_path, "true").returncode:
        pytest.skip("nobody may hang up a disk on this machine")

    played = small_disk(tmp_path, sys.executable, "-m", "tests.survey.small_disk", str(tmp_path))

    assert played.returncode == 0, played.stderr
    told = json.loads(played.stdout)
    assert told["full"] == 503
    assert told["with room again"] == 200
    assert told["read only"] == [503, 503]
    assert told["writable again"] == 200
    assert told["acknowledged"] == told["stored"]
    assert told["damage"] is None
