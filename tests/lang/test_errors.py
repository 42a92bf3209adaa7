"""Every refusal has its sentence, and no sentence asks for a fact the refusal lacks."""

import importlib
import inspect
import pkgutil
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

import db
import desk
import domain
import gate
import survey
import web
from domain.errors import HuifangError, NotAllowed, WrongValue
from domain.surveys import AlreadyAnswered
from lang import LANGUAGES, error
from lang.errors import ERRORS, UNKNOWN


def refusals() -> Iterator[type[HuifangError]]:
    for room in (domain, db, desk, web, survey, gate):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            found = vars(importlib.import_module(module.name)).values()
            yield from (one for one in found if _is_refusal(one, module.name))


def _is_refusal(one: object, module: str) -> bool:
    return (
        inspect.isclass(one)
        and issubclass(one, HuifangError)
        and one is not HuifangError
        and one.__module__ == module
    )


@pytest.mark.parametrize("refusal", list(refusals()))
def test_every_refusal_has_a_sentence_it_can_fill(refusal):
    places = {name for _, name, _, _ in string.Formatter().parse(ERRORS[refusal.code]) if name}
    facts = set(inspect.signature(refusal.__init__).parameters)

    assert places <= facts


def test_every_sentence_belongs_to_a_refusal():
    assert set(ERRORS) == {refusal.code for refusal in refusals()}


def test_codes_among_the_facts_are_said_in_words():
    refusal = WrongValue("subject", "empty")

    assert error("en", refusal) == "Please look at “Subject” again: it is empty."
    assert error("zh_CN", refusal) == "请再看一下“事由”\uff1a没有填写。"


def test_times_among_the_facts_are_told_on_the_clock_asked_for():
    refusal = AlreadyAnswered(datetime(2026, 11, 21, 11, 46, tzinfo=UTC))

    assert "21 Nov 11:46" in error("en", refusal)


@pytest.mark.parametrize(
    ("fact", "told"),
    [(date(2026, 11, 21), "21 Nov"), (timedelta(hours=2), "2 h"), (7, "7"), ("unheard", "unheard")],
)
def test_other_facts_are_told_as_people_say_them(fact, told):
    refusal = NotAllowed(fact)

    assert error("en", refusal) == f"Your role does not allow this here: {told}."


class Unheard(HuifangError):
    code = "unheard"


class Forgetful(HuifangError):
    code = "not_found"


@pytest.mark.parametrize("problem", [Unheard(), Forgetful(), KeyError("x"), "words", None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_went_wrong_gets_an_apology(problem, language):
    assert error(language, problem)
    assert error("en", problem) == UNKNOWN
