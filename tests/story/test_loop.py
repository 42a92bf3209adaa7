"""The whole loop: a ticket, its code, an answer, the complaint it opens, and a callback.

Played as people play it: three screens in a real browser, the program as `huifang serve` starts it.
Nobody reloads a page to see what another has done.
"""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PATIENCE
from tests.story.doors import box
from tests.story.programs import running
from tests.story.staff import sign_in, take_along, welcome

pytestmark = pytest.mark.story

SUBJECT = "钥匙锁在家里了"
WORDS = "约好九点，十一点才来"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """A program whose first administrator has used the link of the first start."""
    folder = tmp_path_factory.mktemp("loop")
    with running(folder, "cli", "serve", ready="/_stcore/health") as served:
        first = browser.new_page()
        welcome(first, folder)
        first.close()
        yield served


@pytest.fixture
def screens(browser: Browser) -> Iterator[list[Page]]:
    """The wall, and a second colleague's results and callbacks; nobody touches them."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    yield [context.new_page() for _screen in range(3)]
    context.close()


def test_the_whole_loop(address: str, desk_screen: Page, phone: Page, screens: list[Page]) -> None:
    wall, results, callbacks = screens
    sign_in(desk_screen, address)
    take_along(desk_screen.context, to=wall.context)
    for screen, page in zip(screens, ("wall", "results", "callbacks"), strict=True):
        screen.goto(f"{address}/{page}")
    expect(wall.get_by_text("今日受理")).to_be_visible()
    expect(results.get_by_text("住户原话").first).to_be_visible()
    expect(callbacks.get_by_text("待回访").first).to_be_visible()
    received = _figure(wall, "今日受理")

    number = _register(desk_screen, address)
    _until(wall, "今日受理", received + 1)

    _take(desk_screen, "派单")
    _take(desk_screen, "完工")
    code = _code(desk_screen)
    assert code.startswith(f"{address}/s/")

    complaint, sent = _answer_let_down(phone, code)
    _until(wall, "今日受理", received + 2)
    print(f"from sending to the wall: {time.monotonic() - sent:.2f} s")
    expect(results.get_by_text(WORDS).first).to_be_visible()
    link = desk_screen.get_by_role("link", name=f"#{complaint}")
    expect(link.first).to_be_visible()
    assert complaint != number

    callbacks.get_by_test_id("stButtonGroup").get_by_text("已回访").click()
    _call_back(desk_screen, address, number)
    # The grid is painted; its cells stand in the page for screen readers only.
    expect(callbacks.locator("td", has_text=f"#{number}-1")).to_have_count(1)


@pytest.mark.parametrize("page", ["wall", "queue", "callbacks", "results"])
def test_no_page_asks_anything_of_anybody_else(address: str, desk_screen: Page, page: str) -> None:
    sign_in(desk_screen, address)
    asked: list[str] = []
    desk_screen.on("request", lambda request: asked.append(request.url))

    desk_screen.goto(f"{address}/{page}", wait_until="networkidle")

    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert asked
    assert foreign == []


def test_the_sample_goes_with_one_click(address: str, desk_screen: Page) -> None:
    sign_in(desk_screen, address)
    desk_screen.goto(f"{address}/queue")

    desk_screen.get_by_role("button", name="移除示例").click(timeout=PATIENCE)

    expect(desk_screen.get_by_text("还没有项目")).to_be_visible()


def _register(desk: Page, address: str) -> int:
    desk.goto(f"{address}/queue")
    desk.get_by_role("button", name="登记").first.click(timeout=PATIENCE)
    dialog = desk.get_by_role("dialog")
    dialog.get_by_text("求助", exact=True).click()
    dialog.get_by_label("事由").fill(SUBJECT)
    dialog.get_by_role("button", name="登记").click()
    heading = dialog.get_by_role("heading", name=SUBJECT)
    expect(heading).to_be_visible()
    number = int(re.findall(r"#(\d+)", heading.inner_text())[0])
    dialog.get_by_role("button", name="打开工单").click()
    expect(dialog).to_be_hidden()
    return number


def _take(desk: Page, deed: str) -> None:
    form = desk.get_by_test_id("stForm")
    desk.get_by_test_id("stButtonGroup").get_by_text(deed, exact=True).click(timeout=PATIENCE)
    form.get_by_role("button", name=deed).click(timeout=PATIENCE)
    expect(form.get_by_role("button", name=deed)).to_be_hidden()


def _code(desk: Page) -> str:
    desk.get_by_role("tab", name="二维码与评价").click()
    shown = desk.get_by_text(re.compile(r"http://.*/s/")).first
    expect(shown).to_be_visible()
    return shown.inner_text().strip()


def _answer_let_down(phone: Page, code: str) -> tuple[int, float]:
    """The number of the complaint the thanks page names, and when the answer was sent."""
    phone.goto(code)
    for item in ("e1", "e2", "e3", "e4"):
        box(phone, item, 5).tap()
    for item in ("d1", "d2", "d3", "c"):
        box(phone, item, 2).tap()
    box(phone, "chip", "speed").tap()
    phone.locator("#words").fill(WORDS)
    sent = time.monotonic()
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_text(re.compile("谢谢")).first).to_be_visible()
    return int(re.findall(r"投诉\D*(\d+)", phone.locator("main").inner_text())[0]), sent


def _call_back(desk: Page, address: str, ticket: int) -> None:
    desk.goto(f"{address}/callbacks?callback={ticket}-1")
    form = desk.get_by_test_id("stForm")
    form.get_by_text("满意", exact=True).click(timeout=PATIENCE)
    form.get_by_role("button", name="登记回访").click()


def _figure(wall: Page, label: str) -> int:
    return int(re.findall(rf"{label}\s*(\d+)", wall.locator("body").inner_text())[0])


def _until(wall: Page, label: str, figure: int) -> None:
    wall.wait_for_function(
        f"() => /{label}\\s*{figure}(?!\\d)/.test(document.body.innerText)", timeout=PATIENCE
    )
