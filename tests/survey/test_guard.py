"""The seal on a form."""

from datetime import timedelta

import pytest

from survey.guard import FORM_LASTS, Blank, seal, unseal
from tests.builders import MINUTE, WEDNESDAY_MORNING

SECOND = timedelta(seconds=1)
A_BLANK = Blank("number", WEDNESDAY_MORNING)


def test_a_sealed_blank_comes_back_as_it_was():
    token = seal("CODE", A_BLANK, WEDNESDAY_MORNING)

    assert unseal("CODE", token, WEDNESDAY_MORNING + MINUTE) == (A_BLANK, True)


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [(FORM_LASTS - SECOND, True), (FORM_LASTS, False), (30 * FORM_LASTS, False)],
)
def test_a_seal_lasts_a_day(age, is_fresh):
    token = seal("CODE", A_BLANK, WEDNESDAY_MORNING)

    assert unseal("CODE", token, WEDNESDAY_MORNING + age) == (A_BLANK, is_fresh)


def test_a_seal_of_another_code_is_none():
    token = seal("CODE", A_BLANK, WEDNESDAY_MORNING)

    blank, is_fresh = unseal("OTHER", token, WEDNESDAY_MORNING)

    assert not is_fresh
    assert blank.number != A_BLANK.number


def test_a_seal_of_another_installation_is_none(tmp_path, monkeypatch):
    token = seal("CODE", A_BLANK, WEDNESDAY_MORNING)
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "other.key"))

    assert unseal("CODE", token, WEDNESDAY_MORNING)[1] is False


@pytest.mark.parametrize("token", ["", ".", "a.b", "null.x", "字.字", "\ud800", "x" * 60_000])
def test_rubbish_is_no_seal(token):
    assert unseal("CODE", token, WEDNESDAY_MORNING)[1] is False


def test_a_clock_set_back_measures_nothing():
    assert A_BLANK.seconds(WEDNESDAY_MORNING - SECOND) is None
