"""How long a resident's sending takes while three dashboards are busy beside the door.

The door is a process of its own, the main program another, on one SQLite file, and the door weighs
four times as much where both want a processor, as in deploy/ (CPUWeight). Wall, queue and
results are open over their web sockets and run again as soon as they are done, which is more than
any browser asks of them; residents come one at a time.
`python -m bench.beside_dashboards [answers]`.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

import settings
from bench.cpu import Cpu, load_average
from bench.load import Served
from bench.sample import codes_of_new_tickets
from db import engine
from tests.builders import a_colleague, a_session, an_account
from tests.story.programs import Program, started, surroundings

ANSWERS = 600
WARMING = 50
LIMIT_MS = 10.0
PAGES = ("wall", "queue", "results")
PATIENCE = 60
# The weight of a process falls by a fifth with each step: this is a quarter.
A_QUARTER = 6
SURVEY = ("uvicorn", "survey.app:app", "--port", "{port}", "--no-access-log", "--no-proxy-headers")


@dataclass(slots=True)
class Screen:
    """One open page that never rests; `runs` and `bytes` say what it was shown."""

    page: str
    address: str
    cookie: str
    rest: threading.Event
    runs: int = 0
    bytes: int = 0
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self) -> None:
        asked = BackMsg()
        asked.rerun_script.page_name = self.page
        asked.rerun_script.query_string = "lang=zh_CN"
        headers = {"Cookie": f"{settings.session_cookie()}={self.cookie}"}
        with connect(
            self.address, subprotocols=["streamlit"], additional_headers=headers, max_size=None
        ) as line:
            while not self.rest.is_set():
                line.send(asked.SerializeToString())
                self.bytes += sum(self._shown(line))
                self.runs += 1

    def _shown(self, line) -> Iterator[int]:
        """What comes until the page has run."""
        told = ForwardMsg()
        while told.WhichOneof("type") != "script_finished":
            read = line.recv(timeout=PATIENCE)
            told.ParseFromString(read)
            yield len(read)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    with tempfile.TemporaryDirectory(prefix="huifang-beside-") as name:
        folder = Path(name)
        with started(folder, "cli", "serve", ready="/_stcore/health") as program:
            _weigh_a_quarter(program.process.pid)
            engine.use(surroundings(folder, program.port)["HUIFANG_DATABASE_URL"])
            _measure(folder, program, codes_of_new_tickets(count + 2 * WARMING))


def _weigh_a_quarter(pid: int) -> None:
    """All its threads; those that they start weigh the same."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.setpriority(os.PRIO_PROCESS, int(thread.name), A_QUARTER)


def _measure(folder: Path, program: Program, codes: list[str]) -> None:
    with started(folder, *SURVEY, ready="/s") as door:
        _residents(door, codes[:WARMING])
        alone = _residents(door, codes[WARMING : 2 * WARMING])
        with _screens(program) as screens:
            before, began = Cpu.of(program.process.pid), datetime.now(UTC)
            beside = _residents(door, codes[2 * WARMING :])
            seconds = (datetime.now(UTC) - began).total_seconds()
            busy = Cpu.of(program.process.pid).since(before).total / seconds
    _tell("alone", alone)
    _tell("beside three dashboards", beside)
    shown = ", ".join(
        f"{one.page} {one.runs} runs {one.bytes / one.runs:,.0f} B" for one in screens
    )
    print(f"dashboards: {busy:.0%} of a processor; {shown}")


@contextmanager
def _screens(program: Program) -> Iterator[list[Screen]]:
    address = f"ws://127.0.0.1:{program.port}/_stcore/stream"
    now, rest = datetime.now(UTC), threading.Event()
    colleague = an_account(a_colleague(1, "supervisor"))
    cookie = a_session(colleague.staff_id, now, now + timedelta(days=1))
    screens = [Screen(page, address, cookie, rest) for page in PAGES]
    try:
        while not all(one.runs for one in screens):
            time.sleep(0.1)
        yield screens
    finally:
        rest.set()
        for screen in screens:
            screen.thread.join()


def _residents(door: Program, codes: list[str]) -> list[Served]:
    """One after the other."""
    load = subprocess.run(  # noqa: S603  our own load, no shell
        [sys.executable, "-m", "bench.load", "127.0.0.1", str(door.port), "1"],
        cwd=settings.ROOT,
        input="\n".join(codes).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    served = [json.loads(line) for line in load.stdout.splitlines()]
    assert len(served) == len(codes), f"{len(codes) - len(served)} were not answered"
    return served


def _tell(where: str, served: list[Served]) -> None:
    cuts = quantiles([1000 * float(one[2]) for one in served], n=100)
    print(f"POST {where}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms = ", end="")
    print(f"{cuts[98] / LIMIT_MS:.0%} of {LIMIT_MS:.0f} ms; {load_average()}")


if __name__ == "__main__":
    main()
