"""A screen on the wall: news by itself, a loud word when the picture stands still, and back again.

One program and one project for all of it; each screen hangs at the end of a cable of its own.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from db import engine, screens, upgrade
from db.engine import writing
from desk import screens as desk
from domain.access import Role
from domain.tickets import Kind
from tests.builders import a_colleague, a_project, a_ticket
from tests.cable import Cable, cable
from tests.story.programs import Program, started
from tests.story.staff import bring_cookie

pytestmark = pytest.mark.story
STREAMLIT = ("streamlit", "run", "app.py", "--server.port", "{port}")
# What takes two seconds on an idle machine may take twenty on a busy one.
LONG = 60_000
TICKETS = 3


class Office:
    """The program of this module: where it answers, and how it is switched off and on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = ExitStack()
        self.program = self._start()

    def _start(self, port: int | None = None) -> Program:
        program = started(self.folder, *STREAMLIT, ready="/_stcore/health", port=port)
        return self.running.enter_context(program)

    def restart(self) -> None:
        self.running.close()
        self.program = self._start(self.program.port)

    def close(self) -> None:
        self.running.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, before = tmp_path_factory.mktemp("wall"), engine._current
    engine._current = None
    engine.use(f"sqlite:///{folder / 'huifang.db'}")
    upgrade.upgrade()
    with closing(Office(folder)) as opened:
        yield opened
    engine.current().dispose()
    engine._current = before


@pytest.fixture
def line(office: Office) -> Iterator[Cable]:
    with cable(office.program.port) as laid:
        yield laid


@pytest.fixture(scope="module")
def project_id(office: Office) -> int:
    return a_project("翠湖花园")


@pytest.fixture
def screen(browser: Browser, line: Cable, project_id: int) -> Iterator[Page]:
    """A television with the project's wall on it."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    address = f"http://127.0.0.1:{line.port}"
    bring_cookie(context, address, a_colleague(project_id, Role.WALL))
    page = context.new_page()
    page.goto(f"{address}/wall?project={project_id}")
    expect(page.locator(".wall .headline")).to_be_visible(timeout=LONG)
    yield page
    context.close()


def silence(screen: Page) -> Locator:
    return screen.locator(".wall .silence")


def register(screen: Page, project_id: int) -> None:
    """A ticket more, and the glass says so by itself: nobody here does any work."""
    waiting = a_ticket(project_id, kind=Kind.HELP, now=datetime.now(UTC))
    expect(screen.locator(".wall")).to_contain_text(f"待办 {waiting}", timeout=LONG)


def test_a_ticket_is_on_the_glass_without_a_reload(screen, project_id):
    for _ticket in range(TICKETS):
        register(screen, project_id)


def test_where_the_picture_cannot_be_asked_for_the_page_brings_it(screen, project_id):
    with screen.expect_response("**/glass?*", timeout=LONG) as asked:
        assert asked.value.ok
    screen.route("**/glass?*", lambda asking: asking.abort())

    register(screen, project_id)
    expect(silence(screen)).to_be_hidden(timeout=LONG)


def test_a_cut_cable_is_told_loudly_and_a_mended_one_brings_the_picture_back(
    screen, line, project_id
):
    shown = screen.url
    expect(silence(screen)).to_be_hidden()

    line.cut()
    expect(silence(screen)).to_be_visible(timeout=LONG)
    expect(silence(screen)).to_contain_text("画面已停止更新")
    line.mend()
    expect(silence(screen)).to_be_hidden(timeout=LONG)

    register(screen, project_id)
    assert screen.url == shown


def test_a_server_that_is_gone_leaves_our_banner_and_comes_back_by_itself(
    screen, office, project_id
):
    shown = screen.url

    office.program.process.kill()
    expect(silence(screen)).to_be_visible(timeout=LONG)
    expect(screen.locator("[role=dialog]")).to_be_hidden()
    office.restart()
    expect(silence(screen)).to_be_hidden(timeout=LONG)

    register(screen, project_id)
    assert screen.url == shown


def test_nothing_of_the_frame_shows_and_nothing_scrolls(screen):
    top = screen.evaluate(
        "[[5, 5], [1900, 5], [960, 540], [1900, 1070]].every("
        "([x, y]) => document.elementFromPoint(x, y).closest('.wall'))"
    )
    scrolls = screen.evaluate(
        "document.documentElement.scrollHeight > innerHeight"
        " || document.documentElement.scrollWidth > innerWidth"
    )

    assert top
    assert not scrolls


def test_words_for_five_metres_are_at_least_forty_six_pixels_high(screen, project_id):
    register(screen, project_id)

    sizes = screen.evaluate(
        "['.headline', '.figure', '.label', '.below', '.number', '.what', '.left', '.verdict']"
        ".map(name => [name, getComputedStyle(document.querySelector('.wall ' + name)).fontSize])"
    )

    assert not [(name, size) for name, size in sizes if float(re.sub("px", "", size)) < 46]


# Every frame that a browser paints while three refreshes come: whether the picture fills it, and
# how much of it a veil over it or over what holds it would leave.
WATCH_THREE_REFRESHES = """async () => {
    const seen = {refreshes: 0, frames: 0, empty: 0, faintest: 1}
    let last = document.querySelector('.wall .silence')
    while (seen.refreshes < 3) {
        await new Promise(requestAnimationFrame)
        const wall = document.querySelector('.wall')
        const fills = wall && wall.clientWidth === innerWidth && wall.clientHeight === innerHeight
        seen.frames += 1
        seen.empty += !fills || !wall.innerText.includes('待办')
        for (let e = wall; e; e = e.parentElement)
            seen.faintest = Math.min(seen.faintest, getComputedStyle(e).opacity)
        const banner = document.querySelector('.wall .silence')
        seen.refreshes += banner !== last
        last = banner
    }
    return seen
}"""


def test_no_refresh_empties_or_veils_the_picture(screen):
    seen = screen.evaluate(WATCH_THREE_REFRESHES)

    assert seen["frames"] > seen["refreshes"]
    assert (seen["empty"], seen["faintest"]) == (0, 1)


@pytest.fixture
def television(browser: Browser) -> Iterator[Page]:
    """A device that nobody knows yet."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_a_device_is_approved_by_its_code_outlives_a_restart_and_is_sent_away(
    television, desk_screen, office, project_id
):
    address, headline = office.program.address, television.locator(".wall .headline")
    bring_cookie(desk_screen.context, address, a_colleague(project_id))
    television.goto(f"{address}/screen")
    code = television.locator("output").inner_text()

    desk_screen.goto(f"{address}/screens?project={project_id}")
    desk_screen.get_by_label("屏幕上的码").fill(code, timeout=LONG)
    desk_screen.get_by_label("屏幕名称").fill("大堂")
    desk_screen.get_by_role("button", name="批准", exact=True).click()
    expect(headline).to_be_visible(timeout=LONG)

    office.restart()
    television.goto(f"{address}/queue")
    expect(headline).to_be_visible(timeout=LONG)
    expect(television).to_have_url(re.compile(f"{address}/wall"))

    with writing() as session:
        [card] = screens.of_projects(session, [project_id])
        desk.revoke(session, None, card, datetime.now(UTC))
    expect(television.locator("output")).to_be_visible(timeout=LONG)
    expect(television.locator("output")).not_to_have_text(code)
