"""Whom to reach (联系方式): what a project has filled in of its contacts, as paper prints it."""

from markupsafe import Markup

from domain.contacts import Contacts
from lang import N_
from reports.paper import Languages, spoken

Lines = list[tuple[Markup, str]]

# Shorter than beside a form: on a card they stand in half of its ninety millimetres.
_LABELS = {
    "complaints": N_("Complaints"),
    "responsible": N_("Handled by"),
    "repairs": N_("Repairs"),
    "leader": N_("In charge"),
    "mail": N_("E-mail"),
    "hours": N_("Hours"),
}


def reached(contacts: Contacts, languages: Languages) -> Lines:
    """For what, in each language, and whom or where; what is empty is left out."""
    named = ((label, getattr(contacts, name)) for name, label in _LABELS.items())
    return [(spoken(languages, label), value) for label, value in named if value]


def unbroken(lines: Lines) -> str:
    """As plain words, to see how large they can be set."""
    return "\n".join(f"{label.striptags()}  {' '.join(value.split())}" for label, value in lines)
