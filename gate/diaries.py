"""Diaries (回访日历): what a colleague's calendar gets, which brings nothing but its address."""

from hashlib import sha256

from starlette.responses import PlainTextResponse, Response

import settings
from db import diaries as diaries_db
from db import projects
from db.engine import reading
from desk import diaries
from gate.visits import Visit
from reports import diaries as reports

PATH = "/diary/"
CALENDAR = "text/calendar; charset=utf-8"
HEADERS = {
    # Nobody between keeps it, and the calendar asks every time whether it is still so.
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}


def show(visit: Visit) -> Response:
    """The calendar; 304 where nothing has changed; a closed address is one that never was."""
    with reading() as session:
        asking = diaries.asking(session, visit.token)
        if asking is None:
            return PlainTextResponse("", 404, headers=HEADERS)
        project = projects.card(session, asking.project_id)
        lines = diaries_db.lines(session, asking)
    written = reports.written(project, asking, lines, settings.PUBLIC_URL(), visit.now)
    mark = f'"{sha256(written).hexdigest()[:32]}"'
    headers = HEADERS | {"ETag": mark}
    known = {one.strip().removeprefix("W/") for one in visit.if_none_match.split(",")}
    if mark in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(written, headers=headers | {"Content-Type": CALENDAR})
