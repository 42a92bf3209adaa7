"""Questions (问卷): what each form asks, in which order, in the resident's words (SCORING §1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.satisfaction import COMPARISON_ITEM, DELIVERED_ITEMS, EXPECTATION_ITEMS
from domain.surveys import Block, Form
from lang import N_, say, term
from lang.terms import TERMS

ABOUT_SERVICE = (*DELIVERED_ITEMS, COMPARISON_ITEM)
PULSE = ("d1", "d2", COMPARISON_ITEM)
LABELS = ("1", "2", "3", "4", "5")

SERVICE_HEADING = N_("This service")
EXPECTATION_HEADING = N_("Before the service")
YEAR_HEADING = N_("The past year")
BEFORE_YEAR_HEADING = N_("Before this year")
EXPECTATION_NOTE = N_(
    "Please think back: not how it ought to have been, but what you thought at the time."
)


@dataclass(frozen=True, slots=True)
class Question:
    """One item: its field name, its words, (value, word) per label, and the word for n/a if any."""

    item: str
    words: str
    labels: tuple[tuple[str, str], ...]
    not_applicable: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading; the pulse form's only section has none."""

    heading: str
    note: str
    questions: tuple[Question, ...]


def items(form: Form) -> tuple[str, ...]:
    """The field names a form asks for, whatever their order on the page."""
    return PULSE if form is Form.PULSE else ABOUT_SERVICE + EXPECTATION_ITEMS


def may_be_not_applicable(item: str) -> bool:
    return item.upper() in TERMS["na"]


def sections(form: Form, block: Block, language: str) -> list[Section]:
    """What the page shows, the half that `block` names first."""
    if form is Form.PULSE:
        return [Section("", "", _questions(PULSE, form, language))]
    is_year = form is Form.CAMPAIGN
    service = Section(
        say(language, YEAR_HEADING if is_year else SERVICE_HEADING),
        "",
        _questions(ABOUT_SERVICE, form, language),
    )
    expectation = Section(
        say(language, BEFORE_YEAR_HEADING if is_year else EXPECTATION_HEADING),
        say(language, EXPECTATION_NOTE),
        _questions(EXPECTATION_ITEMS, form, language),
    )
    in_order = [service, expectation]
    return in_order if block is Block.DELIVERED_FIRST else in_order[::-1]


def _questions(asked: Iterable[str], form: Form, language: str) -> tuple[Question, ...]:
    kind = "question_year" if form is Form.CAMPAIGN else "question"
    return tuple(_question(item, kind, language) for item in asked)


def _question(item: str, kind: str, language: str) -> Question:
    ladder = "comparison" if item == COMPARISON_ITEM else "ladder"
    name = item.upper()
    return Question(
        item,
        term(language, kind, name),
        tuple((label, term(language, ladder, label)) for label in LABELS),
        term(language, "na", name) if may_be_not_applicable(item) else None,
    )
