"""Who may do what to whose account; nobody rises by it, and all of it is written down."""

import pytest

from db import accounts, audit, people
from db.engine import reading, writing
from desk import accounts as desk
from desk import sessions
from desk.accounts import Invitation
from domain.access import RANK, Role
from domain.accounts import AboveYou, LinkClosed, LoginTaken, NotYourself, WrongCredentials
from domain.errors import NotAllowed, NotFound, WrongValue
from tests.builders import (
    DAY,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_session,
    an_account,
    an_actor,
)

NOW = MONDAY_MORNING
BELOW = [role for role in Role if RANK[role] < RANK[Role.SUPERVISOR]]
ABOVE = [role for role in Role if RANK[role] > RANK[Role.SUPERVISOR]]


@pytest.fixture
def project(database) -> int:
    return a_project()


@pytest.fixture
def supervisor(project):
    return an_account(a_colleague(project, Role.SUPERVISOR))


def act(verb, *facts, **named):
    with writing() as session:
        return verb(session, *facts, NOW, **named)


def a_team_mate(project, role=Role.RECEPTION):
    return an_account(a_colleague(project, role)).staff_id


def role_of(project, staff_id):
    with reading() as session:
        return people.role(session, project, staff_id)


def lives(sid):
    with reading() as session:
        return accounts.is_live(session, sid, NOW)


def told(project):
    with reading() as session:
        return [
            (entry.actor_id, entry.action, entry.subject, entry.facts)
            for entry in audit.newest(session, project)
        ]


def test_an_invited_colleague_comes_in_by_the_link(project, supervisor):
    link = act(desk.invite, supervisor, project, Invitation("何佳", " HE.jia ", Role.RECEPTION))

    with writing() as session:
        sid = sessions.welcome(session, link, "hash", "Firefox on Windows", NOW)

    with reading() as session:
        actor = accounts.actor(session, sid, NOW)
        account = accounts.of(session, actor.staff_id)
    assert actor.roles == {project: Role.RECEPTION}
    assert (account.name, account.login) == ("何佳", "he.jia")
    assert told(project)[1] == (
        supervisor.staff_id,
        "invited",
        f"staff/{actor.staff_id}",
        {"role": "reception"},
    )


@pytest.mark.parametrize("role", ABOVE)
def test_nobody_invites_above_themselves(project, supervisor, role):
    with pytest.raises(AboveYou):
        act(desk.invite, supervisor, project, Invitation("何佳", "he.jia", role))


@pytest.mark.parametrize("role", [*BELOW, Role.SUPERVISOR])
def test_one_invites_up_to_ones_own_level(project, supervisor, role):
    assert act(desk.invite, supervisor, project, Invitation("何佳", "he.jia", role))


@pytest.mark.parametrize("role", BELOW)
def test_who_does_not_administer_invites_nobody(project, role):
    with pytest.raises(NotAllowed):
        act(desk.invite, an_actor(role, project), project, Invitation("何佳", "he.jia", Role.WALL))


def test_nobody_invites_into_another_project(project, supervisor):
    with pytest.raises(NotAllowed):
        act(desk.invite, supervisor, a_project(), Invitation("何佳", "he.jia", Role.WALL))


@pytest.mark.parametrize(
    ("name", "login", "field"),
    [
        ("", "he.jia", "name"),
        ("x" * 61, "he.jia", "name"),
        ("何佳", "", "login"),
        ("何佳", "he", "login"),
        ("何佳", "he jia", "login"),
        ("何佳", "何佳何佳", "login"),
        ("何佳", "x" * 61, "login"),
        ("何佳", "-he-", "login"),
    ],
)
def test_an_invitation_needs_a_name_and_a_login(project, supervisor, name, login, field):
    with pytest.raises(WrongValue) as refused:
        act(desk.invite, supervisor, project, Invitation(name, login, Role.RECEPTION))

    assert refused.value.field == field


def test_a_login_is_given_once_and_never_opens_somebody_elses_account(project, supervisor):
    act(desk.invite, None, a_project(), Invitation("何佳", "he.jia", Role.COMPANY_LEADER))

    with pytest.raises(LoginTaken):
        act(desk.invite, supervisor, project, Invitation("何佳", "he.jia", Role.RECEPTION))


@pytest.mark.parametrize("role", ABOVE)
def test_nobody_gets_a_link_for_whoever_stands_above(project, supervisor, role):
    above = a_team_mate(project, role)

    for verb in (desk.new_link, desk.disable, desk.enable, desk.sign_out_everywhere, desk.dismiss):
        with pytest.raises(AboveYou):
            act(verb, supervisor, project, above)


def test_nobody_gets_a_link_that_opens_another_project(project, supervisor):
    both = a_team_mate(project, Role.TECHNICIAN)
    with writing() as session:
        people.set_role(session, a_project(), both, Role.TECHNICIAN)

    for verb in (desk.new_link, desk.disable, desk.sign_out_everywhere):
        with pytest.raises(AboveYou):
            act(verb, supervisor, project, both)


@pytest.mark.parametrize(
    "verb", [desk.new_link, desk.disable, desk.enable, desk.sign_out_everywhere, desk.dismiss]
)
@pytest.mark.parametrize("role", BELOW)
def test_who_does_not_administer_does_nothing_to_anybody(project, verb, role):
    with pytest.raises(NotAllowed):
        act(verb, an_actor(role, project, 99), project, a_team_mate(project, Role.WALL))


