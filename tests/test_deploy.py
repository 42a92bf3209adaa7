"""What deploy/ says, done: nginx in front of two doors, and one of them dies under load."""

import re
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from bench.sample import codes_of_new_tickets
from tests.proxy import NGINX, nginx
from tests.story.doors import program_in, project_in
from tests.story.programs import Program
from tests.survey.residents import answers

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")

BLANK = re.compile(r'name="blank" value="([^"]+)"')
MARKS = {"d1": "4", "d2": "4", "d3": "4", "c": "3", "e1": "4", "e2": "4", "e3": "4", "e4": "4"}
RESIDENTS, AT_ONCE, UNDER_WAY = 120, 8, 30


@dataclass(frozen=True, slots=True)
class House:
    """nginx and the two doors behind it."""

    address: str
    doors: tuple[Program, Program]
    log: Path
    trust: ssl.SSLContext

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, verify=self.trust, timeout=30)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with ExitStack() as stack:
        stack.enter_context(project_in(folder))
        doors = (stack.enter_context(program_in(folder)), stack.enter_context(program_in(folder)))
        address = stack.enter_context(nginx(folder, doors=[door.port for door in doors]))
        trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
        yield House(address, doors, folder / "huifang.log", trust)


def answer(house: House, code: str) -> int:
    """The status of the page that follows the sending; the form itself must have come."""
    with house.client() as phone:
        form = phone.get(f"/s/{code}")
        assert form.status_code == 200, form.text
        [blank] = BLANK.findall(form.text)
        return phone.post(f"/s/{code}", data=MARKS | {"blank": blank}).status_code


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/_stcore/metrics"])
def test_nobody_outside_learns_how_the_program_is(house, path):
    with house.client() as stranger:
        assert stranger.get(path).status_code == 404


def test_plain_http_is_sent_to_tls_and_told_to_stay_there(house):
    with house.client() as phone:
        met = phone.get("/s")

    assert met.status_code == 200
    assert met.headers["strict-transport-security"] == "max-age=31536000"
    assert re.fullmatch("[0-9a-f]{32}", met.headers["x-request-id"])


def test_a_body_that_is_too_large_ends_at_the_proxy(house):
    with house.client() as phone:
        assert phone.post("/s/NOSUCHCODE", content=b"x" * 12_000_000).status_code == 413


def test_one_door_dies_under_load_and_no_resident_notices(house):
    codes = codes_of_new_tickets(RESIDENTS)
    answered: Counter[int] = Counter()
    enough = threading.Event()

    def come(code: str) -> int:
        status = answer(house, code)
        answered[status] += 1
        if answered.total() >= UNDER_WAY:
            enough.set()
        return status

    def kill() -> None:
        enough.wait(60)
        house.doors[0].process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as street:
        list(street.map(come, codes))
    killer.join()

    assert answered == {200: RESIDENTS}
    assert Counter(one.token for one in answers()) == dict.fromkeys(codes, 1)
    written = house.log.read_text("utf-8")
    assert written.count(" POST ") >= RESIDENTS
    assert not any(code in written for code in codes)
