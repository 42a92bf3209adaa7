"""Figures: what the whole history of a project's tickets amounts to.

Hours are elapsed time; days and months are the project's. Quantiles interpolate linearly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import projects
from db.rows import fetch
from db.schema import Place, Ticket
from domain.tickets import Channel, Kind

TWO_DAYS = timedelta(hours=48)
REPEATED_WITHIN = timedelta(days=30)
MOST_PLACES = 10


@dataclass(frozen=True, slots=True)
class Course:
    """One ticket from its intake to its closing."""

    source_ref: str | None
    topic: str
    kind: Kind
    channel: Channel
    department: str | None
    place_id: int | None
    received_at: datetime
    closed_at: datetime | None
    own_deadline: datetime | None

    @property
    def took(self) -> timedelta | None:
        """From intake to closing; below zero where the source has it so."""
        return self.closed_at - self.received_at if self.closed_at else None


@dataclass(frozen=True, slots=True)
class Speed:
    """How long the closed ones took. Those closed before their intake are in no hours."""

    tickets: int
    closed: int
    median_hours: float | None
    mean_hours: float | None
    p90_hours: float | None
    within_48_hours: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was open at a moment, of all that had come in by then."""

    at: datetime
    received: int
    open: int
    median_age_days: float | None


@dataclass(frozen=True, slots=True)
class HistoryFigures:
    """`repeats` are tickets about a place and topic that had one at most 30 days before.

    On time is judged by the ticket's own deadline, so it counts only closed ones that have one.
    """

    speed: Speed
    references: int
    first_received_at: datetime | None
    last_received_at: datetime | None
    closed_before_received: int
    median_hours_all: float | None
    closed_same_day: int
    closed_within_2_days: int
    with_deadline: int
    closed_with_deadline: int
    closed_on_time: int
    median_hours_allowed: float | None
    by_topic: dict[str, Speed]
    by_kind: dict[Kind, int]
    by_channel: dict[Channel, int]
    by_department: dict[str | None, int]
    received_by_month: dict[str, int]
    closed_by_month: dict[str, int]
    received_by_weekday: tuple[int, ...]
    busiest_places: list[tuple[str, int]]
    repeats: int
    backlogs: tuple[Backlog, ...]

    @property
    def tickets(self) -> int:
        return self.speed.tickets

    @property
    def never_closed(self) -> int:
        return self.tickets - self.speed.closed


def history_figures(
    session: Session, project_id: int, moments: Sequence[datetime] = ()
) -> HistoryFigures:
    """The figures, with the backlog at each of `moments`. Raises NotFound."""
    zone = projects.card(session, project_id).zone
    courses = _courses(session, project_id)
    took = [course.took for course in courses if course.took is not None]
    due = [(course, course.own_deadline) for course in courses if course.own_deadline]
    met = [(course.closed_at, deadline) for course, deadline in due if course.closed_at]
    nights = [
        _nights(course.received_at, course.closed_at, zone)
        for course in courses
        if course.closed_at and course.closed_at >= course.received_at
    ]
    days = [course.received_at.astimezone(zone) for course in courses]
    weekdays = Counter(day.weekday() for day in days)
    return HistoryFigures(
        speed=_speed(courses),
        references=len({course.source_ref for course in courses} - {None}),
        first_received_at=min((course.received_at for course in courses), default=None),
        last_received_at=max((course.received_at for course in courses), default=None),
        closed_before_received=sum(one < timedelta() for one in took),
        median_hours_all=_median(_hours(took)),
        closed_same_day=sum(one == 0 for one in nights),
        closed_within_2_days=sum(one <= 2 for one in nights),
        with_deadline=len(due),
        closed_with_deadline=len(met),
        closed_on_time=sum(closed_at <= deadline for closed_at, deadline in met),
        median_hours_allowed=_median(_hours(d - course.received_at for course, d in due)),
        by_topic=_by_topic(courses),
        by_kind=Counter(course.kind for course in courses),
        by_channel=Counter(course.channel for course in courses),
        by_department=Counter(course.department for course in courses),
        received_by_month=_by_month(days),
        closed_by_month=_by_month(c.closed_at.astimezone(zone) for c in courses if c.closed_at),
        received_by_weekday=tuple(weekdays[day] for day in range(7)),
        busiest_places=_busiest_places(session, project_id, courses),
        repeats=_repeats(courses),
        backlogs=tuple(_backlog(courses, at) for at in moments),
    )


def _courses(session: Session, project_id: int) -> list[Course]:
    wanted = (
        select(
            Ticket.source_ref,
            Ticket.topic,
            Ticket.kind,
            Ticket.channel,
            Ticket.department,
            Ticket.place_id,
            Ticket.received_at,
            Ticket.closed_at,
            Ticket.own_deadline,
        )
        .where(Ticket.project_id == project_id)
        .order_by(Ticket.number)
    )
    return fetch(session, wanted, Course)


def _speed(courses: Sequence[Course]) -> Speed:
    took = [course.took for course in courses if course.took is not None]
    sound = [one for one in took if one >= timedelta()]
    hours = _hours(sound)
    return Speed(
        tickets=len(courses),
        closed=len(took),
        median_hours=_median(hours),
        mean_hours=float(np.mean(hours)) if hours else None,
        p90_hours=float(np.quantile(hours, 0.9)) if hours else None,
        within_48_hours=sum(one <= TWO_DAYS for one in sound),
    )


def _by_topic(courses: Iterable[Course]) -> dict[str, Speed]:
    """The most frequent first."""
    of_topic: dict[str, list[Course]] = defaultdict(list)
    for course in courses:
        of_topic[course.topic].append(course)
    frequent = sorted(of_topic.items(), key=lambda item: (-len(item[1]), item[0]))
    return {topic: _speed(some) for topic, some in frequent}


def _by_month(days: Iterable[datetime]) -> dict[str, int]:
    return dict(sorted(Counter(f"{day:%Y-%m}" for day in days).items()))


def _busiest_places(
    session: Session, project_id: int, courses: Iterable[Course]
) -> list[tuple[str, int]]:
    """By building where the place has one, else by its name; the most tickets first."""
    wanted = select(Place.id, Place.building, Place.name).where(Place.project_id == project_id)
    names = {id: building or name for id, building, name in session.execute(wanted)}
    tickets = Counter(names[c.place_id] for c in courses if c.place_id is not None)
    return sorted(tickets.items(), key=lambda item: (-item[1], item[0]))[:MOST_PLACES]


def _repeats(courses: Iterable[Course]) -> int:
    latest: dict[tuple[int, str], datetime] = {}
    repeats = 0
    for course in sorted(courses, key=lambda course: course.received_at):
        if course.place_id is None:
            continue
        about = (course.place_id, course.topic)
        before = latest.get(about)
        repeats += before is not None and course.received_at - before <= REPEATED_WITHIN
        latest[about] = course.received_at
    return repeats


def _backlog(courses: Iterable[Course], at: datetime) -> Backlog:
    received = [course for course in courses if course.received_at <= at]
    still = [c for c in received if c.closed_at is None or c.closed_at > at]
    age = _median(_hours(at - course.received_at for course in still))
    return Backlog(at, len(received), len(still), None if age is None else age / 24)


def _nights(received_at: datetime, closed_at: datetime, zone: ZoneInfo) -> int:
    """How many midnights of the project lay between the two."""
    return (closed_at.astimezone(zone).date() - received_at.astimezone(zone).date()).days


def _hours(spans: Iterable[timedelta]) -> list[float]:
    return [span.total_seconds() / 3600 for span in spans]


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None
