"""A screen on the wall: news within two seconds, a loud word when the picture stands still."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from db import engine, upgrade
from domain.access import Role
from domain.tickets import Kind
from tests.builders import a_colleague, a_project, a_ticket
from tests.story.staff import bring_cookie

pytestmark = pytest.mark.story
ROOT = Path(__file__).parents[2]
TICKETS = 3


class Server(NamedTuple):
    process: subprocess.Popen[bytes]
    port: int


def free_port() -> int:
    with socket.socket() as knocking:
        knocking.bind(("127.0.0.1", 0))
        port: int = knocking.getsockname()[1]
        return port


@pytest.fixture
def project_id(tmp_path: Path) -> Iterator[int]:
    """A project in a file that the server and this process both open."""
    database = engine.use(f"sqlite:///{tmp_path / 'wall.db'}")
    upgrade.upgrade()
    yield a_project("翠湖花园")
    database.dispose()
    engine._current = None


@pytest.fixture
def server(project_id: int, tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    address = {"HUIFANG_DATABASE_URL": f"sqlite:///{tmp_path / 'wall.db'}"}
    with (tmp_path / "server.log").open("wb") as log:
        running = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | address, stdout=log, stderr=log
        )
        wait_until_answering(port, tmp_path / "server.log")
        yield Server(running, port)
        running.send_signal(signal.SIGCONT)
        running.terminate()
        running.wait(timeout=20)


def wait_until_answering(port: int, log: Path) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(log.read_text("utf-8", errors="replace"))


@pytest.fixture
def screen(browser: Browser, server: Server, project_id: int) -> Iterator[Page]:
    """A television with the project's wall on it."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    address = f"http://127.0.0.1:{server.port}"
    bring_cookie(context, address, a_colleague(project_id, Role.WALL))
    page = context.new_page()
    page.goto(f"{address}/wall?project={project_id}")
    expect(page.locator(".wall .headline")).to_be_visible(timeout=30_000)
    yield page
    context.close()


def test_a_ticket_is_on_the_glass_without_a_reload(screen, project_id):
    for number in range(TICKETS):
        a_ticket(project_id, kind=Kind.HELP, now=datetime.now(UTC))

        expect(screen.locator(".wall")).to_contain_text(f"待办 {number + 1}", timeout=10_000)


def test_a_picture_that_stands_still_says_so_until_it_moves_again(screen, server):
    banner = screen.locator(".wall .silence")
    time.sleep(5)
    expect(banner).to_be_hidden()

    server.process.send_signal(signal.SIGSTOP)
    began = time.perf_counter()
    expect(banner).to_be_visible(timeout=20_000)
    silent = time.perf_counter() - began
    expect(banner).to_contain_text("画面已停止更新")

    server.process.send_signal(signal.SIGCONT)
    began = time.perf_counter()
    expect(banner).to_be_hidden(timeout=15_000)
    print(f"said after {silent:.1f} s of silence, gone {time.perf_counter() - began:.1f} s after")
    assert silent >= 9


def test_a_server_that_is_gone_leaves_our_banner_and_no_dialog(screen, server):
    server.process.kill()

    expect(screen.locator(".wall .silence")).to_be_visible(timeout=16_000)
    expect(screen.locator("[role=dialog]")).to_be_hidden()


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
    a_ticket(project_id, now=datetime.now(UTC))
    expect(screen.locator(".wall")).to_contain_text("待办 1", timeout=10_000)

    sizes = screen.evaluate(
        "['.headline', '.figure', '.label', '.below', '.number', '.what', '.left', '.verdict']"
        ".map(name => [name, getComputedStyle(document.querySelector('.wall ' + name)).fontSize])"
    )

    assert not [(name, size) for name, size in sizes if float(re.sub("px", "", size)) < 46]


def test_the_screen_does_not_fade_while_it_refreshes(screen):
    faintest = screen.evaluate(
        """async () => {
            let least = 1
            const end = performance.now() + 5000
            while (performance.now() < end) {
                for (let e = document.querySelector('.wall'); e; e = e.parentElement)
                    least = Math.min(least, getComputedStyle(e).opacity)
                await new Promise(requestAnimationFrame)
            }
            return least
        }"""
    )

    assert faintest == 1
