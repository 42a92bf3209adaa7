"""The clockwork (发条): the door through which time comes in.

It raises limits that were missed, tells of callbacks that are due soon, drafts reports, and
carries notices out of the house. Any number of processes may run it: what one has done, the
database refuses to the next.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import settings
from db import escalations as escalations_db
from db import kept, notice_targets, projects
from db import notices as notices_db
from db import scores as scores_db
from db.engine import reading, writing
from db.escalations import Due
from db.notices import Claim
from db.scores import FIRST, Key
from desk import announcements, escalations, formulas, notices, parcels, retention, tallies
from desk import reports as reports_desk
from desk.reports import Wanted
from domain.errors import ChangedMeanwhile, HuifangError
from domain.notices import NoticeKind
from reports import notices as reports

AT_ONCE = 200
EVERY_SECONDS = 15.0
CLOSING_SECONDS = 600.0
DRAFT_SECONDS = 600.0
SEND_SECONDS = 3.0
TALLY_SECONDS = 600.0
RETENTION_SECONDS = 3_600.0
DAY_SECONDS = 86_400.0
# Whatever a wheel is in the middle of comes up again; stopping does not wait long for it.
PATIENCE_SECONDS = 5.0
PUT_OFF = timedelta(hours=1)
# Nothing is begun that might still be under way when somebody else may take it up.
MARGIN = timedelta(minutes=1)

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def clock() -> datetime:
    return datetime.now(UTC)


def raise_due(now: datetime) -> int:
    """Raise what is due in all projects, each ticket in a transaction of its own; how many."""
    with reading() as session:
        found = escalations_db.due(session, now, limit=AT_ONCE)
    # In any order: processes that went through the same list in step would meet at every ticket.
    random.shuffle(found)
    return sum(_raise(due, now) for due in found)


def _raise(due: Due, now: datetime) -> int:
    try:
        with writing() as session:
            return escalations.raise_limits(session, due, now)
    except ChangedMeanwhile:
        # Somebody acted on it just now, or another process was quicker: nothing is lost.
        return 0
    except HuifangError as refused:
        log.warning("project %s: limits cannot be raised: %s", due.project_id, refused.code)
        with writing() as session:
            escalations_db.put_off(session, due, now + PUT_OFF)
        return 0


def announce_closing(now: datetime) -> int:
    """Put into the outbox which callbacks are due soon; each is told once, so nothing is left."""
    with reading() as session:
        found = notice_targets.projects_told_of(session, NoticeKind.CALLBACK_CLOSING)
    for project_id in found:
        try:
            with writing() as session:
                announcements.announce_closing(session, project_id, now)
        except HuifangError as refused:
            log.warning("project %s: callbacks cannot be told of: %s", project_id, refused.code)
    return 0


def send_due(now: datetime) -> int:
    """Carry out what is due, without holding a transaction meanwhile; how many were taken."""
    with reading() as session:
        if not notices_db.is_due(session, now):
            return 0
    with writing() as session:
        claims = notices.claim(session, now)
    silent: set[tuple[int, int]] = set()
    for bundle in bundles(claims):
        where = bundle[0].project_id, bundle[0].target
        # Who waited for one that does not answer would be late for all the others.
        if where in silent or clock() >= bundle[0].try_at - MARGIN:
            with writing() as session:
                notices.put_back(session, bundle, clock())
        elif not _send(bundle):
            silent.add(where)
    return len(claims)


def draft_reports(now: datetime) -> int:
    """Draft what the months, quarters and annual surveys that are over owe; each is made once."""
    with reading() as session:
        found = reports_desk.owed(session, now)
    return sum(_draft(wanted, now) for wanted in found)


def _draft(wanted: Wanted, now: datetime) -> int:
    try:
        with reading() as session:
            document = reports_desk.figures(session, None, wanted, now)
        with writing() as session:
            reports_desk.draft(session, wanted, document, now)
    except ChangedMeanwhile:
        # Another process was quicker.
        return 0
    except HuifangError as refused:
        log.warning("project %s: no report can be made: %s", wanted.project_id, refused.code)
        return 0
    return 1


def bundles(claims: Sequence[Claim]) -> list[list[Claim]]:
    """What goes out together: what was gathered for one target; everything else by itself."""
    found: dict[tuple[int, int | str], list[Claim]] = {}
    for claim in claims:
        together = claim.target if claim.gathered else claim.id
        found.setdefault((claim.project_id, together), []).append(claim)
    return list(found.values())


def _send(bundle: Sequence[Claim]) -> bool:
    """Whether its target answered."""
    with reading() as session:
        target = notices.target_of(session, bundle[0])
        project = projects.card(session, bundle[0].project_id)
    if target is None:
        with writing() as session:
            notices.drop(session, bundle, clock())
        return True
    error = None
    try:
        parcel = reports.parcel(project, bundle, settings.PUBLIC_URL(), clock())
        parcels.deliver(target, parcel)
    except parcels.NotDelivered as refused:
        error = refused.reason
    chance = random.random()  # noqa: S311  # when to try again is no secret
    with writing() as session:
        notices.settle(session, bundle, error, clock(), chance)
    return error is None


def lay_out_scores(_now: datetime) -> int:
    """Score what came in without it: answers of an older program, or brought in by the million."""
    with reading() as session:
        found = [card for card in projects.every(session) if scores_db.unscored(session, card.id)]
    for card in found:
        key: Key | None = FIRST
        while key is not None:
            with writing() as session:
                key = formulas.lay_out(session, card, key)
    return 0


def keep_tallies(now: datetime) -> int:
    """Count results of long periods before anybody asks, where anything came in since."""
    with reading() as session:
        found = projects.every(session)
    for card in found:
        with reading() as session:
            count = tallies.count(session, card, now)
        if count is not None:
            with writing() as session:
                kept.keep(session, card.id, count, now)
    return 0


def keep_no_longer(now: datetime) -> int:
    """Let go, a batch per project, what its own rule says was kept long enough."""
    with reading() as session:
        found = [
            one.id for one in projects.every(session) if retention.is_due(session, one.id, now)
        ]
    return sum(_let_go(project_id, now) for project_id in found)


def _let_go(project_id: int, now: datetime) -> int:
    try:
        with writing() as session:
            return int(bool(retention.let_go(session, project_id, now)))
    except ChangedMeanwhile:
        # Another process was quicker.
        return 0


class Wheel:
    """Does one job again and again on a thread of its own; at once again while there is work."""

    def __init__(self, name: str, job: Callable[[datetime], int], every: float) -> None:
        self._job, self._every = job, every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._turn():
                self._stopping.wait(self._every)

    def _turn(self) -> int:
        try:
            return self._job(clock())
        except Exception as failed:  # noqa: BLE001  # one failed turn must not stop the clock
            log.warning("%s: %s", self._thread.name, type(failed).__name__)
            return 0


def wheels() -> list[Wheel]:
    """What a running program keeps turning."""
    return [
        Wheel("huifang-limits", raise_due, EVERY_SECONDS),
        Wheel("huifang-closing", announce_closing, CLOSING_SECONDS),
        Wheel("huifang-notices", send_due, SEND_SECONDS),
        Wheel("huifang-scores", lay_out_scores, DAY_SECONDS),
        Wheel("huifang-tallies", keep_tallies, TALLY_SECONDS),
        Wheel("huifang-reports", draft_reports, DRAFT_SECONDS),
        Wheel("huifang-retention", keep_no_longer, RETENTION_SECONDS),
    ]
