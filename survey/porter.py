"""The porter (门卫): what stands before every view that takes something in, in one place.

Colleagues are sent away, floods are slowed, and what filled the bait is thanked and forgotten.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Never

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from db import accounts, projects
from db.engine import reading
from db.together import writers
from desk.honesty import turn_away
from domain.errors import HuifangError
from domain.surveys import tidy_code
from survey.layout import Page
from survey.limits import Gatekeeper
from survey.visits import Visit
from web.forms import Fields

# A field that no person sees; no program that fills in names and addresses knows this one.
BAIT = "homepage"


class StaffBrowser(HuifangError):
    """This browser is signed in as staff; answers are the residents' own."""

    code = "survey.staff_browser"


class Unstored(HuifangError):
    """Carries the page of a work that was undone."""

    code = "survey.unstored"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


@cache
def gatekeeper() -> Gatekeeper:
    """This process's own."""
    return Gatekeeper(projects.policy_with("{}").limits)


async def admit(visit: Visit) -> None:
    """Raises StaffBrowser, TooMany; asks the database only where a colleague's cookie came too."""
    is_staff = bool(visit.sid) and await run_in_threadpool(_is_staff, visit)
    if visit.is_sending:
        device = "" if visit.device.is_new else visit.device.number
        gatekeeper().let_in(tidy_code(visit.code), device, visit.now)
    if not is_staff:
        return
    if visit.is_sending:
        await writers.grant(partial(turn_away, code=visit.code, now=visit.now))
    raise StaffBrowser


def _is_staff(visit: Visit) -> bool:
    with reading() as session:
        return accounts.is_live(session, visit.sid, visit.now)


def found(visit: Visit) -> None:
    """The code led somewhere."""
    gatekeeper().knows(tidy_code(visit.code))


def not_found(visit: Visit) -> None:
    if visit.is_sending:
        gatekeeper().guessed(visit.now)


async def store(visit: Visit, fields: Fields, work: Callable[[Session], Page]) -> Page:
    """What `work` tells whoever sent these fields, once it is stored.

    Whatever filled the bait is told the same, and nothing is stored.
    """
    if not any(one.strip() for one in fields.get(BAIT, ())):
        return await writers.grant(work, tidy_code(visit.code))
    try:
        return await writers.grant(partial(_undone, work))
    except Unstored as told:
        return told.page


def _undone(work: Callable[[Session], Page], session: Session) -> Never:
    raise Unstored(work(session))
