"""The two engines: what is read is not written, and what is half done is undone."""

from tests.builders import a_project, a_ticket


def test_a_ticket_can_be_registered(database):
    project = a_project()

    assert a_ticket(project) == 1
