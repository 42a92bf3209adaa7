"""Together: what many residents ask or tell at the same moment goes through in one transaction.

Whoever waits hears of it only after the commit, so what was acknowledged is on the disk. When all
goes well, as it nearly always does, nothing more is needed. When somebody is refused or something
fails, all is undone and tried again with each work undone by itself; what fails even so is tried
alone.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, Full, Queue
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db.engine import DatabaseUnreachable, reading, writing
from domain.errors import ChangedMeanwhile, HuifangError

Done = TypeVar("Done")
Opened = Callable[[], AbstractContextManager[Session]]
Within = Callable[[], AbstractContextManager[Any]]
MOST_TOGETHER = 64
MOST_WAITING = 1_000
TRIES = 3


@dataclass(slots=True)
class Wish:
    """One work that somebody waits for; `settle` is what they are told once it is certain."""

    work: Callable[[Session], Any]
    told: "Future[Any]" = field(default_factory=Future)
    settle: Callable[[], None] | None = None

    def try_in(self, session: Session, within: Within) -> None:
        """Do it. A refusal counts as done, anything else that goes wrong does not."""
        self.settle = None
        try:
            with within():
                result = self.work(session)
            self.settle = partial(self.told.set_result, result)
        except ChangedMeanwhile:
            return
        except HuifangError as refused:
            self.settle = partial(self.told.set_exception, refused)
        except Exception:  # noqa: BLE001  tried again alone, and raised there
            return

    def alone(self, opened: Opened) -> None:
        """In a transaction of its own; another writer may come first more than once."""
        for left in reversed(range(TRIES)):
            try:
                with opened() as session:
                    result = self.work(session)
            except ChangedMeanwhile as refused:
                if not left:
                    self.told.set_exception(refused)
            except Exception as failed:  # noqa: BLE001  whoever waits hears of it
                self.told.set_exception(failed)
                return
            else:
                self.told.set_result(result)
                return


class Together:
    """One thread that opens a transaction for all who wait; it starts with the first of them."""

    def __init__(self, name: str, opened: Opened, within: Callable[[Session], Within]) -> None:
        self._name, self._opened, self._within = name, opened, within
        self._waiting: Queue[Wish] = Queue(MOST_WAITING)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, work: Callable[[Session], Done]) -> "Future[Done]":
        """Its result, or what it raised. Raises DatabaseUnreachable when too many are waiting."""
        if self._thread is None:
            self._start()
        wish = Wish(work)
        try:
            self._waiting.put_nowait(wish)
        except Full:
            raise DatabaseUnreachable("too many are waiting") from None
        return wish.told

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._grant(self._gathered())

    def _gathered(self) -> list[Wish]:
        wishes = [self._waiting.get()]
        try:
            while len(wishes) < MOST_TOGETHER:
                wishes.append(self._waiting.get_nowait())
        except Empty:
            pass
        # Whoever has gone away since is not waited for any more.
        return [wish for wish in wishes if wish.told.set_running_or_notify_cancel()]

    def _grant(self, wishes: list[Wish]) -> None:
        if len(wishes) > 1 and not self._all_goes_well(wishes):
            self._try_together(wishes)
        for wish in wishes:
            self._settle(wish)

    def _all_goes_well(self, wishes: list[Wish]) -> bool:
        """Whether everything was done at the first go; otherwise nothing was."""
        try:
            with self._opened() as session:
                results = [wish.work(session) for wish in wishes]
        except Exception:  # noqa: BLE001  nobody was told anything yet: all are tried again
            return False
        for wish, result in zip(wishes, results, strict=True):
            wish.settle = partial(wish.told.set_result, result)
        return True

    def _try_together(self, wishes: list[Wish]) -> None:
        try:
            with self._opened() as session:
                for wish in wishes:
                    wish.try_in(session, self._within(session))
        except Exception:  # noqa: BLE001  nobody was told anything yet: all are tried again
            for wish in wishes:
                wish.settle = None

    def _settle(self, wish: Wish) -> None:
        if wish.settle is None:
            wish.alone(self._opened)
        else:
            wish.settle()


def _as_it_is(_session: Session) -> Within:
    """Reading changes nothing, so there is nothing to undo."""
    return nullcontext


def _undone_by_itself(session: Session) -> Within:
    # The session's own savepoint: after a failed flush it would undo everything behind a plain one.
    return session.begin_nested


readers = Together("huifang-readers", reading, _as_it_is)
writers = Together("huifang-writers", writing, _undone_by_itself)
