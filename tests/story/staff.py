"""A colleague of a story: in by the first start's link, or by the sign-in page, like anybody."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

import settings
from domain.access import Actor
from tests.builders import a_session, an_account

LOGIN = "admin"
PASSWORD = "wo shi guanliyuan"
LINK = re.compile(r"http://\S+/welcome/\S+")


def welcome(page: Page, folder: Path, *, password: str = PASSWORD) -> None:
    """Use the link that the first start of the program in `folder` printed."""
    page.goto(LINK.findall((folder / "program.log").read_text("utf-8"))[-1])
    page.locator("#new").fill(password)
    page.locator("#again").fill(password)
    page.locator("button").click()
    expect(page).not_to_have_url(LINK)


def sign_in(page: Page, address: str, login: str = LOGIN, password: str = PASSWORD) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("button").click()


def take_along(cookies_of: BrowserContext, to: BrowserContext) -> None:
    """The same browser in another window."""
    to.add_cookies(cookies_of.cookies())  # type: ignore[arg-type]  # what it gives, it takes


def bring_cookie(context: BrowserContext, address: str, who: Actor) -> str:
    """For stories about something else: the cookie of a session that stands in the database."""
    ends = datetime.now(UTC) + timedelta(days=1)
    sid = a_session(an_account(who).staff_id, datetime.now(UTC), ends)
    context.add_cookies([{"name": settings.session_cookie(), "value": sid, "url": address}])
    return sid
