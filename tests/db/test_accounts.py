"""Sessions and one-time links are good until they end, to the moment; the audit list only grows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from db import accounts, audit, people, projects
from db.engine import reading, writing
from db.schema import AuditEntry, StaffSession
from domain.access import Role
from tests.builders import (
    HOUR,
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_colleague,
    a_project,
    a_session,
    an_account,
)

NOON = MONDAY_MORNING + 3 * HOUR


def lives(sid: str, now=MONDAY_MORNING) -> bool:
    with reading() as session:
        return accounts.is_live(session, sid, now)


@pytest.fixture
def colleague(database) -> int:
    return an_account(a_colleague(a_project(), Role.RECEPTION)).staff_id


@pytest.mark.parametrize(
    ("now", "is_live"), [(NOON - MOMENT, True), (NOON, False), (NOON + MOMENT, False)]
)
def test_a_session_is_good_until_the_moment_it_runs_out(colleague, now, is_live):
    sid = a_session(colleague, expires_at=NOON)

    assert lives(sid, now) is is_live


@pytest.mark.parametrize("sid", ["", "x", "\ud800", "' OR 1=1 --"])
def test_an_unknown_cookie_is_nobodys(colleague, sid):
    a_session(colleague)

    assert not lives(sid)


def test_what_is_stored_opens_nothing(colleague):
    a_session(colleague)
    with reading() as session:
        stored = session.query(StaffSession).one().digest

    assert not lives(stored)


def test_a_session_ends_for_good(colleague):
    sid = a_session(colleague)

    with writing() as session:
        accounts.end_session(session, sid, MONDAY_MORNING)
        accounts.see(session, sid, MONDAY_MORNING, TUESDAY_MORNING)

    assert not lives(sid)


def test_signing_out_everywhere_leaves_other_people_in(colleague):
    mine, elsewhere = a_session(colleague), a_session(colleague)
    other = an_account(a_colleague(a_project(), Role.TECHNICIAN)).staff_id
    theirs = a_session(other)

    with writing() as session:
        accounts.end_sessions(session, colleague, MONDAY_MORNING)

    assert [lives(sid) for sid in (mine, elsewhere, theirs)] == [False, False, True]


def test_whoever_is_disabled_is_out_at_once(colleague):
    sid = a_session(colleague)

    with writing() as session:
        accounts.set_disabled(session, colleague, MONDAY_MORNING)

    assert not lives(sid)


def test_being_seen_moves_the_end(colleague):
    sid = a_session(colleague, expires_at=NOON)

    with writing() as session:
        accounts.see(session, sid, NOON - MOMENT, NOON + HOUR)

    assert lives(sid, NOON)


def give_link(staff_id: int, token: str, expires_at=NOON) -> None:
    with writing() as session:
        accounts.add_link(session, token, staff_id, MONDAY_MORNING, expires_at)


def use(token: str, now=MONDAY_MORNING) -> bool:
    with writing() as session:
        return accounts.use_link(session, token, now)


@pytest.mark.parametrize(("now", "opens"), [(NOON - MOMENT, True), (NOON, False)])
def test_a_link_opens_until_the_moment_it_runs_out(colleague, now, opens):
    give_link(colleague, "link")

    assert use("link", now) is opens


def test_a_link_opens_once(colleague):
    give_link(colleague, "link")

    assert [use("link"), use("link")] == [True, False]


def test_of_several_who_use_a_link_at_once_one_gets_in(colleague):
    give_link(colleague, "link")

    with ThreadPoolExecutor(6) as people_at_once:
        got_in = list(people_at_once.map(lambda _: use("link"), range(6)))

    assert sorted(got_in) == [False] * 5 + [True]


def test_a_new_link_shuts_the_one_before(colleague):
    give_link(colleague, "first")
    give_link(colleague, "second")

    assert [use("first"), use("second")] == [False, True]


def test_a_link_lets_nobody_in_whose_account_is_shut(colleague):
    give_link(colleague, "link")
    with writing() as session:
        accounts.set_disabled(session, colleague, MONDAY_MORNING)

    with reading() as session:
        assert accounts.whose_link(session, "link", MONDAY_MORNING) is None


def test_the_team_shows_who_was_invited_who_is_in_and_when_last(colleague):
    with reading() as session:
        project_id = accounts.roles_of(session, colleague)[0][0]
    stranger = a_colleague(project_id, Role.TECHNICIAN, "郭师傅")
    a_session(colleague)
    a_session(colleague, expires_at=MONDAY_MORNING)

    with reading() as session:
        team = accounts.team(session, project_id, MONDAY_MORNING)

    assert [(one.staff_id, one.has_account, one.browsers) for one in team] == [
        (colleague, True, 1),
        (stranger.staff_id, False, 0),
    ]
    assert [one.seen_at for one in team] == [MONDAY_MORNING, None]


def test_roles_in_a_removed_project_open_nothing(colleague):
    with reading() as session:
        project_id = accounts.roles_of(session, colleague)[0][0]
    with writing() as session:
        projects.remove(session, project_id, MONDAY_MORNING)

    with reading() as session:
        assert accounts.roles_of(session, colleague) == []


def note(project_id: int, **entry) -> None:
    with writing() as session:
        audit.note(session, project_id, entry.pop("actor_id", None), **entry)


def test_the_audit_list_tells_the_newest_first_and_of_one_colleague(colleague):
    with reading() as session:
        project_id = accounts.roles_of(session, colleague)[0][0]
    other = a_colleague(project_id, Role.SUPERVISOR).staff_id
    about = audit.about_staff(colleague)
    note(project_id, actor_id=other, action="invited", now=MONDAY_MORNING, subject=about)
    note(project_id, actor_id=other, action="exported", now=NOON)
    note(a_project(), action="exported", now=NOON)

    with reading() as session:
        every = audit.newest(session, project_id)
        theirs = audit.newest(session, project_id, staff_id=colleague)
        exported = audit.newest(session, project_id, action="exported")
        first = audit.newest(session, project_id, limit=1)

    assert [(entry.id, entry.action) for entry in every] == [(2, "exported"), (1, "invited")]
    assert [entry.id for entry in theirs] == [1]
    assert [entry.id for entry in exported] == [entry.id for entry in first] == [2]


@pytest.mark.parametrize("change", [update(AuditEntry).values(action="x"), delete(AuditEntry)])
def test_the_audit_list_is_only_added_to(database, change):
    note(a_project(), action="exported", now=MONDAY_MORNING)

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(change)


def test_a_login_is_known_once(colleague):
    with reading() as session:
        login = accounts.of(session, colleague).login
        assert people.knows_login(session, login)
        assert not people.knows_login(session, login + "x")
