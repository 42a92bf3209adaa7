"""The real program, started as its users start it, on a port and a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import settings

PATIENCE = 90


@dataclass(frozen=True, slots=True)
class Program:
    """One that runs: where it answers, and its process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(folder: Path, *command: str, ready: str) -> Iterator[str]:
    """The address of the program while it runs; {port} in the command is filled in."""
    with started(folder, *command, ready=ready) as program:
        yield program.address


@contextmanager
def started(
    folder: Path,
    *command: str,
    ready: str,
    settings_too: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[Program]:
    """The program while it runs; whoever starts it may also kill it, and start it at its `port`."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    filled = [part.format(port=port) for part in command]
    with (folder / "program.log").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", *filled],
            cwd=settings.ROOT,
            env=os.environ | surroundings(folder, port) | dict(settings_too or {}),
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"{address}{ready}", program, folder / "program.log")
            yield Program(port, program)
        finally:
            program.terminate()
            program.wait(timeout=PATIENCE)


def surroundings(folder: Path, port: int) -> dict[str, str]:
    """The settings of a program that keeps everything in `folder`."""
    return {
        "HUIFANG_DATABASE_URL": f"sqlite:///{folder / 'huifang.db'}",
        "HUIFANG_SECRET_FILE": str(folder / "survey.key"),
        "HUIFANG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HUIFANG_PORT": str(port),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, program: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if program.poll() is not None:
            break
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer:\n{log.read_text(errors='replace')[-4000:]}")
