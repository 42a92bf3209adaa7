"""Who may do what (DOMAIN §1): a role opens actions; a person has roles in projects."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotAllowed


class Role(StrEnum):
    RECEPTION = "reception"
    TECHNICIAN = "technician"
    CUSTOMER_MANAGER = "customer_manager"
    SUPERVISOR = "supervisor"
    REGION_LEAD = "region_lead"
    COMPANY_LEADER = "company_leader"
    BRANCH_LEADER = "branch_leader"
    WALL = "wall"


class Action(StrEnum):
    SEE_COUNTS = "see_counts"
    SEE_TICKETS = "see_tickets"
    SEE_PEOPLE = "see_people"
    SEE_RESULTS = "see_results"
    REGISTER = "register"
    WORK = "work"
    DISPATCH = "dispatch"
    REPLY = "reply"
    INSTRUCT = "instruct"
    CALL_BACK = "call_back"
    REVIEW = "review"
    ADMINISTER = "administer"


A = Action
# "Single window" (002): any employee may register any request.
_STAFF = {A.SEE_COUNTS, A.SEE_TICKETS, A.REGISTER, A.WORK}
_FRONT = _STAFF | {A.SEE_PEOPLE, A.SEE_RESULTS, A.DISPATCH, A.REPLY, A.CALL_BACK}
_LEAD = _FRONT | {A.REVIEW, A.INSTRUCT, A.ADMINISTER}

MAY: dict[Role, frozenset[Action]] = {
    Role.RECEPTION: frozenset(_FRONT),
    Role.TECHNICIAN: frozenset(_STAFF),
    Role.CUSTOMER_MANAGER: frozenset(_FRONT),
    Role.SUPERVISOR: frozenset(_LEAD),
    Role.REGION_LEAD: frozenset(_LEAD),
    Role.COMPANY_LEADER: frozenset(_LEAD),
    Role.BRANCH_LEADER: frozenset(_LEAD),
    Role.WALL: frozenset({A.SEE_COUNTS}),
}

# Who stands above whom: nobody appoints anybody above themselves, or acts on their account.
RANK: dict[Role, int] = {
    Role.WALL: 0,
    Role.TECHNICIAN: 1,
    Role.RECEPTION: 2,
    Role.CUSTOMER_MANAGER: 2,
    Role.SUPERVISOR: 3,
    Role.REGION_LEAD: 4,
    Role.BRANCH_LEADER: 5,
    Role.COMPANY_LEADER: 6,
}

# DOMAIN §1: a technician sees and works on their own tickets.
OWN_TICKETS_ONLY = frozenset({Role.TECHNICIAN})


@dataclass(frozen=True, slots=True)
class Actor:
    """A colleague at work: `roles` maps the projects they belong to onto their role there."""

    staff_id: int
    roles: dict[int, Role]

    def may(self, action: Action, project_id: int) -> bool:
        role = self.roles.get(project_id)
        return role is not None and action in MAY[role]

    def must(self, action: Action, project_id: int) -> None:
        """Raise NotAllowed unless this person may."""
        if not self.may(action, project_id):
            raise NotAllowed(action)

    def outranks(self, role: Role, project_id: int) -> bool:
        """Whether this person administers the project and stands no lower than `role` there."""
        own = self.roles.get(project_id)
        if own is None or not self.may(Action.ADMINISTER, project_id):
            return False
        return RANK[own] >= RANK[role]

    def has(self, assignee_id: int | None, project_id: int) -> bool:
        """Whether a ticket in these hands is theirs to see; one role sees its own tickets only."""
        return self.roles.get(project_id) not in OWN_TICKETS_ONLY or assignee_id == self.staff_id

    def must_have(self, assignee_id: int | None, project_id: int) -> None:
        """Raise NotAllowed when this role works on its own tickets only and this is not one."""
        if not self.has(assignee_id, project_id):
            raise NotAllowed(Action.WORK)
