"""The gate on a real database, at a named moment, and colleagues in front of it."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient
from time_machine import Traveller, travel

from db.engine import Database
from desk import passwords
from domain.access import Actor, Role
from gate import views
from gate.app import routes
from gate.patience import Patience
from tests.builders import MONDAY_MORNING, a_colleague, a_project, an_account

PASSWORD = "shan zhong he chu"
SEAL = re.compile(r'name="form" value="([^"]+)"')


class Browser:
    """One colleague's browser in front of the gate."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, address: str, **headers: str) -> Response:
        return self.client.get(address, headers=headers)

    def send(self, address: str, seal: str | None = None, **fields: str) -> Response:
        """Open the form, fill it in, send it."""
        form = self.seal(address) if seal is None else seal
        return self.client.post(address, data={"form": form, **fields})

    def seal(self, address: str) -> str:
        return unescape(SEAL.search(self.get(address).text)[1])

    def sign_in(self, login: str, password: str = PASSWORD, query: str = "") -> Response:
        return self.send(f"/sign-in{query}", login=login, password=password)

    @property
    def sid(self) -> str:
        return str(self.client.cookies.get("sid", ""))


Opens = Callable[..., Browser]


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of its own, and a gate that remembers no failures."""
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "survey.key"))
    monkeypatch.setattr(views, "PATIENCE", Patience())
    # Slow on purpose where it matters; here every password would cost a quarter of a second.
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def new_browser(database: Database, clock: Traveller) -> Opens:
    gate = Starlette(routes=routes)

    def opened(host: str = "192.0.2.1") -> Browser:
        client = TestClient(gate, follow_redirects=False, client=(host, 50_000))
        return Browser(client)

    return opened


@pytest.fixture
def visitor(new_browser: Opens) -> Browser:
    return new_browser()


@pytest.fixture
def wang(database: Database) -> Actor:
    """A receptionist with a password."""
    return an_account(a_colleague(a_project(), Role.RECEPTION), PASSWORD)
