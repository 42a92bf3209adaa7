"""Figures of this process for Prometheus (监控), told on this machine only.

Whoever comes through a proxy, or from elsewhere, finds nothing here: figures of the house are
nobody else's business, and a proxy on the same machine must not give them away.
"""

from datetime import UTC, datetime
from ipaddress import ip_address

from anyio import to_thread
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from db.engine import DatabaseUnreachable, reading
from db.lags import lags

UP = Gauge("huifang_database_up", "1 when the database answers")
LIMITS = Gauge("huifang_limits_lag_seconds", "Age of the oldest missed limit not yet raised")
NOTICES = Gauge("huifang_notices_lag_seconds", "Age of the oldest notice due and not yet carried")
FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")


async def show(request: Request) -> Response:
    if not _is_from_here(request):
        return PlainTextResponse("Not Found", 404)
    await to_thread.run_sync(_look)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _look() -> None:
    try:
        with reading() as session:
            found = lags(session, datetime.now(UTC))
    except DatabaseUnreachable:
        UP.set(0)
        return
    UP.set(1)
    LIMITS.set(found.limits)
    NOTICES.set(found.notices)
