"""A program of somebody else's in front of the side door, at a named moment."""

from collections.abc import Callable, Iterator

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from time_machine import Traveller, travel

from api import keys
from api.app import app
from db.engine import Database
from tests.builders import MONDAY_MORNING


class Program:
    """One client with its key; "" comes without one."""

    def __init__(self, client: TestClient, key: str) -> None:
        self.client = client
        self.headers = {b"Authorization": f"Bearer {key}".encode()} if key else {}

    def _carried(self, headers: dict[str, str] | None) -> dict[bytes, bytes]:
        given = headers or {}
        return self.headers | {name.encode(): value.encode() for name, value in given.items()}

    def get(self, address: str, headers: dict[str, str] | None = None, **asked: object) -> Response:
        told = {name: str(value) for name, value in asked.items()}
        carried = self._carried(headers)
        return self.client.get(f"/api/{address}", params=told, headers=carried)

    def post(
        self, address: str, headers: dict[str, str] | None = None, **fields: object
    ) -> Response:
        carried = self._carried(headers)
        return self.client.post(f"/api/{address}", data=fields, headers=carried)


Comes = Callable[[str], Program]


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def comes(database: Database, clock: Traveller) -> Comes:
    keys.paces.cache_clear()
    keys._used.clear()
    client = TestClient(app, raise_server_exceptions=False)
    return lambda key: Program(client, key)
