"""Exports (导出): what was ordered at the desk is fetched here, by whoever ordered it.

Written to the disk first, so that a slow line keeps no reader of the database waiting.
"""

import tempfile
from collections.abc import Iterator
from threading import Lock
from typing import IO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from db import accounts, projects
from db.engine import reading
from domain.exports import BusyExporting, NotOrdered, must_be_allowed
from gate.visits import Visit
from reports import exports
from web.headers import headers
from web.orders import unseal

PIECE = 256 * 1024
_writing = Lock()


def fetch(visit: Visit) -> Response:
    """The archive. Raises NotOrdered, NotAllowed, BusyExporting."""
    order = unseal(visit.token, visit.now)
    if not _writing.acquire(blocking=False):
        raise BusyExporting
    try:
        with reading() as session:
            who = accounts.actor(session, visit.sid, visit.now)
            if who is None or who.staff_id != order.staff_id:
                raise NotOrdered
            must_be_allowed(who, order.project_id, with_people=order.with_people)
            project = projects.card(session, order.project_id)
            file = tempfile.TemporaryFile()  # noqa: SIM115  closed once it is sent
            how = {"with_people": order.with_people}
            exports.write(session, project, file, visit.now, **how)
    finally:
        _writing.release()
    day = visit.now.astimezone(project.zone).date()
    name = quote(f"{project.name}-{day:%Y%m%d}.zip")
    size = file.tell()
    file.seek(0)
    carried = headers() | {
        "Content-Disposition": f"attachment; filename=\"huifang.zip\"; filename*=UTF-8''{name}",
        "Content-Length": str(size),
    }
    return Archive(file, carried)


class Archive(StreamingResponse):
    """Sent piece by piece; whoever hangs up, and be it before the first, leaves no file open."""

    def __init__(self, file: IO[bytes], headers: dict[str, str]) -> None:
        self.file = file
        super().__init__(_pieces(file), media_type="application/zip", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.file:
            await super().__call__(scope, receive, send)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
