"""Keys are given and taken back by whoever administers the project, and each is noted."""

import pytest

from db import audit, clients
from db.engine import reading, writing
from desk import clients as desk
from domain.access import MAY, Action, Role
from domain.clients import Asked, Deed, Scope
from domain.errors import NotAllowed, NotFound, WrongValue
from tests.builders import MONDAY_MORNING, a_client, a_colleague, a_project

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ASKED = Asked("热线", (Scope.READ_TICKETS,))


@pytest.fixture(autouse=True)
def stored(database):
    """The verbs are the same over either database; tests/db looks at both."""


def give(actor, project_id, asked=ASKED) -> str:
    with writing() as session:
        return desk.give(session, actor, project_id, asked, MONDAY_MORNING)


def noted(project_id) -> list[tuple[int | None, str, str]]:
    with reading() as session:
        entries = audit.newest(session, project_id)
    return [(entry.actor_id, entry.action, entry.subject) for entry in entries]


def test_a_key_is_given_and_taken_back_and_both_are_noted():
    project_id = a_project()
    who = a_colleague(project_id)

    key = give(who, project_id)
    with writing() as session:
        desk.revoke(session, who, project_id, 1, MONDAY_MORNING)

    with reading() as session:
        assert clients.with_key(session, key) is None
    assert noted(project_id) == [
        (who.staff_id, Deed.KEY_REVOKED, "client/1"),
        (who.staff_id, Deed.KEY_GIVEN, "client/1"),
    ]


def test_no_two_keys_are_alike():
    project_id = a_project()

    assert give(None, project_id) != give(None, project_id)


@pytest.mark.parametrize("role", [role for role in Role if Action.ADMINISTER not in MAY[role]])
def test_whoever_does_not_administer_neither_gives_nor_takes_back(role):
    project_id = a_project()
    a_client(project_id)
    who = a_colleague(project_id, role)

    with pytest.raises(NotAllowed):
        give(who, project_id)
    with pytest.raises(NotAllowed), writing() as session:
        desk.revoke(session, who, project_id, 1, MONDAY_MORNING)


def test_nobody_gives_or_takes_back_in_another_project():
    mine, other = a_project(), a_project()
    a_client(other)
    who = a_colleague(mine)

    with pytest.raises(NotAllowed):
        give(who, other)
    with pytest.raises(NotFound), writing() as session:
        desk.revoke(session, who, mine, 1, MONDAY_MORNING)


def test_a_key_is_taken_back_once():
    project_id = a_project()
    a_client(project_id)

    with writing() as session:
        desk.revoke(session, None, project_id, 1, MONDAY_MORNING)
    with pytest.raises(NotFound), writing() as session:
        desk.revoke(session, None, project_id, 1, MONDAY_MORNING)


def test_a_key_that_opens_nothing_is_not_given():
    project_id = a_project()

    with pytest.raises(WrongValue):
        give(None, project_id, Asked("热线", ()))

    assert noted(project_id) == []
