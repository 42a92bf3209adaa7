"""Intake (受理): what was asked, by which channel, and how grave it is (DOMAIN §2).

People are named by id only; what the resident said stays in their words.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.errors import WrongValue


class Kind(StrEnum):
    COMPLAINT = "complaint"
    REPAIR = "repair"
    HELP = "help"
    SPECIAL_SERVICE = "special_service"
    ENQUIRY = "enquiry"
    LETTER = "letter"
    OTHER_SERVICE = "other_service"


class Category(StrEnum):
    """Of a complaint (004)."""

    ENGINEERING_QUALITY = "engineering_quality"
    PLANNING_DESIGN = "planning_design"
    SALES = "sales"
    PROPERTY_MANAGEMENT = "property_management"
    CUSTOMER_SERVICE = "customer_service"
    OTHER = "other"


class Severity(StrEnum):
    MAJOR = "major"
    IMPORTANT = "important"
    MINOR = "minor"


class Channel(StrEnum):
    PHONE = "phone"
    VISIT = "visit"
    QR = "qr"
    APP = "app"
    MAIL = "mail"
    PATROL = "patrol"
    HOTLINE = "hotline"
    CALLBACK = "callback"
    IMPORT = "import"
    OPEN311 = "open311"


# How the references begin that the house itself gives; all others come from a register.
SENT_BY_RESIDENT, FILED_BY_SYSTEM = "qr:", "open311:"


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake record (004). People are named by id only; `words` are what the resident said.

    `topic` is the source's own finer heading; `own_deadline` the resident's, or a letter's date;
    `parent` the ticket this one grew out of; `source_ref` its number where it came from: an
    imported file's, or the form's that a resident sent.
    """

    kind: Kind
    subject: str
    severity: Severity = Severity.MINOR
    channel: Channel = Channel.PHONE
    category: Category | None = None
    topic: str = ""
    words: str = ""
    complained_of: str = ""
    asks: str = ""
    place_words: str = ""
    place_id: int | None = None
    resident_id: int | None = None
    occurred_at: datetime | None = None
    own_deadline: datetime | None = None
    term_starts: date | None = None
    term_ends: date | None = None
    parent: int | None = None
    source_ref: str | None = None

    @property
    def is_from_register(self) -> bool:
        """Whether it was read in, with a history of its own, rather than brought in here."""
        ours = (SENT_BY_RESIDENT, FILED_BY_SYSTEM)
        return self.source_ref is not None and not self.source_ref.startswith(ours)


LONGEST = {
    "subject": 200,
    "words": 10_000,
    "topic": 200,
    "complained_of": 200,
    "asks": 10_000,
    "place_words": 200,
    "source_ref": 80,
}


def checked(intake: Intake) -> Intake:
    """The intake, tidied. Raises WrongValue naming the field that cannot stand."""
    subject = " ".join(intake.subject.split())
    intake = replace(intake, subject=subject, words=intake.words.strip())
    if not subject:
        raise WrongValue("subject", "empty")
    for field, longest in LONGEST.items():
        if len(getattr(intake, field) or "") > longest:
            raise WrongValue(field, "too_long")
    if intake.category is not None and intake.kind is not Kind.COMPLAINT:
        raise WrongValue("category", "complaints_only")
    if intake.term_starts and intake.term_ends and intake.term_ends < intake.term_starts:
        raise WrongValue("term_ends", "before_start")
    return intake


def must_have_term(intake: Intake) -> None:
    """A special service has a contract, whose middle sets its callback. Raises WrongValue."""
    if intake.kind is not Kind.SPECIAL_SERVICE:
        return
    for field in ("term_starts", "term_ends"):
        if getattr(intake, field) is None:
            raise WrongValue(field, "empty")
