"""Shapes (形状): what an answer holds, field by field; JSON and XML are both written from it."""

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What stands in a field."""

    TEXT = "string"
    COUNT = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    MOMENT = "date-time"
    DAY = "date"
    FIELDS = "object"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `item` names one of several in XML; `of` are the fields within, if it has any."""

    name: str
    holds: Holds = Holds.TEXT
    about: str = ""
    may_be_null: bool = False
    item: str = ""
    of: "tuple[Field, ...]" = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole answer: one thing called `name`, or a list so called of things called `item`."""

    name: str
    fields: tuple[Field, ...]
    item: str = ""

    @property
    def is_list(self) -> bool:
        return bool(self.item)


ERRORS = Shape(
    "errors",
    (
        Field("code", Holds.COUNT, "The status of the answer."),
        Field("description", about="Why it was refused, in words."),
    ),
    item="error",
)
