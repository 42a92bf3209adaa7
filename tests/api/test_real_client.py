"""A client that others wrote for Open311, and that knows nothing of us, over a real line."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
import uvicorn
from georeport import GeoReport
from starlette.applications import Starlette

from api import keys
from api.app import routes
from tests.builders import a_client, a_project


@pytest.fixture
def host(database, monkeypatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    keys.paces.cache_clear()
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def file(host: str, key: str, reference: str) -> str:
    sent = {
        "api_key": key,
        "service_code": "repair",
        "description": "路灯不亮 13912345678",
        "address_string": "北门",
    }
    answer = httpx2.post(
        f"http://{host}/api/open311/v2/requests.json",
        data=sent,
        headers={"idempotency-key": reference},
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()[0]["service_request_id"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_client_of_others_lists_services_and_follows_what_was_filed(host):
    project_id = a_project()
    key = a_client(project_id)
    number = file(host, key, "a")

    seen: list[Any] = []
    for written in ("json", "xml"):
        address = f"http://{key}:@{host}/api/open311/v2"
        client = GeoReport(address, jurisdiction=str(project_id), output_format=written)
        codes = [service["service_code"] for service in client.get_service_list()]
        assert "repair" in codes
        assert client.get_service_definition("complaint")["service_code"] == "complaint"
        followed = client.get_service_request(number)
        seen.append({name: followed[name] for name in ("service_request_id", "status", "address")})

    assert seen == [{"service_request_id": number, "status": "open", "address": "北门"}] * 2


# On PostgreSQL several get as far as the key that only one of them can have.
def test_the_same_filing_at_once_is_one_ticket(host):
    key = a_client(a_project())

    with ThreadPoolExecutor(8) as many:
        numbers = list(many.map(lambda _: file(host, key, "same"), range(8)))

    assert numbers == ["1"] * 8
