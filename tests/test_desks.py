"""Two desks behind nginx as deploy/ ships it: a browser keeps to one, and goes on when it dies."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import a_colleague
from tests.proxy import NGINX, nginx
from tests.story.doors import project_in
from tests.story.programs import Program, free_port, started
from tests.story.staff import bring_cookie

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(NGINX is None, reason="no nginx on this machine"),
]
ANSWERED = re.compile(r'^huifang_http_requests_total{door="(?:desk|gate)",.*} (\S+)$', re.MULTILINE)
BROWSERS, TIMES = 40, 3


@dataclass(frozen=True, slots=True)
class House:
    """nginx, the desks behind it, and the project that both show."""

    address: str
    desks: tuple[Program, Program]
    project: int

    def answered(self) -> list[int]:
        """How many requests each desk has answered so far."""
        return [
            sum(int(float(n)) for n in ANSWERED.findall(httpx2.get(f"{desk.address}/metrics").text))
            for desk in self.desks
        ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, ports = tmp_path_factory.mktemp("desks"), [free_port(), free_port()]
    with ExitStack() as stack:
        project = stack.enter_context(project_in(folder))
        address = stack.enter_context(nginx(folder, desks=ports))
        one, other = (stack.enter_context(_desk(folder, port, address)) for port in ports)
        yield House(address, (one, other), project)


@contextmanager
def _desk(folder: Path, port: int, address: str) -> Iterator[Program]:
    seen_as = {"HUIFANG_PUBLIC_URL": address}
    serve = ("cli", "serve")
    with started(folder, *serve, ready="/readyz", settings_too=seen_as, port=port) as desk:
        yield desk


@pytest.fixture
def screen(house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A colleague who has signed in, over TLS."""
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", house.address)
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    bring_cookie(context, house.address, a_colleague(house.project, "supervisor"))
    yield context.new_page()
    context.close()


def test_browsers_are_spread_over_the_desks_and_each_keeps_to_its_own(house):
    before = house.answered()

    with httpx2.Client(base_url=house.address, verify=False) as client:
        for nth in range(BROWSERS * TIMES):
            client.get("/sign-in", headers={"Cookie": f"x=1; __Host-sid={nth % BROWSERS}"})

    shares = [now - then for now, then in zip(house.answered(), before, strict=True)]
    assert sum(shares) == BROWSERS * TIMES
    assert all(share and share % TIMES == 0 for share in shares)


def test_whose_desk_dies_goes_on_at_the_other_and_is_still_signed_in(house, screen):
    before = house.answered()
    screen.goto(f"{house.address}/queue")
    expect(screen.get_by_role("heading", name="工单队列")).to_be_visible()
    shares = [now - then for now, then in zip(house.answered(), before, strict=True)]
    holds = house.desks[shares.index(max(shares))]
    assert min(shares) == 0

    with screen.expect_websocket(timeout=60_000):
        holds.process.kill()

    expect(screen.locator("[data-test-connection-state=CONNECTED]")).to_be_visible()
    screen.get_by_role("link", name="回访", exact=True).click()
    expect(screen.get_by_role("heading", name="回访")).to_be_visible()
    screen.reload()
    expect(screen.get_by_role("heading", name="回访")).to_be_visible()
