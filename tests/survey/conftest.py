"""The residents' door on a real database, at a named moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from time_machine import Traveller, travel

from db.engine import Database
from survey import porter
from survey.app import routes
from tests.builders import WEDNESDAY_MORNING, a_code, a_project, a_resolved_ticket
from tests.survey.residents import Resident


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """Wednesday morning; the job was done on Tuesday."""
    with travel(WEDNESDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "var" / "survey.key"
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(file))
    return file


@pytest.fixture(autouse=True)
def gatekeeper() -> Iterator[None]:
    """A process that has let nobody in yet."""
    porter.gatekeeper.cache_clear()
    yield
    porter.gatekeeper.cache_clear()


@pytest.fixture
def door(database: Database, clock: Traveller) -> TestClient:
    """The bare routes, as the main program mounts them."""
    return TestClient(Starlette(routes=routes), follow_redirects=False)


@pytest.fixture
def project(database: Database) -> int:
    return a_project("翠湖花园", contact="客服中心 0571-8688 1234（8:00–20:00）")


@pytest.fixture
def resident(door: TestClient, project: int) -> Resident:
    """Somebody whose kitchen pipe was mended yesterday."""
    return Resident(door, a_code(project, a_resolved_ticket(project)))
