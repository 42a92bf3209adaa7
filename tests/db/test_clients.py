"""Keys of other systems: found by what only their holder knows, and only within their project."""

from datetime import date

from sqlalchemy import text

from db import clients, projects
from db.clients import Caller
from db.engine import reading, writing
from tests.builders import MONDAY_MORNING, TUESDAY_MORNING, a_client, a_project


def caller_with(key: str) -> Caller | None:
    with reading() as session:
        return clients.with_key(session, key)


def test_a_key_is_found_in_its_project_and_kept_as_a_hash_only(database):
    key = a_client(a_project(), "read_tickets")

    found = caller_with(key)

    assert (found.name, found.opens) == ("热线", ["read_tickets"])
    with database.reader.connect() as connection:
        stored = connection.execute(text("SELECT * FROM clients")).one()
    assert not any(key in str(value) or key[-43:] in str(value) for value in stored)


def test_a_key_opens_nothing_under_another_projects_number(database):
    one, other = a_project(), a_project()
    key = a_client(one)
    a_client(other)

    assert caller_with(key.replace(f"-{one}-", f"-{other}-", 1)) is None


def test_a_key_that_was_revoked_or_whose_project_was_removed_opens_nothing(database):
    one, other = a_project(), a_project()
    revoked, orphaned = a_client(one), a_client(other)

    with writing() as session:
        clients.revoke(session, one, 1, MONDAY_MORNING)
        projects.remove(session, other, MONDAY_MORNING)

    assert caller_with(revoked) is None
    assert caller_with(orphaned) is None


def test_the_last_day_of_use_never_goes_back(database):
    key = a_client(a_project())
    caller = caller_with(key)
    assert caller is not None

    for day in (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 1)):
        with writing() as session:
            clients.note_use(session, caller, day)

    assert caller_with(key).used_on == date(2026, 3, 3)


def test_the_list_has_those_that_open_something_first(database):
    project_id = a_project()
    for name in ("Zoo", "Alarm", "Bank"):
        a_client(project_id, name=name)
    a_client(a_project(), name="elsewhere")
    with writing() as session:
        clients.revoke(session, project_id, 2, TUESDAY_MORNING)

    with reading() as session:
        listed = clients.of_project(session, project_id)

    assert [card.name for card in listed] == ["Bank", "Zoo", "Alarm"]
    assert listed[-1].revoked_at == TUESDAY_MORNING
