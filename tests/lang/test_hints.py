"""Whoever asks gets a hint for every behaviour of the material, in their language."""

import pytest

from domain.handling import Behaviour
from lang import LANGUAGES, hints


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_behaviour_has_something_to_see_and_something_to_do(language):
    told = hints(language)

    assert [hint.behaviour for hint in told] == list(Behaviour)
    assert len({hint.seen for hint in told} | {hint.do for hint in told}) == 2 * len(told)


def test_hints_are_spoken_in_the_language_asked_for():
    assert hints("en")[0].do == "Serve fast, do not provoke."
    assert hints("zh_CN")[0].do == "办事要快，不要激怒对方。"
