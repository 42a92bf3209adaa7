"""An annual survey: letters laid out at the desk, one scanned at home, turnout grown by one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import PATIENCE
from tests.printing import printed
from tests.story.programs import running
from tests.story.staff import sign_in, welcome

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """A program with its sample, in which an annual survey is running."""
    folder = tmp_path_factory.mktemp("campaign")
    with running(folder, "cli", "serve", ready="/_stcore/health") as served:
        first = browser.new_page()
        welcome(first, folder)
        first.close()
        yield served


def test_a_letter_is_printed_scanned_and_counted(
    address: str, browser: Browser, desk_screen: Page, phone: Page, tmp_path: Path
) -> None:
    sign_in(desk_screen, address)
    desk_screen.goto(f"{address}/codes?codes=campaigns")
    answered, silent = _figure(desk_screen, "已作答"), _silent(desk_screen)

    sheets = printed(browser, _letters(desk_screen, tmp_path / "letters.html"))
    codes = [code.text for sheet in sheets for code in sheet.codes()]
    assert len(codes) == len(sheets) == len(set(codes)) == silent
    _answer(phone, codes[0])

    desk_screen.reload()
    expect(_metric(desk_screen, "已作答")).to_have_text(str(answered + 1))
    assert _silent(desk_screen) == silent - 1


def _letters(desk: Page, file: Path) -> str:
    desk.get_by_test_id("stPopoverButton").filter(has_text="打印信函").click()
    with desk.expect_download(timeout=PATIENCE) as downloading:
        desk.get_by_role("button", name="排印信函").click()
    downloading.value.save_as(file)
    return file.read_text("utf-8")


def _answer(phone: Page, code: str) -> None:
    phone.goto(code)
    expect(phone.get_by_role("heading", level=1)).to_have_text("过去一年，我们的服务怎么样？")
    for item in ("d1", "c"):
        phone.locator(f"input[name={item}][value='4']").check(force=True)
    phone.locator("form[method=post] button").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢您")


def _metric(desk: Page, label: str) -> Locator:
    metric = desk.get_by_test_id("stMetric").filter(has_text=label)
    return metric.get_by_test_id("stMetricValue")


def _figure(desk: Page, label: str) -> int:
    metric = _metric(desk, label)
    expect(metric).to_be_visible()
    return int(metric.inner_text())


def _silent(desk: Page) -> int:
    told = desk.get_by_text(re.compile(r"可提醒 \d+ 户"))
    expect(told).to_be_visible()
    return int(re.sub(r"\D", "", told.inner_text()))
