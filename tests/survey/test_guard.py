"""The seal on a form, and the key that makes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from stat import S_IMODE

import pytest

from survey import guard
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


def test_the_key_is_made_once_and_for_its_owner_only(key):
    made = guard.key(str(key))
    guard.key.cache_clear()

    assert guard.key(str(key)) == made
    assert len(made) == 32
    assert S_IMODE(key.stat().st_mode) == 0o600
    assert list(key.parent.iterdir()) == [key]


def test_processes_that_start_together_take_the_same_key(key):
    key.parent.mkdir()

    with ThreadPoolExecutor(8) as starting:
        list(starting.map(lambda _: guard._make_key(key), range(8)))

    assert len(key.read_bytes()) == 32
    assert list(key.parent.iterdir()) == [key]
