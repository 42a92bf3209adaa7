"""A browser that shows the wall for a while: does its memory stay flat, and the server's?

One program with the sample project, one wall in a real browser, a commit every second: tickets come
in, are worked on and closed, so that as many are open at the end as at the start. Memory is taken
once a minute, in the browser after a full collection; the first minutes warm up and do not count.
`python -m bench.wall_soak [minutes] [--strict]`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import linear_regression

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from bench.cpu import load_average, resident_bytes
from db import engine
from domain.access import Role
from domain.tickets import Kind, Step
from tests.browser import find
from tests.builders import a_colleague, a_ticket, take
from tests.story.programs import Program, started, surroundings
from tests.story.staff import bring_cookie

MINUTES = 20.0
WARMING = 3
PROJECT = 1
MB = 1_000_000
COURSE = (Step.DISPATCHED, Step.RESOLVED, Step.REPLIED)


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the browser's page, and of the program."""

    heap_mb: float
    nodes: float
    listeners: float
    server_mb: float


# What an hour may add: a thousandth of a television's memory and a day's worth of nothing else.
MOST_AN_HOUR = Memory(heap_mb=1, nodes=100, listeners=50, server_mb=10)


def main() -> None:
    numbers = [float(one) for one in sys.argv[1:] if one != "--strict"]
    minutes = numbers[0] if numbers else MINUTES
    with tempfile.TemporaryDirectory(prefix="huifang-soak-") as name:
        folder = Path(name)
        with started(folder, "cli", "serve", ready="/_stcore/health") as program:
            engine.use(surroundings(folder, program.port)["HUIFANG_DATABASE_URL"])
            found = list(_watch(program, minutes))
    grown = _an_hour([second for second, _ in found], [memory for _, memory in found])
    first, last = found[0][1], found[-1][1]
    for field in fields(Memory):
        begins, ends, more, most = (
            getattr(one, field.name) for one in (first, last, grown, MOST_AN_HOUR)
        )
        print(f"{field.name:>10}: {begins:9.1f} → {ends:9.1f}, {more:+8.2f} an hour = ", end="")
        print(f"{more / most:.0%} of {most:g}")
    print(f"{minutes:g} minutes, the first {WARMING} not counted; {load_average()}")
    worst = max(
        more / most for more, most in zip(astuple(grown), astuple(MOST_AN_HOUR), strict=True)
    )
    if "--strict" in sys.argv and worst > 1:
        sys.exit(1)


def _watch(program: Program, minutes: float) -> Iterator[tuple[float, Memory]]:
    began, work = time.monotonic(), _work()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        bring_cookie(context, program.address, a_colleague(PROJECT, Role.WALL))
        wall = context.new_page()
        wall.goto(f"{program.address}/wall?project={PROJECT}&lang=zh_CN")
        expect(wall.locator(".wall .headline")).to_be_visible(timeout=60_000)
        inside = context.new_cdp_session(wall)
        inside.send("Performance.enable")
        for minute in range(1, int(minutes) + 1):
            while time.monotonic() < began + 60 * minute:
                next(work)
                # Not asleep: the browser's own events are carried by this thread, too.
                wall.wait_for_timeout(1_000)
            if minute > WARMING:
                yield time.monotonic() - began, _least(wall, inside, program)
        browser.close()


def _work() -> Iterator[None]:
    """One commit at a time, for ever."""
    for step in cycle((Step.RECEIVED, *COURSE)):
        now = datetime.now(UTC)
        if step is Step.RECEIVED:
            number = a_ticket(PROJECT, kind=Kind.HELP, now=now)
        else:
            take(PROJECT, number, step, now, satisfied=True if step is Step.REPLIED else None)
        yield


def _least(wall: Page, inside: CDPSession, program: Program) -> Memory:
    """Of five looks, because one may fall between a picture that comes and one that goes."""
    looks = []
    for _ in range(5):
        looks.append(astuple(_memory(inside, program)))
        wall.wait_for_timeout(400)
    return Memory(*map(min, zip(*looks, strict=True)))


def _memory(inside: CDPSession, program: Program) -> Memory:
    inside.send("HeapProfiler.collectGarbage")
    told = inside.send("Performance.getMetrics")["metrics"]
    found = {metric["name"]: metric["value"] for metric in told}
    return Memory(
        heap_mb=found["JSHeapUsedSize"] / MB,
        nodes=found["Nodes"],
        listeners=found["JSEventListeners"],
        server_mb=resident_bytes(program.process.pid) / MB,
    )


def _an_hour(seconds: Sequence[float], found: Sequence[Memory]) -> Memory:
    """What a straight line through all of it adds in an hour."""
    columns = zip(*map(astuple, found), strict=True)
    return Memory(*(3600 * linear_regression(seconds, column).slope for column in columns))


if __name__ == "__main__":
    main()
