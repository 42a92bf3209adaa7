"""Nothing is shown to whoever is not signed in, and nothing is kept for the next."""

from typing import Any

import pytest

from db import accounts, projects, screens
from db.engine import DatabaseUnreachable, reading, writing
from domain.access import Role
from domain.accounts import SEEN_EVERY
from pages.parts import frame, presence, screen, session
from tests.builders import a_colleague, a_project, a_screen, a_ticket
from tests.pages.desks import BOTH, COOKIE, PAGE, Desk, forget, signed_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SHELL = "import runpy, settings; runpy.run_path(str(settings.ROOT / 'pages' / 'shell.py'))"


@pytest.fixture(autouse=True)
def fresh(database):
    forget()
    yield
    forget()


def shell(sid: str, language: str = "en", **state: Any) -> Desk:
    return Desk(SHELL, language, **{COOKIE: sid, **state}).look()


def nothing_is_shown(desk: Desk) -> bool:
    page = desk.page
    return not (page.sidebar.children or page.button or page.dataframe or page.metric)


@BOTH
@pytest.mark.parametrize("sid", ["", "made-up"])
def test_without_a_session_there_is_a_way_to_the_gate_and_nothing_else(language, sid):
    a_ticket(a_project("翠湖花园"), subject="厨房水管漏水")

    desk = shell(sid, language)

    assert nothing_is_shown(desk)
    assert {"zh_CN": "请重新登录", "en": "Please sign in"}[language] in desk.words()
    assert "sign-in?lang=" in str(desk.page.get("html")[0].body)
    assert "翠湖" not in desk.words()


@pytest.mark.parametrize("end", ["sign_out", "everywhere", "disable"])
def test_an_open_page_is_emptied_when_the_session_ends(end):
    who = a_colleague(a_project())
    sid = signed_in(who)
    desk = shell(sid)
    assert not nothing_is_shown(desk)

    with writing() as session_:
        if end == "sign_out":
            accounts.end_session(session_, sid, session.now())
        if end == "everywhere":
            accounts.end_sessions(session_, who.staff_id, session.now())
        if end == "disable":
            accounts.set_disabled(session_, who.staff_id, session.now())
    desk.page.run()

    assert nothing_is_shown(desk)


def test_the_way_out_is_one_click():
    sid = signed_in(a_colleague(a_project()))
    desk = shell(sid)

    next(one for one in desk.page.button if one.label == "Sign out").click().run()

    assert nothing_is_shown(desk)
    with reading() as session_:
        assert not accounts.is_live(session_, sid, session.now())


def test_somebody_elses_state_is_cleared(monkeypatch):
    project = a_project()
    mine = signed_in(a_colleague(project))
    for asking in (session, presence, screen):
        monkeypatch.setattr(asking, "session_id", lambda: mine)

    desk = shell(mine, "en", **{presence.OWNER: 999_999, "half typed": "投诉王芳"})

    assert "half typed" not in desk.page.session_state
    assert desk.page.session_state[presence.OWNER] != 999_999


def test_ones_own_state_is_kept():
    who = a_colleague(a_project())

    desk = shell(signed_in(who), "en", **{presence.OWNER: who.staff_id, "half typed": "x"})

    assert desk.page.session_state["half typed"] == "x"


def test_only_ones_own_projects_are_offered():
    mine = a_project("第一")
    a_project("第二")

    desk = shell(signed_in(a_colleague(mine)))

    assert desk.field("Project").options == ["第一"]


def test_whoever_belongs_to_no_project_is_told_whom_to_ask():
    mine = a_project()
    who = a_colleague(mine)
    sid = signed_in(who)
    with writing() as session_:
        projects.remove(session_, mine, session.now())
    a_project()

    desk = shell(sid)

    assert "You belong to no project yet" in desk.words()


def test_a_first_project_is_there_as_soon_as_it_is_made():
    assert frame._every_project() == []

    desk = shell(signed_in(a_colleague(a_project("刚建好"))))

    assert desk.field("Project").options == ["刚建好"]


