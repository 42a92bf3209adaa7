"""The page of the project: whom residents reach, what they are promised, and opening another."""

import pytest

from db import projects
from db.engine import reading
from domain.access import Actor, Role
from domain.contacts import Contacts
from tests.builders import a_colleague, a_project, an_account
from tests.pages.desks import BOTH, Desk, forget, sit


@pytest.fixture(autouse=True)
def _fresh(database):
    forget()
    yield
    forget()


@pytest.fixture
def lead() -> Actor:
    return a_colleague(a_project(), Role.SUPERVISOR)


def of(lead: Actor) -> int:
    (project,) = lead.roles
    return project


def at_project(lead: Actor, view: str = "contacts", language: str = "en") -> Desk:
    return sit("project", of(lead), lead, language, view=view)


def own(lead: Actor) -> dict[str, object]:
    with reading() as session:
        return projects.override(session, of(lead))


def card(lead: Actor) -> projects.ProjectCard:
    with reading() as session:
        return projects.card(session, of(lead))


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN])
def test_only_who_administers_the_project_sees_it(role):
    assert "administer the project" in at_project(a_colleague(a_project(), role)).words()


def test_contacts_are_kept_and_shown_again(lead):
    desk = at_project(lead)
    assert "Nobody is named yet" in desk.words()

    desk.field("Who looks after complaints").set_value("陈主管")
    desk.field("Hours").set_value("8:30–20:00")
    desk.press("Keep")

    assert card(lead).contacts == Contacts(responsible="陈主管", hours="8:30–20:00")
    forget()
    again = at_project(lead)
    assert again.field("Hours").value == "8:30–20:00"
    assert "Nobody is named yet" not in again.words()


@BOTH
def test_a_wrong_contact_is_refused_in_words_and_nothing_is_lost(lead, language):
    mail = {"en": "E-mail", "zh_CN": "邮箱"}[language]
    desk = at_project(lead, language=language)

    desk.field(mail).set_value("desk.example.cn")
    desk.press({"en": "Keep", "zh_CN": "保存"}[language])

    assert "@" in desk.page.error[0].value
    assert desk.field(mail).value == "desk.example.cn"
    assert card(lead).contacts == Contacts()


def test_a_time_limit_of_ones_own_is_kept_until_it_is_the_houses_again(lead):
    sent = "Somebody is sent within"
    desk = at_project(lead, "limits")
    assert desk.field(sent).value == 2

    desk.field(sent).set_value(30)
    desk.field(f"{sent} …").set_value("m")
    desk.press("Keep")
    assert own(lead) == {"standards": {"dispatch": "30m"}}
    assert "house: 2 hours" in desk.look(view="limits").words()

    desk.field(sent).set_value(2)
    desk.field(f"{sent} …").set_value("h")
    desk.press("Keep")
    assert own(lead) == {}


def test_the_table_of_callbacks_takes_targets_callers_and_windows(lead):
    desk = at_project(lead, "callbacks")

    desk.field("Other service: Target").set_value(75)
    desk.field("Repair: Closes after, days").set_value(14)
    desk.field("Repair: Closes after, days …").set_value("d")
    callers = [one for one in desk.page.multiselect if one.label == "Help: Made by"]
    callers[0].set_value(["supervisor"])
    desk.press("Keep")

    assert own(lead) == {
        "callbacks": {
            "other_service": {"target": 0.75},
            "repair": {"closes_after_days": 14, "closes_after_months": None},
            "help": {"made_by": ["supervisor"]},
        }
    }
    with reading() as session:
        rule = projects.policy(session, of(lead)).callbacks["repair"]
    assert (rule.closes_after_days, rule.closes_after_months) == (14, None)


def test_a_window_that_closes_before_it_opens_is_refused_in_words(lead):
    desk = at_project(lead, "callbacks")

    desk.field("Help: Opens after, days").set_value(9)
    desk.press("Keep")

    assert "Help · Closes after, days" in desk.page.error[0].value
    assert own(lead) == {}


def test_the_short_form_and_the_share_of_key_customers(lead):
    desk = at_project(lead, "surveys")

    desk.field("Form behind a ticket's code").set_value("pulse")
    desk.field("Key customers own of the floor area at least").set_value(7.5)
    desk.press("Keep")

    assert own(lead) == {
        "survey": {"ticket_form": "pulse"},
        "residents": {"key_area_share": 0.075},
    }


def test_whoever_leads_the_company_opens_another_project(lead):
    leader = an_account(a_colleague(of(lead), Role.COMPANY_LEADER, "何总"))
    desk = at_project(leader, "new")

    desk.fill(Name_of_the_project="滨江花园")
    desk.field("Time zone").set_value("Asia/Urumqi")
    desk.press("Open it")

    with reading() as session:
        found = projects.named(session, "滨江花园")
    assert found is not None
    assert found.zone_name == "Asia/Urumqi"
    assert desk.page.session_state["project"] == found.id


def test_nobody_else_is_shown_how(lead):
    assert "New project" not in at_project(lead).choices("view")
