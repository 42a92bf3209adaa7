"""What was ordered at the desk is fetched at the gate: by the one who ordered, for ten minutes."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from time_machine import Traveller

from db import accounts, audit, people
from db.engine import reading, writing
from desk import exports
from domain.access import Actor, Role
from domain.errors import NotAllowed
from domain.exports import ORDER_LASTS
from gate import exports as door
from tests.builders import (
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_ticket,
    an_account,
    an_actor,
)
from tests.gate.conftest import PASSWORD, Browser, Opens
from web import orders


@pytest.fixture
def lead(database) -> Actor:
    return an_account(a_colleague(a_project("翠湖花园"), Role.SUPERVISOR, "李红"), PASSWORD)


def of(who: Actor) -> int:
    (project,) = who.roles
    return project


def an_order(who: Actor, *, with_people: bool = False) -> str:
    """The address behind the button."""
    with writing() as session:
        ordered = exports.order(session, who, of(who), MONDAY_MORNING, with_people=with_people)
    return f"/export/{orders.seal(ordered)}"


def sign_in(browser: Browser, who: Actor) -> Browser:
    with reading() as session:
        login = str(accounts.of(session, who.staff_id).login)
    browser.sign_in(login)
    return browser


def test_who_ordered_gets_the_archive(lead, visitor):
    a_ticket(of(lead))

    answer = sign_in(visitor, lead).get(an_order(lead))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert "%E7%BF%A0" in answer.headers["content-disposition"]
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "tickets.csv" in ZipFile(io.BytesIO(answer.content)).namelist()


def test_an_order_lasts_ten_minutes(lead, visitor, clock: Traveller):
    address = an_order(lead)
    sign_in(visitor, lead)

    clock.move_to(MONDAY_MORNING + ORDER_LASTS - timedelta(seconds=1))
    in_time = visitor.get(address).status_code
    clock.move_to(MONDAY_MORNING + ORDER_LASTS)
    late = visitor.get(address)

    assert (in_time, late.status_code) == (200, 404)


def test_nobody_else_fetches_it(lead, new_browser: Opens):
    colleague = an_account(a_colleague(of(lead), Role.SUPERVISOR, "张敏"), PASSWORD)
    address = an_order(lead)

    stranger, other = new_browser(), sign_in(new_browser(), colleague)

    assert stranger.get(address).status_code == 404
    assert other.get(address).status_code == 404


def test_whoever_lost_the_right_meanwhile_gets_nothing(lead, visitor):
    address = an_order(lead)
    sign_in(visitor, lead)

    with writing() as session:
        people.set_role(session, of(lead), lead.staff_id, Role.RECEPTION)

    assert visitor.get(address).status_code == 403


@pytest.mark.parametrize("sealed", ["x", "e30.e30", "%00", "W10.AAAA", "é"])
def test_a_forged_order_opens_nothing(lead, visitor, sealed):
    sign_in(visitor, lead)

    assert visitor.get(f"/export/{sealed}").status_code == 404


def test_one_is_written_at_a_time(lead, visitor):
    address = an_order(lead)
    sign_in(visitor, lead)

    with door._writing:
        busy = visitor.get(address).status_code

    assert (busy, visitor.get(address).status_code) == (503, 200)


def test_the_audit_list_remembers_who_ordered_what(lead):
    an_order(lead, with_people=True)

    with reading() as session:
        (entry,) = audit.newest(session, of(lead), action="everything_exported")
    assert (entry.actor_id, entry.facts) == (lead.staff_id, {"with_people": True})


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN, Role.CUSTOMER_MANAGER])
def test_only_who_administers_the_project_orders_it(lead, role):
    for actor in (an_actor(role, of(lead)), an_actor(Role.SUPERVISOR, of(lead) + 1)):
        with pytest.raises(NotAllowed), writing() as session:
            exports.order(session, actor, of(lead), MONDAY_MORNING, with_people=False)