@pytest.mark.parametrize(("address", "is_watched"), [("wall", True), ("queue", False)])
def test_a_wall_without_a_project_looks_again_by_itself(monkeypatch, address, is_watched):
    mine = a_project()
    sid = signed_in(a_colleague(mine))
    with writing() as session_:
        projects.remove(session_, mine, session.now())
    monkeypatch.setattr(presence, "page_asked_for", lambda: address)

    desk = shell(sid)

    assert any("huifangWatch" in one.body for one in desk.page.get("html")) is is_watched


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("technician", {"Queue", "My jobs", "Codes", "Wall"}),
        ("supervisor", {"Queue", "My jobs", "Callbacks", "Codes", "Notices", "Team", "Wall"}),
    ],
)
def test_one_is_shown_the_way_to_pages_that_open(role, sees):
    desk = shell(signed_in(a_colleague(a_project(), role)))

    labels = {link.label for link in desk.page.get("page_link")}
    assert sees <= labels
    assert ("Team" in labels) is (role == "supervisor")


def a_sample() -> int:
    with writing() as session_:
        return projects.add(
            session_,
            name="样例",
            zone="Asia/Shanghai",
            language="en",
            now=session.now(),
            is_sample=True,
        )


def looking_as(role: Role, project: int, own: Role = Role.SUPERVISOR):
    """Who acts when somebody with `own` looks around as `role`."""
    sid = signed_in(a_colleague(project, own))
    script = (
        "import streamlit as st; from pages.parts.session import actor, project;"
        "st.text(str(actor().roles[project().id]))"
    )
    desk = Desk(script, "en", **{COOKIE: sid, "project": project, session.LOOK_AS: role.value})
    return desk.look().page.text[0].value


def test_in_the_sample_one_may_look_around_with_a_smaller_role():
    assert looking_as(Role.TECHNICIAN, a_sample()) == "technician"


@pytest.mark.parametrize("role", [Role.REGION_LEAD, Role.COMPANY_LEADER])
def test_but_not_with_a_greater_one(role):
    assert looking_as(role, a_sample()) == "supervisor"


def test_nor_without_administering():
    assert looking_as(Role.CUSTOMER_MANAGER, a_sample(), Role.RECEPTION) == "reception"


def test_nor_in_a_real_project():
    assert looking_as(Role.TECHNICIAN, a_project()) == "supervisor"


def test_being_there_is_noted_once_in_a_while(monkeypatch):
    sid = signed_in(a_colleague(a_project()))
    with reading() as session_:
        before = accounts.live(session_, sid, session.now()).last_seen_at

    shell(sid)
    with reading() as session_:
        at_once = accounts.live(session_, sid, session.now()).last_seen_at
    later = session.now() + SEEN_EVERY
    monkeypatch.setattr(presence, "now", lambda: later)
    shell(sid)
    with reading() as session_:
        after = accounts.live(session_, sid, session.now()).last_seen_at

    assert (at_once, after) == (before, later)


@pytest.mark.parametrize("name", sorted(frame.NEEDS.keys() - {"wall"}))
def test_a_screen_sees_no_page_of_the_desk_even_when_it_is_typed(name):
    shown = a_project("翠湖花园")
    a_ticket(shown, subject="厨房水管漏水")

    desk = Desk(PAGE.format(name=name), "en", **{COOKIE: a_screen(shown), "project": shown}).look()

    assert nothing_is_shown(desk)
    assert [said.value for said in desk.page.error]
    assert "漏水" not in desk.words()


def test_a_screen_is_led_to_its_wall():
    desk = shell(a_screen(a_project("翠湖花园")))

    assert "翠湖花园" in desk.words()
    assert nothing_is_shown(desk)


def test_a_screen_that_was_sent_away_goes_for_a_new_code_by_itself():
    sid = a_screen(shown := a_project("翠湖花园"))
    desk = shell(sid)
    with writing() as session_:
        [card] = screens.of_projects(session_, [shown])
        screens.revoke(session_, card.home, card.id, session.now())

    desk.page.run()

    [way] = desk.page.get("html")
    assert "location.replace('screen')" in way.body
    assert way.proto.unsafe_allow_javascript
    assert "翠湖" not in desk.words()


@pytest.mark.parametrize(("page", "watches"), [("wall", 1), ("queue", 0)])
def test_a_wall_opened_while_the_database_is_away_looks_again_by_itself(monkeypatch, page, watches):
    def silent(*_facts):
        raise DatabaseUnreachable("timeout")

    sid = a_screen(a_project())
    monkeypatch.setattr("db.accounts.actor", silent)
    monkeypatch.setattr(presence, "page_asked_for", lambda: page)

    desk = shell(sid)

    assert "The database does not answer" in desk.words()
    assert len([one for one in desk.page.get("html") if "huifangWatch" in one.body]) == watches
