"""Rungs (级): the levels that a ticket is raised to (DOMAIN §2)."""

from enum import StrEnum


class Rung(StrEnum):
    """The levels a ticket is raised to, lowest first."""

    SUPERVISOR = "supervisor"
    REGION_LEAD = "region_lead"
    BRANCH_LEADER = "branch_leader"
    COMPANY_LEADER = "company_leader"

    def reaches(self, other: "Rung") -> bool:
        order = list(Rung)
        return order.index(self) >= order.index(other)
