"""Exports (导出): everything of one project, to be taken along; who may order it, and for how long.

Names, phones and words of people come only where somebody asks for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.access import Action, Actor
from domain.errors import HuifangError

# From the order at the desk until its link opens nothing any more.
ORDER_LASTS = timedelta(minutes=10)


class Deed(StrEnum):
    """What the audit list tells of exports."""

    ORDERED = "everything_exported"


class NotOrdered(HuifangError):
    """The link is too old, was not made here, or is somebody else's."""

    code = "export.not_ordered"


class BusyExporting(HuifangError):
    """Another export is being written; one at a time."""

    code = "export.busy"


@dataclass(frozen=True, slots=True)
class Order:
    """Who asked for what, and when."""

    project_id: int
    staff_id: int
    with_people: bool
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return self.at <= now < self.at + ORDER_LASTS


def must_be_allowed(actor: Actor, project_id: int, *, with_people: bool) -> None:
    """Raise NotAllowed."""
    actor.must(Action.ADMINISTER, project_id)
    if with_people:
        actor.must(Action.SEE_PEOPLE, project_id)
