"""Views (页面) of a screen that waits: it shows a code until somebody approves it at the desk.

Looking writes nothing. The code follows from a random number in the device's cookie; once the desk
waits for that code, the page sends itself, and that one sending makes the device a screen.
"""

import re
import secrets
from functools import partial

from markupsafe import Markup
from starlette.responses import Response

import settings
from db import accounts, screens
from db.engine import DatabaseUnreachable, reading, writing
from desk import screens as desk
from desk import sessions
from domain import pairing
from domain.pairing import NotApproved
from gate.layout import (
    TEMPLATES,
    Page,
    forget_pairing,
    keep_pairing,
    keep_screen,
    lead,
    respond,
)
from gate.seals import StaleForm, draw, must_be_ours
from gate.visits import Visit
from lang import LANGUAGES, words
from web.headers import headers

SCREEN, WALL = "/screen", "/wall"
# In the address of every look but the first: by then a browser that keeps cookies has one.
AGAIN = "again"
_OURS = re.compile(r"[A-Za-z0-9_-]{43}")

_css = re.sub(r"\s*\n\s*", "", (TEMPLATES / "screen.css").read_text("utf-8"))
_script = (TEMPLATES / "screen.js").read_text("utf-8")
_headers = headers(_css, script=_script)
# Our own files, and fingerprinted as they are.
_OWN = {"css": Markup(_css), "script": Markup(_script)}  # noqa: S704


def wait(visit: Visit) -> Response:
    """The code; or, once it is approved, the page that sends itself; or on to the wall."""
    try:
        with reading() as session:
            if screens.plan_of(session, visit.sid):
                return _to_wall(visit.sid)
            here = accounts.live(session, visit.sid, visit.now)
            approved = screens.is_approved(session, _codes(visit))
    except DatabaseUnreachable:
        here, approved = None, False
    if approved:
        return _show(visit, "claim", "")
    return _show(visit, "wait", here.name if here else "")


def claim(visit: Visit) -> Response:
    """The device is a screen from now on; whoever was signed in in this browser is signed out."""
    try:
        must_be_ours(visit.filled().get("form", ""), visit.form, visit.now)
        with writing() as session:
            sid = desk.claim(session, _codes(visit), visit.user_agent, visit.now)
            sessions.sign_out(session, visit.sid, visit.now)
    except (StaleForm, NotApproved):
        return lead(f"{SCREEN}?{AGAIN}=1")
    response = _to_wall(sid)
    forget_pairing(response)
    return response


def _to_wall(sid: str) -> Response:
    response = lead(WALL)
    keep_screen(response, sid)
    return response


def _codes(visit: Visit) -> tuple[str, ...]:
    """None for a browser that has brought no number of ours."""
    if not _OURS.fullmatch(visit.pairing):
        return ()
    return pairing.codes(partial(draw, visit.pairing), visit.now)


def _show(visit: Visit, state: str, name: str) -> Response:
    keeps_cookies = bool(_codes(visit)) or AGAIN not in visit.query
    device = visit.pairing if _codes(visit) else secrets.token_urlsafe(32)
    code = pairing.codes(partial(draw, device), visit.now)[0] if keeps_cookies else ""
    facts: dict[str, object] = {"state": state, "name": name, "again": AGAIN, **_OWN}
    facts |= {"code": pairing.spaced(code)}
    facts |= {"told": _both(visit.language()), "desk": f"{settings.PUBLIC_URL()}/screens"}
    response = respond(visit, Page("screen.html", facts, headers=_headers))
    if keeps_cookies:
        keep_pairing(response, device)
    return response


def _both(first: str) -> dict[str, object]:
    """What turns a sentence into each language: whoever reads a screen has chosen none."""
    in_order = sorted(LANGUAGES, key=lambda language: language != first)
    return {language: words(language).gettext for language in in_order}
