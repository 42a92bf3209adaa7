"""A device in front of the gate: it shows a code, waits, and is led to the wall."""

import re
from datetime import timedelta

import pytest

from db import accounts, screens
from db.engine import DatabaseUnreachable, current, reading, writing
from desk import screens as desk
from domain.pairing import CHANGES_EVERY
from domain.screens import ScreenPlan
from tests.builders import MONDAY_MORNING, a_colleague, a_project, a_session

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
YEAR = timedelta(days=365)


def code_on(page) -> str:
    found = re.search("<output>([^<]+)</output>", page.text)
    assert found, page.text
    return found[1]


def approve(code: str, now=MONDAY_MORNING) -> int:
    project_id = a_project()
    with writing() as session:
        who = a_colleague(project_id)
        desk.approve(session, who, code, "大堂", ScreenPlan((project_id,)), now)
    return project_id


def is_screen(sid: str) -> bool:
    with reading() as session:
        return screens.plan_of(session, sid) is not None


def paired(browser):
    """The answer to the one sending, once the code was approved."""
    approve(code_on(browser.get("/screen")))
    return browser.send("/screen")


def test_a_device_shows_the_same_code_until_it_changes(visitor, clock):
    first = code_on(visitor.get("/screen"))

    assert re.fullmatch(r"(\w{3} ){2}\w{3}", first)
    assert code_on(visitor.get("/screen?again=1")) == first
    clock.shift(CHANGES_EVERY)
    assert code_on(visitor.get("/screen?again=1")) != first


def test_every_device_shows_another(new_browser):
    assert len({code_on(new_browser().get("/screen")) for _ in range(20)}) == 20


def test_both_languages_are_on_a_screen_that_nobody_chose_one_for(visitor):
    said = visitor.get("/screen", **{"accept-language": "en"}).text

    assert said.index("To bring this screen on") < said.index("要点亮这块屏幕")


def test_without_scripts_it_looks_again_by_itself(visitor):
    assert 'http-equiv="refresh" content="3;url=screen?again=1"' in visitor.get("/screen").text


def test_no_script_runs_but_the_one_of_the_page(visitor):
    policy = visitor.get("/screen").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert re.search("script-src 'sha256-[^' ]+'; connect-src 'self';", policy)


def test_looking_writes_nothing(visitor):
    with current().reader.connect() as watching:
        before = commits(watching)
        for _ in range(3):
            visitor.get("/screen")

        assert commits(watching) == before
        a_project()
        assert commits(watching) > before


def commits(watching) -> int:
    """A number that every commit of another connection raises."""
    watching.rollback()
    return int(watching.exec_driver_sql("PRAGMA data_version").scalar())


def test_an_approved_device_sends_itself_and_is_led_to_the_wall(visitor):
    waiting = code_on(visitor.get("/screen"))
    assert "<form" not in visitor.get("/screen?again=1").text
    approve(waiting)

    page = visitor.get("/screen?again=1")
    led = visitor.send("/screen")

    assert "<form" in page.text
    assert waiting not in page.text
    assert (led.status_code, led.headers["location"]) == (303, "/wall")
    assert is_screen(visitor.sid)
    assert f"Max-Age={400 * 86_400}" in led.headers["set-cookie"]
    assert "HttpOnly" in led.headers["set-cookie"]
    assert "pairing" not in visitor.client.cookies


def test_what_the_device_waited_with_opens_nothing_afterwards(visitor, new_browser):
    """Whoever put that cookie there, or read it, has nothing of the screen that came of it."""
    code = code_on(visitor.get("/screen"))
    planted = visitor.client.cookies["pairing"]
    approve(code)
    visitor.send("/screen")

    other = new_browser()
    other.client.cookies.set("pairing", planted)

    assert visitor.sid != planted
    assert "<form" not in other.get("/screen?again=1").text
    assert other.send("/screen", seal="").status_code == 303
    assert not other.sid


@pytest.mark.parametrize("seal", ["", "made up"])
def test_a_sending_that_is_not_our_page_pairs_nothing(visitor, seal):
    approve(code_on(visitor.get("/screen")))

    led = visitor.send("/screen", seal=seal)

    assert led.headers["location"] == "/screen?again=1"
    assert not visitor.sid
    assert visitor.send("/screen").headers["location"] == "/wall"


def test_a_year_later_it_is_still_a_screen_and_its_cookie_is_kept_on(visitor, clock):
    paired(visitor)

    clock.shift(YEAR)
    led = visitor.get("/screen")

    assert led.headers["location"] == "/wall"
    assert f"sid={visitor.sid}; HttpOnly; Max-Age={400 * 86_400}" in led.headers["set-cookie"]


def test_a_screen_that_was_sent_away_shows_a_new_code(visitor):
    before = code_on(visitor.get("/screen"))
    project_id = approve(before)
    visitor.send("/screen")
    with writing() as session:
        [card] = screens.of_projects(session, [project_id])
        desk.revoke(session, None, card, MONDAY_MORNING)

    assert code_on(visitor.get("/screen")) != before


def test_whoever_is_signed_in_is_told_and_signed_out(visitor):
    who = a_colleague(a_project(), name="赵主任")
    with writing() as session:
        accounts.add(session, who.staff_id, None, MONDAY_MORNING)
    visitor.client.cookies.set("sid", sid := a_session(who.staff_id))

    assert "赵主任" in visitor.get("/screen").text
    paired(visitor)

    with reading() as session:
        assert not accounts.is_live(session, sid, MONDAY_MORNING)


def test_a_browser_that_keeps_no_cookies_is_told_so(new_browser):
    said = new_browser().get("/screen?again=1").text

    assert "<output>" not in said
    assert "Cookie" in said


def test_while_the_database_is_away_the_code_stands(visitor, monkeypatch):
    code = code_on(visitor.get("/screen"))

    def gone(*_facts):
        raise DatabaseUnreachable("timeout")

    monkeypatch.setattr("db.screens.plan_of", gone)

    assert code_on(visitor.get("/screen?again=1")) == code
