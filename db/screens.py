"""Screens (大屏): approved at the desk, claimed by one device, told from others by its cookie."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.accounts import digest
from db.schema import Project, Screen, ScreenProject, Staff
from domain.access import Actor
from domain.errors import NotFound
from domain.screens import Layout, ScreenPlan

MOST = 200


@dataclass(frozen=True, slots=True)
class Showing:
    """A screen as its device asks for it: `key` is its home and its number there."""

    key: tuple[int, int]
    plan: ScreenPlan


@dataclass(frozen=True, slots=True)
class ScreenCard:
    """One screen that was not revoked; it waits for its device until `paired_at`.

    `browser` is the device's, in words; `approved_by` the name of whoever approved it.
    """

    home: int
    id: int
    name: str
    plan: ScreenPlan
    browser: str
    approved_by: str | None
    approved_at: datetime
    paired_at: datetime | None

    @property
    def key(self) -> tuple[int, int]:
        return self.home, self.id


_PLAN = (Screen.layouts, Screen.turn_seconds, Screen.ground, Screen.speech, Screen.sounds)
_CARD = (
    Screen.project_id,
    Screen.id,
    Screen.name,
    Screen.browser,
    Staff.name,
    Screen.approved_at,
    Screen.paired_at,
)
_ITS_PROJECTS = (ScreenProject.project_id == Screen.project_id) & (
    ScreenProject.screen == Screen.id
)
_LIVING = (Project.id == ScreenProject.shown_id) & Project.removed_at.is_(None)
_GOOD = Screen.revoked_at.is_(None)


def plan_of(session: Session, sid: str) -> ScreenPlan | None:
    """What the device with this cookie shows; None unless it is a screen that was not revoked."""
    found = showing(session, sid)
    return found.plan if found else None


def showing(session: Session, sid: str) -> Showing | None:
    """The screen with this cookie, unless it was revoked.

    A project that was removed is left out; without any other the screen is none any more.
    """
    wanted = (
        select(ScreenProject.shown_id, Screen.project_id, Screen.id, *_PLAN)
        .join(ScreenProject, _ITS_PROJECTS)
        .join(Project, _LIVING)
        .where(Screen.digest == digest(sid), _GOOD)
        .order_by(ScreenProject.place)
    )
    rows = session.execute(wanted).all()
    if not rows:
        return None
    _shown, home, id, *plan = rows[0]
    return Showing((home, id), _plan([row[0] for row in rows], plan))


def onlooker(session: Session, sid: str) -> Actor | None:
    """Whoever looks at the screen with this cookie."""
    plan = plan_of(session, sid)
    return plan.onlooker() if plan else None


def was_one(session: Session, sid: str) -> bool:
    """Whether this cookie was ever given to a screen."""
    return bool(session.scalar(select(exists().where(Screen.digest == digest(sid)))))


def of_projects(session: Session, shown: Collection[int]) -> list[ScreenCard]:
    """The screens that show any of these projects, by name."""
    one_of_these = exists().where(_ITS_PROJECTS, ScreenProject.shown_id.in_(shown))
    return _cards(session, one_of_these.correlate(Screen))


def card(session: Session, home: int, id: int) -> ScreenCard:
    """Raises NotFound, also for one that was revoked."""
    found = _cards(session, (Screen.project_id == home) & (Screen.id == id))
    if not found:
        raise NotFound("screen", id)
    return found[0]


def _cards(session: Session, which: ColumnElement[bool]) -> list[ScreenCard]:
    chosen = (
        select(*_CARD, *_PLAN)
        .outerjoin(Staff, Staff.id == Screen.approved_by)
        .where(which, _GOOD)
        .order_by(Screen.name, Screen.project_id, Screen.id)
        .limit(MOST)
    )
    rows = session.execute(chosen).all()
    shows = _shown(session, which)
    cards = []
    for home, id, name, browser, approver, approved_at, paired_at, *plan in rows:
        # Whose projects were all removed shows nothing, and is nobody's to change.
        if (home, id) in shows:
            what = _plan(shows[home, id], plan)
            cards.append(
                ScreenCard(home, id, name, what, browser, approver, approved_at, paired_at)
            )
    return cards


def _shown(session: Session, which: ColumnElement[bool]) -> dict[tuple[int, int], list[int]]:
    rows = session.execute(
        select(Screen.project_id, Screen.id, ScreenProject.shown_id)
        .join(ScreenProject, _ITS_PROJECTS)
        .join(Project, _LIVING)
        .where(which, _GOOD)
        .order_by(Screen.project_id, Screen.id, ScreenProject.place)
    ).all()
    by_screen = groupby(rows, key=lambda row: (row[0], row[1]))
    return {screen: [row[2] for row in its] for screen, its in by_screen}


def approve(
    session: Session, name: str, plan: ScreenPlan, code: str, by: int | None, now: datetime
) -> tuple[int, int]:
    """The new screen, waiting for the device that shows this code: its project and its number."""
    home = plan.projects[0]
    id = numbers.take(session, home, "screen")
    row = {"project_id": home, "id": id, "name": name, "code_digest": digest(code)}
    row |= {"approved_by": by, "approved_at": now, **_columns(plan)}
    session.execute(insert(Screen), [row])
    _show(session, home, id, plan.projects)
    return home, id


def is_approved(session: Session, codes: Iterable[str]) -> bool:
    """Whether the desk waits for a device that shows, or lately showed, one of these codes."""
    digests = [digest(code) for code in codes]
    return bool(session.scalar(select(exists().where(Screen.code_digest.in_(digests), _GOOD))))


def claim(session: Session, code: str, sid: str, browser: str, now: datetime) -> bool:
    """Whether the screen is the device's from now on; of several at once one gets True."""
    claimed = {"code_digest": None, "digest": digest(sid), "browser": browser, "paired_at": now}
    mine = update(Screen).where(Screen.code_digest == digest(code), _GOOD).values(**claimed)
    return bool(session.connection().execute(mine).rowcount)


def change(session: Session, home: int, id: int, name: str, plan: ScreenPlan) -> None:
    """Raises NotFound for a screen that was revoked."""
    _set(session, home, id, name=name, **_columns(plan))
    its = ScreenProject.project_id == home, ScreenProject.screen == id
    session.execute(delete(ScreenProject).where(*its))
    _show(session, home, id, plan.projects)


def revoke(session: Session, home: int, id: int, now: datetime) -> None:
    """Raises NotFound for a screen that was revoked before."""
    _set(session, home, id, revoked_at=now, code_digest=None)


def _set(session: Session, home: int, id: int, **values: object) -> None:
    mine = update(Screen).where(Screen.project_id == home, Screen.id == id, _GOOD)
    if not session.connection().execute(mine.values(**values)).rowcount:
        raise NotFound("screen", id)


def _columns(plan: ScreenPlan) -> dict[str, object]:
    return {
        "layouts": [layout.value for layout in plan.layouts],
        "turn_seconds": plan.turn_seconds,
        "ground": plan.ground,
        "speech": plan.speech,
        "sounds": plan.sounds,
    }


def _show(session: Session, home: int, id: int, projects: Iterable[int]) -> None:
    rows = [
        {"project_id": home, "screen": id, "place": place, "shown_id": shown}
        for place, shown in enumerate(projects)
    ]
    session.execute(insert(ScreenProject), rows)


def _plan(projects: Iterable[int], columns: Iterable[object]) -> ScreenPlan:
    layouts, *rest = columns
    return ScreenPlan(tuple(projects), tuple(map(Layout, layouts)), *rest)  # type: ignore[call-overload, arg-type]
