"""A new major ticket is heard once, where somebody asked to hear it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from domain.screens import ScreenPlan, Speech
from pages.parts.wall import chime
from tests import boards, glass
from tests.boards import MAJOR, a_line

pytestmark = pytest.mark.story
ADDRESS = "http://wall.test/"
PLAN = ScreenPlan((1,), sounds=True)
NOTES = 4
# Every note that is struck; a test hears nothing.
COUNT_NOTES = """window.struck = 0
const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (...at) { window.struck += 1; start.apply(this, at) }"""


def a_picture(*majors: int) -> str:
    lines = tuple(a_line(number, None, **MAJOR) for number in majors)
    return glass.html(PLAN, [replace(boards.calm(), majors=lines)])


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A screen that shows one major ticket, with the button beside the picture."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(COUNT_NOTES)

    def answer(route: Route) -> None:
        body = f"<!doctype html><body><main>{a_picture(1)}</main>{chime.form(PLAN)}"
        route.fulfill(content_type="text/html; charset=utf-8", body=body)

    page.route(ADDRESS, answer)
    page.goto(ADDRESS)
    yield page
    context.close()


def refresh(page: Page, *majors: int) -> int:
    """The notes struck so far, after a picture with these major tickets."""
    return int(
        page.evaluate(
            "async html => { document.querySelector('main').innerHTML = html\n"
            "await new Promise(requestAnimationFrame); return window.struck }",
            a_picture(*majors),
        )
    )


def switch_on(page: Page) -> int:
    """The notes struck so far: whoever presses the button hears what it will be."""
    page.locator(".arm").click()
    expect(page.locator(".arm")).to_be_hidden(timeout=20_000)
    return int(page.evaluate("window.struck"))


def test_a_major_ticket_sounds_once_after_somebody_switched_the_sound_on(screen):
    before = refresh(screen, 1, 2)
    tried = switch_on(screen)
    unchanged = refresh(screen, 1, 2)
    new = refresh(screen, 1, 2, 3)
    again = refresh(screen, 1, 2, 3)

    assert (before, tried, unchanged, new, again) == (0, NOTES, NOTES, 2 * NOTES, 2 * NOTES)


def test_a_page_fetched_anew_is_silent_about_what_has_sounded(screen):
    switch_on(screen)
    refresh(screen, 1, 2)

    screen.goto(ADDRESS)

    assert refresh(screen, 1, 2) == 0


def test_where_the_plan_wants_no_sound_any_more_nothing_sounds(screen):
    tried = switch_on(screen)

    screen.evaluate("document.querySelector('.arm').remove()")

    assert refresh(screen, 1, 2) == tried


def test_the_button_speaks_as_the_screen_does():
    both = chime.form(replace(PLAN, speech=Speech.BOTH))

    assert "打开声音 · Switch the sound on" in both
    assert "打开声音<" in chime.form(PLAN)
