"""Who sees the desk: nobody on a cold server, one who used the link, and not a moment too long."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import settings
from db import accounts, engine
from db.engine import writing
from tests.browser import PATIENCE
from tests.story.programs import running
from tests.story.staff import LOGIN, PASSWORD, sign_in, take_along, welcome

pytestmark = pytest.mark.story

NOT_PAGES = {"__init__", "shell"}
EVERY = sorted({file.stem for file in (settings.ROOT / "pages").glob("*.py")} - NOT_PAGES)
PAGES = ("", "nosuch", *EVERY)
PROJECT = "云栖花园"
SHOWN = {
    "queue": "[data-testid=stDataFrame]",
    "wall": ".wall .headline",
    "results": "text=住户原话",
    "team": "text=操作记录",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sign-in")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with running(folder, "cli", "serve", ready="/_stcore/health") as served:
        yield served


@pytest.fixture(scope="module")
def founder(address: str, folder: Path, browser: Browser) -> Iterator[Page]:
    """Whoever used the link of the first start."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    welcome(page, folder)
    yield page
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_cold_server_leads_strangers_to_the_gate(address, desk_screen, page):
    desk_screen.goto(f"{address}/{page}?project=1")

    expect(desk_screen).to_have_url(re.compile(r"/sign-in\?next="))
    assert PROJECT not in desk_screen.content()


@pytest.mark.parametrize("page", ["", "wall", "queue", "team"])
def test_past_the_doorkeeper_the_socket_gives_nothing_either(address, desk_screen, page):
    """As if the page had been kept by the browser: the frame comes, and nothing over its socket."""
    told: list[bytes | str] = []

    def received(frame: bytes | str) -> None:
        told.append(frame)

    desk_screen.on("websocket", lambda socket: socket.on("framereceived", received))
    desk_screen.route(
        re.compile(f"{re.escape(address)}/{page}(\\?.*)?$"),
        lambda route: route.continue_(
            headers={**route.request.headers, "accept": "*/*"},
        ),
    )

    desk_screen.goto(f"{address}/{page}")

    expect(desk_screen.get_by_role("link", name="登录")).to_be_visible()
    assert told
    everything = b"".join(one if isinstance(one, bytes) else one.encode() for one in told)
    assert PROJECT.encode() not in everything
    assert json.dumps(PROJECT).encode() not in everything


def test_the_link_of_the_first_start_opens_the_desk_once(address, folder, founder, desk_screen):
    expect(founder.get_by_role("heading", name="工单队列")).to_be_visible()

    link = re.findall(r"http://\S+/welcome/\S+", (folder / "program.log").read_text("utf-8"))[-1]
    desk_screen.goto(link)

    expect(desk_screen.get_by_text("此链接已失效")).to_be_visible()


def test_one_is_led_to_the_page_one_asked_for(address, founder, desk_screen):
    desk_screen.goto(f"{address}/callbacks")
    desk_screen.locator("#login").fill(LOGIN)
    desk_screen.locator("#password").fill(PASSWORD)
    desk_screen.locator("button").click()

    expect(desk_screen).to_have_url(re.compile("/callbacks"))
    expect(desk_screen.get_by_text("待回访").first).to_be_visible()


def test_signed_out_everywhere_every_open_page_empties_itself(
    address, folder, founder, desk_screen
):
    sign_in(desk_screen, address)
    opened = {page: desk_screen.context.new_page() for page in SHOWN}
    for page, screen in opened.items():
        screen.goto(f"{address}/{page}")
        expect(screen.locator(SHOWN[page]).first).to_be_visible()

    began = time.monotonic()
    _sign_out_everywhere(folder)

    for page, screen in opened.items():
        expect(screen.get_by_role("link", name="登录")).to_be_visible()
        print(f"{page}: emptied {time.monotonic() - began:.1f} s after")
        expect(screen.locator(SHOWN[page])).to_have_count(0)
        expect(screen.locator("section[data-testid=stSidebar] a, table, input")).to_have_count(0)


def _sign_out_everywhere(folder: Path) -> None:
    database = engine.use(f"sqlite:///{folder / 'huifang.db'}")
    with writing() as session:
        founder = accounts.by_login(session, LOGIN)
        accounts.end_sessions(session, founder.staff_id, datetime.now(UTC))
    database.dispose()
    engine._current = None


def test_the_way_out_of_the_sidebar_closes_every_window(address, founder, desk_screen, browser):
    sign_in(desk_screen, address)
    context = browser.new_context(locale="zh-CN")
    take_along(desk_screen.context, to=context)
    other = context.new_page()
    other.goto(f"{address}/queue")
    expect(other.get_by_role("heading", name="工单队列")).to_be_visible()
    desk_screen.goto(f"{address}/queue")

    desk_screen.get_by_role("button", name="退出登录").click(timeout=PATIENCE)

    for page in (desk_screen, other):
        expect(page.get_by_role("link", name="登录")).to_be_visible()
    context.close()


def test_an_invited_colleague_comes_in_and_sees_what_their_role_opens(
    address, founder, desk_screen, browser
):
    sign_in(desk_screen, address)
    desk_screen.goto(f"{address}/team")
    desk_screen.get_by_role("button", name="邀请").first.click(timeout=PATIENCE)
    dialog = desk_screen.get_by_role("dialog")
    dialog.get_by_label("姓名").fill("新来的何佳")
    dialog.get_by_role("textbox", name="登录名").fill("he.jia")
    dialog.get_by_role("button", name="邀请").click()
    link = desk_screen.get_by_text(re.compile("/welcome/")).first
    expect(link).to_be_visible()

    context = browser.new_context(locale="zh-CN")
    guest = context.new_page()
    guest.goto(link.inner_text().strip())
    expect(guest.get_by_role("heading", name="欢迎您，新来的何佳")).to_be_visible()
    guest.locator("#new").fill("xin lai de mi ma")
    guest.locator("#again").fill("xin lai de mi ma")
    guest.locator("button").click()

    expect(guest.get_by_role("heading", name="工单队列")).to_be_visible()
    assert guest.get_by_role("link", name="团队").count() == 0
    guest.goto(f"{address}/team")
    expect(guest.get_by_text("不能管理项目设置").first).to_be_visible()
    context.close()
