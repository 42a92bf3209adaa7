"""Glass (玻璃): what hangs on a wall, asked for by its own address again and again.

It comes from memory and takes a tenth of what a page of the desk takes to draw the same. Who may
see it, and what it shows, is known above; whoever gets no picture here goes by the page itself.
"""

from collections.abc import Callable, Mapping

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from db.engine import DatabaseUnreachable
from domain.accounts import NotSignedIn
from domain.errors import HuifangError, NotAllowed
from web.headers import headers

GLASS = "/glass"
AT_ONCE = 4
STATUS = {NotSignedIn: 401, NotAllowed: 403, DatabaseUnreachable: 503}
# The picture for whoever has this cookie, of this address; raises HuifangError.
Picture = Callable[[str, Mapping[str, str]], str]

# Words for a script; whoever opens them by hand reads them as they are.
_headers = headers()
_threads: RunVar[CapacityLimiter] = RunVar("glass")


def routes(picture: Picture) -> list[BaseRoute]:
    async def show(request: Request) -> Response:
        sid = request.cookies.get(settings.session_cookie(), "")
        asked = dict(request.query_params)
        try:
            html = await to_thread.run_sync(picture, sid, asked, limiter=_limiter())
        except HuifangError as refused:
            return Response(status_code=STATUS.get(type(refused), 404), headers=_headers)
        return PlainTextResponse(html, headers=_headers)

    return [Route(GLASS, show)]


def _limiter() -> CapacityLimiter:
    """Of their own, so that residents and colleagues wait for no screen."""
    try:
        return _threads.get()
    except LookupError:
        _threads.set(CapacityLimiter(AT_ONCE))
        return _threads.get()
