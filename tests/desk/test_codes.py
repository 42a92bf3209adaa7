"""Codes: give out, withdraw, see what one opens (DOMAIN §5)."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, people
from db import codes as codes_db
from db.engine import reading, writing
from db.schema import Code
from desk import codes as desk
from domain.access import Actor
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.surveys import ALPHABET, CODE_LENGTH, CodeKind, Form
from tests.builders import (
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_code,
    a_colleague,
    a_household,
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


def replace_code(project: int, token: str, actor: Actor | None = None) -> str:
    with writing() as session:
        return desk.reissue(session, actor, project, token, TUESDAY_MORNING)


def who(token: str) -> tuple[int | None, int | None]:
    """Who gave the code out, and who withdrew it."""
    with reading() as session:
        wanted = select(Code.issued_by, Code.revoked_by).where(Code.token == token)
        issued_by, revoked_by = session.execute(wanted).one()
    return issued_by, revoked_by


def test_a_replaced_poster_closes_and_no_other_does():
    project = a_project()
    lobby, lift = a_lobby(project), a_lobby(project, "电梯")
    torn, whole, cards = hang(project, lobby), hang(project, lift), hand_out(project)

    new = replace_code(project, torn)

    assert card(torn).revoked_at == TUESDAY_MORNING
    assert (card(new).place_id, card(new).revoked_at) == (lobby, None)
    assert [hang(project, lobby), hang(project, lift), hand_out(project)] == [new, whole, cards]


def test_a_tickets_code_is_replaced_by_one_for_the_same_ticket_and_form():
    project = a_project(policy={"survey": {"ticket_form": "pulse"}})
    ticket = a_ticket(project)
    old = a_code(project, ticket)

    new = replace_code(project, old, a_colleague(project, "reception"))

    assert a_code(project, ticket) == new
    assert (card(new).ticket, card(new).form) == (ticket, Form.PULSE)


def test_what_is_withdrawn_already_cannot_be_replaced():
    project = a_project()
    old = hand_out(project)
    replace_code(project, old)

    with pytest.raises(NotFound):
        replace_code(project, old)
    with pytest.raises(NotFound):
        replace_code(a_project(), old)


@pytest.mark.parametrize("verb", [desk.revoke, desk.reissue])
def test_reception_replaces_slips_but_neither_posters_nor_cards(verb):
    project = a_project()
    reception, poster = a_colleague(project, "reception"), hang(project, a_lobby(project))

    for token in (poster, hand_out(project)):
        with pytest.raises(NotAllowed), writing() as session:
            verb(session, reception, project, token, TUESDAY_MORNING)
    slip = a_code(project, a_ticket(project))
    with writing() as session:
        verb(session, reception, project, slip, TUESDAY_MORNING)

    assert [card(poster).revoked_at, card(slip).revoked_at] == [None, TUESDAY_MORNING]


def test_a_code_remembers_who_gave_it_out_and_who_withdrew_it():
    project = a_project()
    first, second = a_colleague(project), a_colleague(project)
    with writing() as session:
        old = desk.for_place(session, first, project, a_lobby_in(session, project), MONDAY_MORNING)

    new = replace_code(project, old, second)

    assert who(old) == (first.staff_id, second.staff_id)
    assert who(new) == (second.staff_id, None)


def a_lobby_in(session: Session, project: int) -> int:
    return people.add_place(session, project, name="大堂")


def test_two_processes_that_print_at_once_print_one_code():
    project, barrier, printed = a_project(), Barrier(2), []
    lobby = a_lobby(project)
    ticket = a_ticket(project)

    def press() -> None:
        barrier.wait()
        printed.append((hang(project, lobby), hand_out(project), a_code(project, ticket)))

    threads = [Thread(target=press) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first, second = printed
    assert first == second


def test_a_poster_may_run_out_on_a_day_and_stay_after_all():
    project, supervisor = a_project(), None
    poster = hang(project, a_lobby(project))

    for until in (TUESDAY_MORNING, None):
        with writing() as session:
            desk.limit(session, supervisor, project, poster, until, MONDAY_MORNING)
        assert card(poster).expires_at == until


@pytest.mark.parametrize("until", [MONDAY_MORNING - MOMENT, MONDAY_MORNING])
def test_a_poster_cannot_have_run_out_before(until):
    project = a_project()
    poster = hang(project, a_lobby(project))

    with pytest.raises(WrongValue), writing() as session:
        desk.limit(session, None, project, poster, until, MONDAY_MORNING)


def test_only_a_places_code_runs_out_and_only_by_the_supervisor():
    project = a_project()
    poster, cards = hang(project, a_lobby(project)), hand_out(project)

    for token in (cards, a_code(project, a_ticket(project))):
        with pytest.raises(NotFound), writing() as session:
            desk.limit(session, None, project, token, TUESDAY_MORNING, MONDAY_MORNING)
    reception = a_colleague(project, "reception")
    with pytest.raises(NotAllowed), writing() as session:
        desk.limit(session, reception, project, poster, TUESDAY_MORNING, MONDAY_MORNING)


def test_every_common_place_gets_its_code_and_keeps_the_one_it_has():
    project = a_project()
    lobby, _lift, _home = a_lobby(project), a_lobby(project, "电梯"), a_household(project)
    hung = hang(project, lobby)

    with writing() as session:
        tokens = desk.for_common_places(session, a_colleague(project), project, TUESDAY_MORNING)

    assert len(set(tokens)) == 2
    assert hung in tokens


def add(project: int, building: str, name: str, actor: Actor | None = None) -> int:
    with writing() as session:
        return desk.add_place(session, actor, project, building, name, MONDAY_MORNING)


def test_a_place_is_added_by_its_words():
    project = a_project()

    place = add(project, " 5  栋 ", "大堂\u3000", a_colleague(project))

    with reading() as session:
        assert codes_db.place(session, project, place).label == "5 栋 大堂"


@pytest.mark.parametrize(
    ("building", "name", "field", "reason"),
    [
        ("5 栋", "", "place_name", "empty"),
        ("", " ", "place_name", "empty"),
        ("5" * 41, "大堂", "building", "too_long"),
        ("", "大" * 121, "place_name", "too_long"),
        ("", "电梯", "place_name", "known_already"),
    ],
)
def test_a_place_without_a_fitting_name_is_not_added(building, name, field, reason):
    project = a_project()
    a_lobby(project, "电梯")

    with pytest.raises(WrongValue) as refused:
        add(project, building, name)

    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_places_are_the_supervisors_to_add():
    project = a_project()

    with pytest.raises(NotAllowed):
        add(project, "", "大堂", a_colleague(project, "reception"))


def test_the_audit_list_tells_what_was_done_with_codes():
    project = a_project()
    supervisor = a_colleague(project)
    with writing() as session:
        place = desk.add_place(session, supervisor, project, "", "大堂", MONDAY_MORNING)
        first = desk.for_place(session, supervisor, project, place, MONDAY_MORNING)
        desk.limit(session, supervisor, project, first, None, MONDAY_MORNING)
        second = desk.reissue(session, supervisor, project, first, MONDAY_MORNING)
        desk.revoke(session, supervisor, project, second, MONDAY_MORNING)

    with reading() as session:
        told = audit.newest(session, project)
    assert [(one.action, one.subject) for one in reversed(told)] == [
        ("place_added", f"place/{place}"),
        ("code_limited", f"code/{first}"),
        ("code_replaced", f"code/{first}"),
        ("code_withdrawn", f"code/{second}"),
    ]
    assert {one.actor_id for one in told} == {supervisor.staff_id}
