"""Together: what many residents ask or tell at the same moment goes through in one transaction.

Whoever waits hears of it only after the commit, so what was acknowledged is on the disk. What their
codes open is asked at once, and what they store is stored at once. When all goes well, as it nearly
always does, nothing more is needed. When somebody is refused or something
fails, all is undone and tried again with each work undone by itself; what fails even so is tried
alone.
"""

import threading
from asyncio import AbstractEventLoop, get_running_loop
from asyncio import Future as Promise
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import sleep
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db import openings
from db.engine import DatabaseUnreachable, reading, writing
from db.prepared import stored_together
from domain.errors import ChangedMeanwhile, HuifangError

Done = TypeVar("Done")
Opened = Callable[[], AbstractContextManager[Session]]
Within = Callable[[], AbstractContextManager[Any]]
MOST_TOGETHER = 64
MOST_WAITING = 1_000
MOMENT = 0.001
TRIES = 3


@dataclass(slots=True)
class Wish:
    """One work that somebody waits for, in `loop` if there is one.

    `code` is what it looks up first, where that is known. It came to its `outcome` once that is
    certain: what they are told, or what is raised there.
    """

    work: Callable[[Session], Any]
    code: str = ""
    told: "Future[Any] | Promise[Any]" = field(default_factory=Future)
    loop: AbstractEventLoop | None = None
    outcome: tuple[Any, Exception | None] | None = None

    def try_in(self, session: Session, within: Within) -> None:
        """Do it. A refusal counts as done, anything else that goes wrong does not."""
        self.outcome = None
        try:
            with within():
                self.outcome = self.work(session), None
        except ChangedMeanwhile:
            self.outcome = None
        except HuifangError as refused:
            self.outcome = None, refused
        except Exception:  # noqa: BLE001  tried again alone, and raised there
            self.outcome = None

    def alone(self, opened: Opened) -> None:
        """In a transaction of its own; another writer may come first more than once."""
        for left in reversed(range(TRIES)):
            try:
                with opened() as session:
                    result = self.work(session)
            except ChangedMeanwhile as refused:
                self.outcome = None, refused
                if not left:
                    return
            except Exception as failed:  # noqa: BLE001  whoever waits hears of it
                self.outcome = None, failed
                return
            else:
                self.outcome = result, None
                return

    def tell(self) -> None:
        """Only in the loop where they wait, if there is one; whoever has gone away is not told."""
        if self.told.done():
            return
        assert self.outcome is not None
        result, failed = self.outcome
        if failed is None:
            self.told.set_result(result)
        else:
            self.told.set_exception(failed)


class Together:
    """One thread that opens a transaction for all who wait; it starts with the first of them."""

    def __init__(self, name: str, opened: Opened, within: Callable[[Session], Within]) -> None:
        self._name, self._opened, self._within = name, opened, within
        self._waiting: SimpleQueue[Wish] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    async def grant(self, work: Callable[[Session], Done], code: str = "") -> Done:
        """Its result, or what it raised. Raises DatabaseUnreachable when too many are waiting."""
        loop = get_running_loop()
        told: Promise[Done] = loop.create_future()
        self._queue(Wish(work, code, told, loop))
        return await told

    def ask(self, work: Callable[[Session], Done], code: str = "") -> "Future[Done]":
        """The same for whoever waits in no loop."""
        told: Future[Done] = Future()
        self._queue(Wish(work, code, told))
        return told

    def _queue(self, wish: Wish) -> None:
        if self._thread is None:
            self._start()
        if self._waiting.qsize() >= MOST_WAITING:
            raise DatabaseUnreachable("too many are waiting")
        self._waiting.put(wish)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        had_company = False
        while True:
            wishes = self._gathered(had_company=had_company)
            self._grant(wishes)
            had_company = len(wishes) > 1

    def _gathered(self, *, had_company: bool) -> list[Wish]:
        wishes = [self._waiting.get()]
        if had_company:
            # A transaction costs as much as several answers, so that more of them are waited for.
            sleep(MOMENT)
        with suppress(Empty):
            while len(wishes) < MOST_TOGETHER:
                wishes.append(self._waiting.get_nowait())
        # Whoever has gone away since is not waited for any more.
        return [wish for wish in wishes if not wish.told.done()]

    def _grant(self, wishes: list[Wish]) -> None:
        if len(wishes) > 1 and not self._all_goes_well(wishes):
            self._try_together(wishes)
        _tell([wish for wish in wishes if wish.outcome is not None])
        for wish in wishes:
            if wish.outcome is None:
                wish.alone(self._opened)
                _tell([wish])

    def _all_goes_well(self, wishes: list[Wish]) -> bool:
        """Whether all came to their outcome at the first go; otherwise nothing was done."""
        try:
            with self._opened() as session, stored_together(session):
                openings.foresee(session, [wish.code for wish in wishes if wish.code])
                results = [wish.work(session) for wish in wishes]
        except DatabaseUnreachable as failed:
            # Nobody fares better alone, and those behind would wait for each in turn.
            for wish in wishes:
                wish.outcome = None, failed
            return True
        except Exception:  # noqa: BLE001  nobody was told anything yet: all are tried again
            return False
        for wish, result in zip(wishes, results, strict=True):
            wish.outcome = result, None
        return True

    def _try_together(self, wishes: list[Wish]) -> None:
        try:
            with self._opened() as session:
                for wish in wishes:
                    wish.try_in(session, self._within(session))
        except Exception:  # noqa: BLE001  nobody was told anything yet: all are tried again
            for wish in wishes:
                wish.outcome = None


def _tell(wishes: Sequence[Wish]) -> None:
    """A loop is woken once for all who wait in it."""
    for loop in {wish.loop for wish in wishes}:
        those = [wish for wish in wishes if wish.loop is loop]
        if loop is None:
            _tell_here(those)
            continue
        # In a loop that was closed nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_here, those)


def _tell_here(wishes: Sequence[Wish]) -> None:
    for wish in wishes:
        wish.tell()


def _as_it_is(_session: Session) -> Within:
    """Reading changes nothing, so there is nothing to undo."""
    return nullcontext


def _undone_by_itself(session: Session) -> Within:
    # The session's own savepoint: after a failed flush it would undo everything behind a plain one.
    return session.begin_nested


readers = Together("huifang-readers", reading, _as_it_is)
writers = Together("huifang-writers", writing, _undone_by_itself)
