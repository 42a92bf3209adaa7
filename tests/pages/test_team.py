"""The team page: who may, what it does, and what it refuses at the page and again at the verb."""

import pytest

from db import accounts, audit, people
from db.engine import reading, writing
from domain.access import Role
from pages.parts import audit_list
from tests.builders import a_colleague, a_project, an_account
from tests.pages.desks import BOTH, COOKIE, Desk, forget, signed_in, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch):
    # AppTest asks for the words of choices outside the visitor's session, in the default.
    monkeypatch.setenv("HUIFANG_LANGUAGE", "en")
    forget()
    yield
    forget()


def team_of(project, who=None, language="en", **asked):
    return sit("team", project, who or a_colleague(project), language, **asked)


def login_of(staff_id):
    with reading() as session:
        return accounts.of(session, staff_id).login


def deeds(project):
    with reading() as session:
        return [entry.action for entry in audit.newest(session, project)]


@pytest.mark.parametrize("role", ["wall", "technician", "reception", "customer_manager"])
def test_who_does_not_administer_sees_no_team(role):
    project = a_project()

    desk = team_of(project, a_colleague(project, role))

    assert "administer the project" in desk.words()
    assert desk.rows() == []


@BOTH
def test_the_team_is_listed_with_roles_and_state(language):
    project = a_project()
    mate = an_account(a_colleague(project, Role.TECHNICIAN, "郭师傅"))

    desk = team_of(project, language=language)

    word = {"zh_CN": "角色", "en": "Role"}[language]
    assert {row[word] for row in desk.rows(nth=0)} == {
        "zh_CN": {"技工", "项目主管"},
        "en": {"Technician", "Project supervisor"},
    }[language]
    assert login_of(mate.staff_id) in str(desk.rows(nth=0))


def inviting(project, who=None):
    """The dialog by itself: a whole run of the page would close it."""
    script = (
        "from pages.parts import inviting, one_time_link; one_time_link.show(); inviting._form()"
    )
    remembered = {"project": project, COOKIE: signed_in(who or a_colleague(project))}
    return Desk(script, "en", **remembered).look()


def test_an_invitation_shows_its_link_once():
    project = a_project()
    desk = inviting(project)
    desk.fill(Name="何佳", Login="he.jia").press("Invite")

    assert "/welcome/" in desk.page.code[0].value

    with reading() as session:
        account = accounts.by_login(session, "he.jia")
        assert people.role(session, project, account.staff_id) is Role.RECEPTION
    desk.press("Done, hide it")
    assert not desk.page.code


def test_one_is_offered_no_role_above_ones_own():
    desk = inviting(a_project())

    assert "Region lead" not in desk.field("Role").options
    assert "Project supervisor" in desk.field("Role").options


def test_a_login_that_is_taken_is_said_so_and_the_form_stays():
    project = a_project()
    taken = login_of(an_account(a_colleague(project)).staff_id)
    desk = inviting(project)

    desk.fill(Name="何佳", Login=taken).press("Invite")

    assert "is taken already" in desk.words()
    assert desk.field("Name").value == "何佳"


def test_who_may_not_invite_is_refused_at_the_verb():
    project = a_project()
    supervisor = a_colleague(project)
    desk = inviting(project, supervisor).fill(Name="何佳", Login="he.jia")
    with writing() as session:
        people.set_role(session, project, supervisor.staff_id, Role.RECEPTION)

    next(one for one in desk.page.button if one.label == "Invite").click().run()

    with reading() as session:
        assert accounts.by_login(session, "he.jia") is None


def test_somebody_of_another_project_is_brought_in_without_a_link():
    project, elsewhere = a_project(), a_project()
    other = an_account(a_colleague(elsewhere, Role.WALL)).staff_id
    desk = inviting(project)

    desk.page.checkbox[0].check()
    desk.fill(Name="x", Login=login_of(other)).press("Invite")

    with reading() as session:
        assert people.role(session, project, other) is Role.RECEPTION
    assert not desk.page.code


def test_a_chosen_colleague_gets_another_role():
    project = a_project()
    mate = an_account(a_colleague(project, Role.RECEPTION)).staff_id
    desk = team_of(project, colleague=login_of(mate))

    desk.field("Role").set_value(Role.CUSTOMER_MANAGER)
    desk.press("Change the role")

    with reading() as session:
        assert people.role(session, project, mate) is Role.CUSTOMER_MANAGER
    assert "Role changed" in str(desk.rows())


def test_a_colleague_is_shut_out_and_let_in_again():
    project = a_project()
    mate = a_colleague(project, Role.RECEPTION)
    signed_in(mate)
    desk = team_of(project, colleague=login_of(mate.staff_id))

    desk.press("Shut the account")
    with reading() as session:
        assert accounts.of(session, mate.staff_id).disabled_at
    desk.press("Open the account")

    with reading() as session:
        assert not accounts.of(session, mate.staff_id).disabled_at


def test_whoever_stands_above_is_refused_in_words():
    project = a_project()
    above = an_account(a_colleague(project, Role.REGION_LEAD)).staff_id
    desk = team_of(project, colleague=login_of(above))

    desk.press("Shut the account")

    assert "stands above you" in desk.words()
    with reading() as session:
        assert not accounts.of(session, above).disabled_at


def test_a_right_lost_while_the_page_is_open_is_refused_at_the_verb():
    project = a_project()
    supervisor = a_colleague(project)
    mate = an_account(a_colleague(project, Role.TECHNICIAN)).staff_id
    desk = team_of(project, supervisor, colleague=login_of(mate))
    with writing() as session:
        people.set_role(session, project, supervisor.staff_id, Role.RECEPTION)

    next(one for one in desk.page.button if one.label == "Shut the account").click().run()

    with reading() as session:
        assert not accounts.of(session, mate).disabled_at


def test_one_may_not_shut_ones_own_account():
    project = a_project()
    own = an_account(a_colleague(project))

    desk = team_of(project, own, colleague=login_of(own.staff_id))

    assert "This is you" in desk.words()
    assert "Shut the account" not in desk.buttons()


def test_taking_the_list_out_of_the_house_is_noted(monkeypatch):
    project, supervisor = a_project(), None
    supervisor = a_colleague(project)
    monkeypatch.setattr(audit_list, "actor", lambda: supervisor)
    monkeypatch.setattr(audit_list, "project", lambda: a_card(project))

    audit_list._exported()

    assert deeds(project) == ["exported"]


def a_card(project):
    from db import projects

    with reading() as session:
        return projects.card(session, project)