@pytest.mark.parametrize(
    "verb", [desk.new_link, desk.disable, desk.enable, desk.sign_out_everywhere, desk.dismiss]
)
def test_a_stranger_to_the_project_is_not_found(project, supervisor, verb):
    with pytest.raises(NotFound):
        act(verb, supervisor, project, a_team_mate(a_project()))


def test_a_shut_account_is_out_and_stays_out_until_it_is_opened(project, supervisor):
    mate = a_team_mate(project)
    sid = a_session(mate)

    act(desk.disable, supervisor, project, mate)

    assert not lives(sid)
    with pytest.raises(WrongCredentials):
        act(lambda session, now: sessions.sign_in(session, mate, "", now))
    act(desk.enable, supervisor, project, mate)
    assert lives(act(lambda session, now: sessions.sign_in(session, mate, "", now)))
    assert not lives(sid)


def test_nobody_shuts_themselves_out_or_changes_their_own_role(project, supervisor):
    own = supervisor.staff_id

    with pytest.raises(NotYourself):
        act(desk.disable, supervisor, project, own)
    with pytest.raises(NotYourself):
        act(desk.dismiss, supervisor, project, own)
    with pytest.raises(NotYourself):
        appoint(supervisor, project, own, Role.RECEPTION)


def test_everybody_may_sign_themselves_out_everywhere(project):
    technician = an_account(a_colleague(project, Role.TECHNICIAN))
    sid = a_session(technician.staff_id)

    act(desk.sign_out_everywhere, technician, project, technician.staff_id)

    assert not lives(sid)


def appoint(actor, project, staff_id, role):
    act(desk.appoint, actor, project, staff_id, role)


def test_a_role_is_changed_and_the_change_written_down(project, supervisor):
    mate = a_team_mate(project)

    appoint(supervisor, project, mate, Role.CUSTOMER_MANAGER)

    assert role_of(project, mate) is Role.CUSTOMER_MANAGER
    facts = {"from": "reception", "to": "customer_manager"}
    assert told(project) == [(supervisor.staff_id, "role_changed", f"staff/{mate}", facts)]


@pytest.mark.parametrize("role", ABOVE)
def test_nobody_is_raised_above_who_raises_them(project, supervisor, role):
    mate = a_team_mate(project)

    with pytest.raises(AboveYou):
        appoint(supervisor, project, mate, role)

    assert role_of(project, mate) is Role.RECEPTION


@pytest.mark.parametrize("role", ABOVE)
def test_nobody_is_brought_down_from_above(project, supervisor, role):
    above = a_team_mate(project, role)

    with pytest.raises(AboveYou):
        appoint(supervisor, project, above, Role.WALL)


def test_somebody_with_an_account_is_brought_in_without_a_link(project, supervisor):
    elsewhere = a_project()
    other = a_team_mate(elsewhere, Role.TECHNICIAN)
    with reading() as session:
        login = accounts.of(session, other).login

    act(desk.bring_in, supervisor, project, login, Role.TECHNICIAN)

    assert role_of(project, other) is Role.TECHNICIAN
    assert role_of(elsewhere, other) is Role.TECHNICIAN
    with pytest.raises(LoginTaken):
        act(desk.bring_in, supervisor, project, login, Role.WALL)
    with pytest.raises(AboveYou):
        act(desk.bring_in, supervisor, project, login, Role.REGION_LEAD)
    with pytest.raises(NotFound):
        act(desk.bring_in, supervisor, project, "nobody", Role.WALL)


def test_who_is_dismissed_keeps_what_they_did_and_sees_no_more(project, supervisor):
    mate = a_team_mate(project)
    sid = a_session(mate)

    act(desk.dismiss, supervisor, project, mate)

    with reading() as session:
        assert accounts.actor(session, sid, NOW).roles == {}


def test_the_founder_gets_links_until_somebody_can_sign_in(project):
    def found():
        return act(lambda session, now: desk.first_administrator(session, "管理员", [project], now))

    first, second = found(), found()
    with pytest.raises(LinkClosed), writing() as session:
        sessions.welcome(session, first, "hash", "", NOW)
    with writing() as session:
        sid = sessions.welcome(session, second, "hash", "", NOW)

    assert found() is None
    with reading() as session:
        assert accounts.actor(session, sid, NOW).roles == {project: Role.COMPANY_LEADER}


def test_a_session_moves_its_end_while_used_and_ends_after_seven_days_anyhow(project, supervisor):
    own = supervisor.staff_id
    sid = act(lambda session, now: sessions.sign_in(session, own, "", now))
    at = NOW

    while True:
        with reading() as session:
            here = accounts.live(session, sid, at)
        if here is None:
            break
        with writing() as session:
            sessions.see(session, sid, here, at)
        at += DAY / 4

    assert at == NOW + 7 * DAY


@pytest.mark.parametrize(
    ("told", "family"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 MicroMessenger/8", "WeChat, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox, Linux"),
        ("", ""),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_known_by_its_family(told, family):
    assert sessions.browser(told) == family
