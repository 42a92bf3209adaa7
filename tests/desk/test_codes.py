"""Codes: give out, withdraw, see what one opens (DOMAIN §5)."""

from datetime import datetime, timedelta

import pytest

from db import codes as codes_db
from db import people
from db.engine import reading, writing
from desk import codes as desk
from domain.errors import NotAllowed, NotFound
from domain.surveys import ALPHABET, CODE_LENGTH, CodeKind, Form
from tests.builders import (
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_code,
    a_colleague,
    a_project,
    a_ticket,
)

pytestmark = pytest.mark.usefixtures("database")


def card(token: str) -> codes_db.CodeCard | None:
    with reading() as session:
        return codes_db.find(session, token)


def test_a_ticket_has_one_code_however_often_it_is_asked_for():
    project = a_project()
    ticket = a_ticket(project)

    first = a_code(project, ticket)

    assert a_code(project, ticket, now=TUESDAY_MORNING) == first
    assert (card(first).kind, card(first).form) == (CodeKind.TICKET, Form.STANDARD)
    assert card(first).ticket == ticket


def test_a_token_says_nothing_but_itself():
    project = a_project()

    tokens = {a_code(project, a_ticket(project)) for _ in range(20)}

    assert len(tokens) == 20
    assert all(len(token) == CODE_LENGTH and set(token) <= set(ALPHABET) for token in tokens)


def test_a_revoked_code_is_replaced_by_another():
    project = a_project()
    reception = a_colleague(project, "reception")
    ticket = a_ticket(project)
    lost = a_code(project, ticket)

    with writing() as session:
        desk.revoke(session, reception, project, lost, TUESDAY_MORNING)

    assert a_code(project, ticket) != lost
    assert card(lost).revoked_at == TUESDAY_MORNING


def test_a_code_is_revoked_once():
    project = a_project()
    supervisor, token = a_colleague(project), a_code(project, a_ticket(project))
    with writing() as session:
        desk.revoke(session, supervisor, project, token, TUESDAY_MORNING)

    with pytest.raises(NotFound), writing() as session:
        desk.revoke(session, supervisor, project, token, TUESDAY_MORNING)


def test_a_code_of_another_project_cannot_be_revoked():
    project, other = a_project(), a_project()
    token = a_code(project, a_ticket(project))

    with pytest.raises(NotFound), writing() as session:
        desk.revoke(session, a_colleague(other), other, token, TUESDAY_MORNING)
    with pytest.raises(NotAllowed), writing() as session:
        desk.revoke(session, a_colleague(other), project, token, TUESDAY_MORNING)

    assert card(token).revoked_at is None


def test_a_technician_revokes_no_codes():
    project = a_project()
    token = a_code(project, a_ticket(project))

    with pytest.raises(NotAllowed), writing() as session:
        desk.revoke(session, a_colleague(project, "technician"), project, token, TUESDAY_MORNING)


def test_there_is_no_code_for_a_ticket_that_is_not_there():
    with pytest.raises(NotFound):
        a_code(a_project(), 404)


def test_the_staff_of_another_project_print_no_codes_here():
    project, stranger = a_project(), a_colleague(a_project())
    ticket = a_ticket(project)

    with pytest.raises(NotAllowed):
        a_code(project, ticket, actor=stranger)


def test_a_poster_is_the_supervisors_to_print():
    project = a_project()
    with writing() as session:
        lobby = people.add_place(session, project, name="大堂")

    with pytest.raises(NotAllowed), writing() as session:
        desk.for_place(session, a_colleague(project, "reception"), project, lobby, MONDAY_MORNING)
    with writing() as session:
        token = desk.for_place(session, a_colleague(project), project, lobby, MONDAY_MORNING)

    assert (card(token).kind, card(token).place_id) == (CodeKind.PLACE, lobby)


def hang(project: int, place: int, now: datetime = MONDAY_MORNING) -> str:
    with writing() as session:
        return desk.for_place(session, None, project, place, now)


def hand_out(project: int, now: datetime = MONDAY_MORNING) -> str:
    with writing() as session:
        return desk.for_card(session, None, project, now)


def a_lobby(project: int, name: str = "大堂") -> int:
    with writing() as session:
        return people.add_place(session, project, name=name)


def test_a_poster_printed_again_has_the_same_code():
    project = a_project()
    lobby, lift = a_lobby(project), a_lobby(project, "电梯")

    first = hang(project, lobby)

    assert hang(project, lobby, TUESDAY_MORNING) == first
    assert hang(project, lift) != first


def test_a_withdrawn_poster_gets_another_code_and_leaves_the_others():
    project = a_project()
    lobby, lift = a_lobby(project), a_lobby(project, "电梯")
    torn, whole = hang(project, lobby), hang(project, lift)
    with writing() as session:
        desk.revoke(session, None, project, torn, TUESDAY_MORNING)

    assert hang(project, lobby, TUESDAY_MORNING) != torn
    assert hang(project, lift, TUESDAY_MORNING) == whole


@pytest.mark.parametrize(("after", "is_same"), [(-MOMENT, True), (timedelta(0), False)])
def test_a_code_that_has_run_out_is_not_printed_again(after, is_same):
    project = a_project()
    lobby = a_lobby(project)
    expires = TUESDAY_MORNING
    old = codes_db.CodeCard(
        project,
        "7K3M9QX2TD4F",
        CodeKind.PLACE,
        Form.PULSE,
        None,
        lobby,
        MONDAY_MORNING,
        expires,
        None,
    )
    with writing() as session:
        codes_db.add(session, old)

    assert (hang(project, lobby, expires + after) == old.token) is is_same


def test_all_contact_cards_of_a_project_have_one_code():
    project, other = a_project(), a_project()

    first = hand_out(project)

    assert hand_out(project, TUESDAY_MORNING) == first
    assert hand_out(other) != first
    assert (card(first).kind, card(first).form) == (CodeKind.CARD, Form.PULSE)


def test_contact_cards_are_the_supervisors_to_print():
    project = a_project()

    with pytest.raises(NotAllowed), writing() as session:
        desk.for_card(session, a_colleague(project, "reception"), project, MONDAY_MORNING)


def test_there_is_no_poster_for_another_projects_place():
    lobby = a_lobby(a_project())

    with pytest.raises(NotFound):
        hang(a_project(), lobby)


def test_a_project_may_choose_the_short_form():
    project = a_project(policy={"survey": {"ticket_form": "pulse"}})

    assert card(a_code(project, a_ticket(project))).form is Form.PULSE
