"""Who may see and do what (DOMAIN §1)."""

from itertools import product

import pytest

from domain.access import MAY, Action, Actor, Role
from domain.errors import NotAllowed
from tests.builders import an_actor

A = Action
EVERY_EMPLOYEE = {A.SEE_COUNTS, A.SEE_TICKETS, A.REGISTER, A.WORK}
FRONT = EVERY_EMPLOYEE | {A.SEE_PEOPLE, A.SEE_RESULTS, A.DISPATCH, A.REPLY, A.CALL_BACK}
EXPECTED = {
    Role.RECEPTION: FRONT,
    Role.CUSTOMER_MANAGER: FRONT,
    Role.TECHNICIAN: EVERY_EMPLOYEE,
    Role.SUPERVISOR: set(Action),
    Role.REGION_LEAD: set(Action),
    Role.COMPANY_LEADER: set(Action),
    Role.BRANCH_LEADER: set(Action),
    Role.WALL: {A.SEE_COUNTS},
}


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_a_role_opens_these_actions_and_no_others(role, action):
    assert an_actor(role).may(action, 1) is (action in EXPECTED[role])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.WALL}))
def test_any_employee_may_register_any_request(role):
    an_actor(role).must(Action.REGISTER, 1)


def test_the_wall_changes_nothing_and_sees_nobody():
    assert MAY[Role.WALL] == {Action.SEE_COUNTS}


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_a_role_opens_nothing_in_another_project(role, action):
    with pytest.raises(NotAllowed) as refused:
        an_actor(role, project_id=1).must(action, 2)

    assert refused.value.action == action


def test_somebody_may_be_two_things_in_two_projects():
    both = Actor(1, {1: Role.SUPERVISOR, 2: Role.TECHNICIAN})

    assert both.may(Action.REVIEW, 1)
    assert not both.may(Action.REVIEW, 2)


@pytest.mark.parametrize("assignee_id", [None, 8])
def test_a_technician_has_only_the_tickets_given_to_them(assignee_id):
    technician = an_actor("technician", staff_id=7)
    technician.must_have(7, 1)

    with pytest.raises(NotAllowed) as refused:
        technician.must_have(assignee_id, 1)

    assert refused.value.action == Action.WORK


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TECHNICIAN}))
@pytest.mark.parametrize("assignee_id", [None, 8])
def test_everybody_else_works_on_whatever_the_project_has(role, assignee_id):
    an_actor(role, staff_id=7).must_have(assignee_id, 1)
