"""A screen's script gets the picture or a number that says why not, and nothing is kept."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import settings
from db.engine import DatabaseUnreachable
from domain.accounts import NotSignedIn
from domain.errors import HuifangError, NotAllowed, NotFound
from web import glass

WALL = '<div class="wall">翠湖花园</div>'


def asked_of(picture, address: str = "/glass?project=7&page=ab"):
    app = Starlette(routes=glass.routes(picture))
    with TestClient(app, cookies={settings.session_cookie(): "sid-1"}) as client:
        return client.get(address)


def test_the_picture_is_drawn_for_the_cookie_and_the_address():
    asked = []

    def draw(*about):
        asked.append(about)
        return WALL

    answer = asked_of(draw)

    assert asked == [("sid-1", {"project": "7", "page": "ab"})]
    assert (answer.status_code, answer.text) == (200, WALL)
    assert answer.headers["cache-control"] == "no-store"


def test_opened_by_hand_it_is_words_and_runs_nothing():
    headers = asked_of(lambda *_: WALL).headers

    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (NotSignedIn(), 401),
        (NotAllowed("see_counts"), 403),
        (NotFound("project", 7), 404),
        (DatabaseUnreachable("OperationalError"), 503),
    ],
)
def test_a_refusal_is_a_number_without_a_word(refused: HuifangError, status: int):
    def draw(*_about):
        raise refused

    answer = asked_of(draw)

    assert (answer.status_code, answer.text) == (status, "")
