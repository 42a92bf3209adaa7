"""Processor time and memory of running programs with all their processes, as Linux counts them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds spent in a program's own code, and by the system on its behalf."""

    user: float = 0.0
    system: float = 0.0

    @property
    def total(self) -> float:
        return self.user + self.system

    @classmethod
    def of(cls, pid: int) -> Self:
        """Of a program that runs, and of all that it started."""
        spent = [_spent(one) for one in _family(pid)]
        return cls(sum(user for user, _ in spent), sum(system for _, system in spent))

    def since(self, before: Self) -> "Cpu":
        return Cpu(self.user - before.user, self.system - before.system)

    def said(self, times: int) -> str:
        """What one of so many things took."""
        each = [1000 * spent / times for spent in (self.total, self.user, self.system)]
        return "{:.2f} CPU-ms (user {:.2f}, system {:.2f})".format(*each)


def _family(pid: int) -> list[int]:
    children = [_family(child) for child in _children(pid)]
    return [pid, *(one for family in children for one in family)]


def _children(pid: int) -> Iterable[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end between being listed and being asked.
        with suppress(FileNotFoundError, ProcessLookupError):
            yield from map(int, (task / "children").read_text().split())


def _spent(pid: int) -> tuple[float, float]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / _TICKS, int(fields[12]) / _TICKS


def resident_bytes(pid: int) -> int:
    """Memory that is really taken, by a program and all that it started."""
    pages = (Path(f"/proc/{one}/statm").read_text().split()[1] for one in _family(pid))
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")


def load_average() -> str:
    """How much else the machine has to do; a figure is only as good as the quiet around it."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
