"""Projects: opened by whoever leads the company, described by whoever administers them."""

import pytest

from db import audit, people
from db import projects as projects_db
from db.engine import reading, writing
from desk import projects
from domain.access import Role
from domain.contacts import Contacts
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.projects import LONGEST_CONTACT, LONGEST_NAME, Deed, Description, ProjectNameTaken
from tests.builders import (
    MONDAY_MORNING,
    a_colleague,
    a_project,
    an_account,
)

ALL = Contacts(
    responsible="陈主管",
    complaints="0755-1",
    repairs="0755-2",
    leader="何总",
    mail="a@b.cn",
    hours="8–20",
)


def open_one() -> int:
    with writing() as session:
        return projects.open_project(
            session, name="翠湖花园", zone="Asia/Shanghai", language="zh_CN", now=MONDAY_MORNING
        )


def test_whoever_leads_the_company_leads_a_new_project_too(database):
    elsewhere = a_project()
    leader = an_account(a_colleague(elsewhere, Role.COMPANY_LEADER, "何总"))
    an_account(a_colleague(elsewhere, Role.SUPERVISOR))
    a_colleague(elsewhere, Role.COMPANY_LEADER, "从未受邀")

    project = open_one()

    with reading() as session:
        staff = people.colleagues(session, project)
    assert [(person.id, person.role) for person in staff] == [
        (leader.staff_id, Role.COMPANY_LEADER)
    ]


def open_as(actor, **other):
    told = {"name": "新园", "zone": "Asia/Shanghai", "language": "zh_CN"} | other
    with writing() as session:
        return projects.open_project(session, **told, now=MONDAY_MORNING, actor=actor)


def describe(project, actor=None, **told):
    with writing() as session:
        description = Description(**{"name": "翠湖花园"} | told)
        projects.describe(session, actor, project, description, MONDAY_MORNING)


def card(project):
    with reading() as session:
        return projects_db.card(session, project)


def test_whoever_leads_the_company_opens_a_project(database):
    leader = an_account(a_colleague(a_project(), Role.COMPANY_LEADER, "何总"))

    project = open_as(leader)

    with reading() as session:
        assert people.role(session, project, leader.staff_id) is Role.COMPANY_LEADER
        [entry] = audit.newest(session, project)
    assert (entry.action, entry.actor_id) == (Deed.OPENED, leader.staff_id)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.BRANCH_LEADER, Role.TECHNICIAN])
def test_nobody_else_opens_a_project(database, role):
    with pytest.raises(NotAllowed):
        open_as(a_colleague(a_project(), role))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": "  "}, "project_name"),
        ({"name": "园" * (LONGEST_NAME + 1)}, "project_name"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
    ],
)
def test_a_project_without_a_sound_name_and_zone_is_not_opened(database, told, field):
    with pytest.raises(WrongValue) as refused:
        open_as(None, **told)

    assert refused.value.field == field


def test_two_projects_do_not_share_a_name(database):
    open_as(None)
    other = open_as(None, name="旧园")

    with pytest.raises(ProjectNameTaken):
        open_as(None, name=" 新园 ")
    with pytest.raises(ProjectNameTaken):
        describe(other, name="新园")

    assert card(other).name == "旧园"


def test_what_a_project_says_of_itself_is_kept_tidy_and_written_down(database):
    project = open_as(None)
    lead = a_colleague(project, Role.SUPERVISOR)

    describe(project, lead, name=" 翠湖\u200b  花园\n", contact="前台 8", contacts=ALL)

    found = card(project)
    assert (found.name, found.contact, found.contacts) == ("翠湖 花园", "前台 8", ALL)
    with reading() as session:
        [entry] = audit.newest(session, project, action=Deed.DESCRIBED)
    assert (entry.actor_id, entry.facts) == (lead.staff_id, {})


def test_the_longest_contact_is_kept_and_a_longer_one_refused(database):
    project = open_as(None)

    describe(project, contacts=Contacts(hours="八" * LONGEST_CONTACT))
    with pytest.raises(WrongValue) as refused:
        describe(project, contacts=Contacts(hours="八" * (LONGEST_CONTACT + 1)))

    assert (refused.value.field, refused.value.reason) == ("hours", "too_long")
    assert card(project).contacts.hours == "八" * LONGEST_CONTACT


def test_a_mail_address_without_an_at_is_refused(database):
    with pytest.raises(WrongValue) as refused:
        describe(open_as(None), contacts=Contacts(mail="desk.example.cn"))

    assert refused.value.field == "mail"


def test_only_who_administers_the_project_describes_it(database):
    project = open_as(None)

    with pytest.raises(NotAllowed):
        describe(project, a_colleague(project, Role.RECEPTION), contact="x")
    with pytest.raises(NotAllowed):
        describe(project, a_colleague(a_project(), Role.SUPERVISOR), contact="x")
    with pytest.raises(NotFound):
        describe(project + 100, contact="x")
