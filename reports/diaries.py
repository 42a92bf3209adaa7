"""Diaries as calendars read them (iCalendar, RFC 5545): numbers, places and days, no names.

The same callbacks make the same letters, so that a calendar hears when nothing has changed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from db.diaries import Asking, DiaryLine
from db.projects import ProjectCard
from domain.diaries import span
from lang import N_, day, say, term

ASK_AGAIN = timedelta(hours=1)


def written(
    project: ProjectCard, asking: Asking, lines: Sequence[DiaryLine], base: str, now: datetime
) -> bytes:
    """The whole calendar, in the project's language and zone."""
    said = say(project.language, N_("Callbacks · {project}"), project=project.name)
    calendar = Calendar()
    calendar.add("prodid", "-//Huifang//callbacks//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", said)
    calendar.add("x-wr-calname", said)
    calendar.add("x-wr-timezone", project.zone_name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for line in lines:
        calendar.add_component(_event(project, asking, line, base, now))
    calendar.add_missing_timezones()
    told: bytes = calendar.to_ical()
    return told


def _event(
    project: ProjectCard, asking: Asking, line: DiaryLine, base: str, now: datetime
) -> Event:
    when = span(line.closes_on, line.call_again_at, project.zone)
    event = Event()
    # The same for as long as this callback is owed, whoever's calendar it stands in.
    which = f"{project.id}-{line.ticket}-{line.round}"
    event.add("uid", f"callback-{which}@{urlsplit(base).hostname or 'huifang'}")
    event.add("sequence", line.attempts)
    event.add("dtstamp", asking.opened_at)
    event.add("dtstart", when.begins)
    event.add("dtend", when.ends)
    event.add("summary", _summary(project, line, now))
    event.add("description", _circumstances(project, line))
    where = " ".join(filter(None, (line.building, line.place)))
    if asking.shows_places and where:
        event.add("location", where)
    at = f"project={project.id}&callback={line.ticket}-{line.round}"
    event.add("url", f"{base.rstrip('/')}/callbacks?{at}")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(project: ProjectCard, line: DiaryLine, now: datetime) -> str:
    kind = term(project.language, "kind", line.kind)
    is_late = line.closes_on < now.astimezone(project.zone).date()
    said = (
        N_("▲ Callback overdue: {kind} #{ticket}") if is_late else N_("Callback: {kind} #{ticket}")
    )
    return say(project.language, said, kind=kind, ticket=line.ticket)


def _circumstances(project: ProjectCard, line: DiaryLine) -> str:
    severity = term(project.language, "severity", line.severity)
    until = day(project.language, line.closes_on)
    said = say(project.language, N_("on time until the end of {day}"), day=until)
    return f"{severity} · {said}"
