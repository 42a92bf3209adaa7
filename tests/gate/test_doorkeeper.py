"""Strangers who ask for a page are led to the gate; everything else goes its way."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from db import screens
from db.engine import DatabaseUnreachable, writing
from gate.app import routes as gate
from gate.doorkeeper import Doorkeeper
from survey.app import routes as survey
from tests.builders import MONDAY_MORNING, a_project, a_screen, a_session

PUBLIC = [*gate, *survey]
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


async def a_page(_request):
    return PlainTextResponse("a page of the desk")


@pytest.fixture
def house(database, clock):
    app = Starlette(
        routes=[*gate, Route("/{page:path}", a_page)],
        middleware=[Middleware(Doorkeeper, public=PUBLIC)],
    )
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("page", ["/", "/queue", "/wall", "/signs", "/sign-inn", "/index.html"])
def test_a_stranger_is_led_to_the_gate_and_from_there_on(house, page):
    led = house.get(page, headers=BROWSER)

    assert led.status_code == 303
    assert led.headers["location"] == f"/sign-in?next={page}"


def test_what_was_asked_for_goes_along(house):
    led = house.get("/queue?project=1&kind=repair", headers=BROWSER)

    assert house.get(led.headers["location"]).url.params["next"] == "/queue?project=1&kind=repair"


@pytest.mark.parametrize(
    "path", ["/s/CODE", "/s", "/_stcore/health", "/static/js/x.js", "/media/x.png", "/component/x"]
)
def test_what_belongs_to_nobody_is_open(house, path):
    assert house.get(path, headers=BROWSER).text == "a page of the desk"


def test_what_is_no_page_goes_its_way(house):
    assert house.get("/queue", headers={"Accept": "image/png"}).status_code == 200


def test_a_colleague_passes(house, wang):
    house.cookies.set("sid", a_session(wang.staff_id))

    assert house.get("/queue", headers=BROWSER).status_code == 200


def test_a_cookie_that_means_nothing_does_not_pass(house):
    house.cookies.set("sid", "made-up")

    assert house.get("/queue", headers=BROWSER).status_code == 303


def test_a_silent_database_is_left_for_the_page_to_tell(house, monkeypatch):
    def silent(*_facts):
        raise DatabaseUnreachable("timeout")

    monkeypatch.setattr("db.accounts.is_live", silent)
    house.cookies.set("sid", "x")

    assert house.get("/queue", headers=BROWSER).status_code == 200


@pytest.mark.parametrize("page", ["/", "/queue", "/screens", "/wall/queue"])
def test_a_screen_is_led_back_to_its_wall(house, page):
    house.cookies.set("sid", a_screen(a_project()))

    assert house.get(page, headers=BROWSER).headers["location"] == "/wall"


def test_a_screen_keeps_its_cookie_for_as_long_as_it_opens_its_wall(house):
    house.cookies.set("sid", sid := a_screen(a_project()))

    shown = house.get("/wall?project=1", headers=BROWSER)

    assert shown.text == "a page of the desk"
    assert shown.headers["set-cookie"].startswith(f"sid={sid}; HttpOnly; Max-Age=34560000")


def test_a_screen_that_was_sent_away_is_led_to_a_new_code(house):
    sid = a_screen(project_id := a_project())
    with writing() as session:
        [card] = screens.of_projects(session, [project_id])
        screens.revoke(session, card.home, card.id, MONDAY_MORNING)
    house.cookies.set("sid", sid)

    assert house.get("/wall", headers=BROWSER).headers["location"] == "/screen"


def test_a_screen_that_waits_needs_nobody(house):
    assert house.get("/screen", headers=BROWSER).status_code == 200
