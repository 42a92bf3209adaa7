"""Calendars (日历): when a limit runs out, where limits run in working time only.

House rule, as the material is silent: limits run around the clock unless the project names its
working hours. An hour of a limit is then an hour of working time, and a day is a working day, as
long as the longest of the week. Holidays (节假日) and make-up days (调休) are told year by year.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.tickets import Pause

DAY = timedelta(days=1)
# Should a project close for good, its limits run out after all.
FURTHEST = timedelta(days=3660)


class Weekday(StrEnum):
    """In the order of date.weekday()."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class Hours:
    """Work from `begins` on its day; what ends no later than it began, ends on the next."""

    begins: time
    ends: time

    @property
    def length(self) -> timedelta:
        return _since_midnight(self.ends) - _since_midnight(self.begins) + self.nights * DAY

    @property
    def nights(self) -> int:
        return int(self.ends <= self.begins)

    def on(self, day: date, zone: tzinfo) -> "Stretch":
        begins = datetime.combine(day, self.begins, zone)
        ends = datetime.combine(day + self.nights * DAY, self.ends, zone)
        # Compared and subtracted in UTC: on the zone's own clock an hour may be missing.
        return begins.astimezone(UTC), ends.astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


Stretch = tuple[datetime, datetime]


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """Working hours by weekday; none at all means around the clock.

    `years` are those whose holidays are known: `off` has no hours, `made_up` those of its weekday
    or, where that has none, of the first working day. `reports_too` counts the hour within which
    an important ticket is handed up in working time, too.
    """

    hours: dict[Weekday, tuple[Hours, ...]] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    off: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()
    reports_too: bool = False

    @property
    def is_round_the_clock(self) -> bool:
        return not any(self.hours.values())

    def covers(self, day: date) -> bool:
        """Whether the holidays of that year are known, or do not matter."""
        return self.is_round_the_clock or day.year in self.years

    def working(self, within: timedelta) -> timedelta:
        """How much working time a limit is: its days as long as the longest of the week."""
        longest = max(sum((h.length for h in hours), timedelta()) for hours in self.hours.values())
        return within.days * longest + (within - within.days * DAY)

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        if day in self.off:
            return ()
        usual = self.hours.get(WEEK[day.weekday()], ())
        if usual or day not in self.made_up:
            return usual
        return next(hours for weekday in WEEK if (hours := self.hours.get(weekday, ())))


def due(
    begins: datetime,
    within: timedelta,
    pauses: Iterable[Pause],
    rule: CalendarRule,
    zone: tzinfo,
) -> datetime:
    """When `within` has run out on a clock that runs in working time and stands still in pauses.

    The first such moment: a limit that runs out as the office closes is due then. A pause that
    begins once the time has run out brings none of it back.
    """
    if rule.is_round_the_clock:
        return around_the_clock(begins, within, pauses)
    left = rule.working(within)
    if not left:
        return begins
    for starts, ends in _running(begins, sorted(pauses, key=lambda p: p.begins), rule, zone):
        if ends - starts >= left:
            return starts + left
        left -= ends - starts
    return begins + FURTHEST


def around_the_clock(begins: datetime, within: timedelta, pauses: Iterable[Pause]) -> datetime:
    """When `within` has run out on a clock that stands still while the work is paused.

    A pause that begins once the time has run out brings none of it back.
    """
    due_at, resumed = begins + within, begins
    for pause in sorted(pauses, key=lambda pause: pause.begins):
        stopped = max(pause.begins, resumed)
        if stopped < due_at and stopped < pause.ends:
            due_at += pause.ends - stopped
            resumed = pause.ends
    return due_at


def _running(
    begins: datetime, pauses: Iterable[Pause], rule: CalendarRule, zone: tzinfo
) -> Iterator[Stretch]:
    """Working time from `begins` on, without the pauses, in order and without overlaps."""
    for starts, ends in _worked(begins, rule, zone):
        for pause in pauses:
            if pause.begins < ends and starts < pause.ends and pause.begins < pause.ends:
                if starts < pause.begins:
                    yield starts, pause.begins
                starts = min(pause.ends, ends)  # noqa: PLW2901  what is left of the stretch
        if starts < ends:
            yield starts, ends


def _worked(begins: datetime, rule: CalendarRule, zone: tzinfo) -> Iterator[Stretch]:
    """Stretches of work from `begins` on; the night shift of the day before may still be at it."""
    done = begins
    first = begins.astimezone(zone).date() - DAY
    for number in range(FURTHEST.days):
        day = first + number * DAY
        for starts, ends in sorted(hours.on(day, zone) for hours in rule.hours_on(day)):
            if ends > done:
                yield max(starts, done), ends
                done = ends
