"""What a screen's script is answered: the picture of its plan, to nobody but who may see it."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
import streamlit as st

from db import projects, screens
from db.engine import DatabaseUnreachable, writing
from desk import screens as desk
from domain.access import Role
from domain.accounts import NotSignedIn
from domain.errors import NotAllowed, NotFound
from domain.screens import Layout
from pages.parts import live
from pages.parts.session import now
from pages.parts.wall import glass
from pages.parts.wall.address import WrongAddress
from tests.builders import MONDAY_MORNING, a_colleague, a_project, a_screen
from tests.pages.desks import forget, signed_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def fresh(database):
    forget()
    yield
    forget()


def answer(sid: str, **address: str) -> str:
    """To a script that asks when the first board is there."""
    for project_id in address.get("project", "1").split(","):
        with suppress(NotFound):
            live.look(int(project_id))
    return glass.answer(sid, {"lang": "zh_CN", **address})


def test_a_paired_screen_gets_what_the_desk_chose_whatever_its_address():
    shown, other = a_project("翠湖花园"), a_project("别处")
    sid = a_screen(shown, layouts=(Layout.QUEUE,))

    told = answer(sid, project=f"{shown},{other}", layout="callbacks")

    assert "翠湖花园" in told
    assert "别处" not in told
    assert 'class="wall dark queue"' in told


def test_a_colleague_gets_what_the_address_says():
    project = a_project("翠湖花园")

    told = answer(signed_in(a_colleague(project, Role.WALL)), project=str(project), ground="light")

    assert "翠湖花园" in told
    assert 'class="wall light overview"' in told


def test_nobody_else_gets_a_picture():
    mine, other = a_project(), a_project()
    colleague = signed_in(a_colleague(mine))
    sent_away = a_screen(mine)
    with writing() as session:
        [card] = screens.of_projects(session, [mine])
        desk.revoke(session, None, card, now())

    with pytest.raises(NotAllowed):
        answer(colleague, project=str(other))
    for stranger in ("", "made-up", sent_away):
        with pytest.raises(NotSignedIn):
            answer(stranger, project=str(mine))


def test_an_address_without_a_picture_is_refused():
    project = a_project()
    sid = signed_in(a_colleague(project))
    with writing() as session:
        projects.remove(session, project, MONDAY_MORNING)

    with pytest.raises(NotFound):
        answer(sid, project=str(project))
    with pytest.raises(NotFound):
        answer(sid)
    with pytest.raises(WrongAddress):
        answer(sid, project=str(project), layout="everything")


def test_a_board_that_is_not_there_yet_is_not_waited_for(database, monkeypatch):
    monkeypatch.setattr(live, "reader", lambda: SimpleNamespace(look=refuse))
    project = a_project()

    with pytest.raises(DatabaseUnreachable):
        glass.answer(signed_in(a_colleague(project)), {"project": str(project), "lang": "en"})


def refuse(_project_id: int, *, at_once: bool) -> None:
    assert at_once
    raise DatabaseUnreachable("TimeoutError")


@pytest.mark.parametrize(
    ("seconds", "is_asked"), [(glass.SILENT_SECONDS - 0.1, True), (glass.SILENT_SECONDS, False)]
)
def test_a_page_knows_for_five_seconds_that_its_script_asks(monkeypatch, seconds, is_asked):
    project = a_project()
    monkeypatch.setattr(st, "session_state", {glass.PAGE: "ab"})
    clock = [100.0]
    monkeypatch.setattr(glass, "monotonic", lambda: clock[0])
    monkeypatch.setattr(glass, "_asked_at", {})
    assert not glass.is_asked_for()

    answer(signed_in(a_colleague(project)), project=str(project), page="ab")
    clock[0] += seconds

    assert glass.is_asked_for() is is_asked


def test_no_more_pages_are_remembered_than_there_are_screens(monkeypatch):
    monkeypatch.setattr(glass, "_asked_at", {})
    monkeypatch.setattr(glass, "MOST_PAGES", 2)

    for page in ("first", "second", "first", "third"):
        glass._note(page)

    assert set(glass._asked_at) == {"first", "third"}
