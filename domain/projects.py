"""Projects (项目): what one says of itself, and what the audit list keeps of its changes."""

import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum

from domain.contacts import NONE, Contacts
from domain.errors import HuifangError, WrongValue

# Everything but the name stands on a resident's form and on a card of 90 × 54 mm.
LONGEST_NAME, LONGEST_LINE, LONGEST_CONTACT = 50, 100, 60


class Deed(StrEnum):
    """What the audit list tells of projects."""

    OPENED = "project_opened"
    DESCRIBED = "project_described"
    POLICY_CHANGED = "policy_changed"


class ProjectNameTaken(HuifangError):
    """Another project has this name."""

    code = "project.name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Description:
    """`contact` is the one line to call for everything; `contacts` says whom for what."""

    name: str
    contact: str = ""
    contacts: Contacts = NONE


def checked(told: Description) -> Description:
    """The same, tidied. Raises WrongValue for what is empty, too long or no e-mail address."""
    named = {
        one.name: _line(one.name, getattr(told.contacts, one.name)) for one in fields(Contacts)
    }
    contacts = Contacts(**named)
    if contacts.mail and "@" not in contacts.mail:
        raise WrongValue("mail", "not_an_address")
    return Description(
        checked_name(told.name), _tidy("contact", told.contact, LONGEST_LINE), contacts
    )


def checked_name(typed: str) -> str:
    """Raises WrongValue."""
    name = _tidy("project_name", typed, LONGEST_NAME)
    if not name:
        raise WrongValue("project_name", "empty")
    return name


def _line(field: str, typed: str) -> str:
    return _tidy(field, typed, LONGEST_CONTACT)


def _tidy(field: str, typed: str, longest: int) -> str:
    """One line without marks that cannot be seen. Raises WrongValue."""
    seen = (" " if unicodedata.category(mark).startswith("C") else mark for mark in typed)
    line = " ".join("".join(seen).split())
    if len(line) > longest:
        raise WrongValue(field, "too_long")
    return line
