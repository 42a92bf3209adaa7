"""Health (健康): whether the program runs, and whether it could serve somebody now.

Who keeps programs running asks the first and starts anew what does not answer; who spreads visitors
over several asks the second. Neither tells anything about anybody.
"""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from db import engine, upgrade
from db.engine import DatabaseUnreachable
from web import metrics

FRESH = {"Cache-Control": "no-store"}


async def alive(_request: Request) -> Response:
    """200 as long as this process takes requests; asks nothing of the database."""
    return PlainTextResponse("ok\n", headers=FRESH)


async def ready(_request: Request) -> Response:
    """200 when the database answers with the schema of this program, else 503 and what it is."""
    database, schema = await to_thread.run_sync(_state)
    is_ready = (database, schema) == ("ok", "current")
    told = {"database": database, "schema": schema}
    return JSONResponse(told, 200 if is_ready else 503, headers=FRESH)


def _state() -> tuple[str, str]:
    try:
        engine.must_answer()
        found, wanted = upgrade.versions()
    except DatabaseUnreachable as refused:
        return refused.code.rpartition(".")[2], "unknown"
    return "ok", "current" if found == wanted else "other"


routes: list[BaseRoute] = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", metrics.show),
]
