"""Whoever sees, hears or moves differently: every page of the residents' door, looked at by axe.

A new page is one line in PAGES. Each is looked at in both languages, in ordinary type by day and
in large type by night: colours depend on the hour alone, sizes on the type alone.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.builders import CONTENT, DELIGHTED, LET_DOWN, a_colleague, a_session, an_account
from tests.story.doors import Door, box, door_in, now
from web.forms import LONGEST_BODY

pytestmark = pytest.mark.story

# Level A and AA of WCAG 2.2, and what axe holds for good practice beside them.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
LOOKS = (("light", ""), ("dark", "big"))
Marks = Mapping[str, int | str]
Visit = Callable[[Page, Door, str], object]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_in(tmp_path_factory.mktemp("door")) as opened:
        yield opened


def look(code: Callable[[Door], str]) -> Visit:
    return lambda page, door, query: page.goto(door.to(code(door), query))


def send(
    code: Callable[[Door], str], marks: Marks, *chips: str, words: str = "", phone: str = ""
) -> Visit:
    """Fill in and send."""

    def visit(page: Page, door: Door, query: str) -> None:
        page.goto(door.to(code(door), query))
        for item, mark in marks.items():
            box(page, item, mark).click()
        for chip in chips:
            box(page, "chip", chip).click()
        page.locator("#words").fill(words)
        page.locator("#phone").fill(phone)
        page.locator("main form button").click()
        page.wait_for_selector("h1:focus, [role=alert], .done")

    return visit


def correct(page: Page, door: Door, query: str) -> None:
    code = door.job()
    send(lambda _: code, CONTENT, words="来晚了")(page, door, query)
    page.goto(door.to(code, query))


def answered(method: str, times: int = 1, **sent: Any) -> Visit:
    """What the door answers to something no page of ours sends."""

    def visit(page: Page, door: Door, query: str) -> None:
        address = door.to("NOSUCHCODE", query)
        told = [page.request.fetch(address, method=method, **sent) for _ in range(times)][-1]
        page.goto(door.address + "/s")
        page.set_content(told.text())

    return visit


def come_as_a_colleague(page: Page, door: Door, query: str) -> None:
    colleague = an_account(a_colleague(door.project))
    sid = a_session(colleague.staff_id, now())
    page.context.add_cookies([{"name": "sid", "value": sid, "url": door.address}])
    page.goto(door.to(door.job(), query))


def entrance(page: Page, door: Door, query: str) -> None:
    page.goto(f"{door.address}/s{query}")


PAGES: dict[str, Visit] = {
    "entrance": entrance,
    "standard form": look(Door.job),
    "pulse form": look(Door.short),
    "campaign form": look(Door.letter),
    "poster's doors": look(Door.poster),
    "poster's form": look(lambda d: f"{d.poster()}/rate"),
    "report": look(lambda d: f"{d.poster()}/report"),
    "report with a notice": send(lambda d: f"{d.poster()}/report", {}),
    "report taken": send(lambda d: f"{d.poster()}/report", {"kind": "help"}, words="电梯门夹人"),
    "wish for a call": look(lambda d: f"{d.poster()}/call"),
    "call taken": send(lambda d: f"{d.poster()}/call", {}, phone="13900000000"),
    "progress": look(lambda d: f"{d.job()}/progress"),
    "another door": look(lambda d: f"{d.job()}/report"),
    "form with a notice": send(Door.job, {}),
    "correction": correct,
    "thanks": send(Door.job, DELIGHTED),
    "thanks, a call asked for": send(Door.job, CONTENT | {"call_me": 1}, phone="13900000000"),
    "thanks, a wish named": send(Door.job, CONTENT, "price"),
    "thanks with a complaint": send(Door.job, LET_DOWN, "speed", words="来晚了"),
    "thanks, let down": send(Door.job, LET_DOWN),
    "thanks at a poster": send(lambda d: f"{d.poster()}/rate", {"d1": 1, "c": 1}, words="电梯脏"),
    "unknown code": look(lambda _: "NOSUCHCODE"),
    "withdrawn code": look(lambda d: d.alter(d.job(), revoked_at=now())),
    "code that has run out": look(lambda d: d.alter(d.job(), expires_at=now())),
    "job under way": look(Door.job_under_way),
    "answered long ago": look(Door.answered_long_ago),
    "colleague's browser": come_as_a_colleague,
    "wrong method": answered("PUT"),
    "not a form": answered("POST", data="{}", headers={"Content-Type": "application/json"}),
    "too much": answered("POST", form={"words": "x" * LONGEST_BODY}),
    "too many": answered("POST", 70, form={"d1": "1"}),
}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 568}, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(door, phone, name, language):
    PAGES[name](phone, door, f"?lang={language}")
    for folded in phone.locator("summary").all():
        folded.click()

    for scheme, size in LOOKS:
        phone.emulate_media(color_scheme=scheme)
        phone.evaluate("size => { document.documentElement.className = size }", size)
        found = Axe().run(phone, options=RULES)

        assert found.violations_count == 0, f"{scheme} {size}\n{found.generate_report()}"
        assert sticking_out(phone) == 0, f"{scheme} {size}"


def sticking_out(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
