"""The key of an installation."""

from concurrent.futures import ThreadPoolExecutor
from stat import S_IMODE

import pytest
from itsdangerous import BadData

from web import keys


@pytest.fixture
def key(tmp_path, monkeypatch):
    file = tmp_path / "var" / "survey.key"
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(file))
    return file


def test_the_key_is_made_once_and_for_its_owner_only(key):
    made = keys.key(str(key))
    keys.key.cache_clear()

    assert keys.key(str(key)) == made
    assert len(made) == 32
    assert S_IMODE(key.stat().st_mode) == 0o600
    assert list(key.parent.iterdir()) == [key]


def test_processes_that_start_together_take_the_same_key(key):
    key.parent.mkdir()

    with ThreadPoolExecutor(8) as starting:
        list(starting.map(lambda _: keys._make_key(key), range(8)))

    assert len(key.read_bytes()) == 32
    assert list(key.parent.iterdir()) == [key]


def test_a_seal_opens_for_its_purpose_only(key):
    sealed = keys.signer("sign-in").dumps("wang")

    assert keys.signer("sign-in").loads(sealed) == "wang"
    with pytest.raises(BadData):
        keys.signer("form").loads(sealed)


def test_sealed_words_open_for_their_purpose_only(key):
    sealed = keys.seal("form ABC", "number.17")

    assert keys.unseal("form ABC", sealed) == "number.17"
    for purpose, token in (
        ("form ABD", sealed),
        ("form ABC", "x" + sealed),
        ("form ABC", "字.\ud800"),
    ):
        with pytest.raises(BadData):
            keys.unseal(purpose, token)


def test_a_purpose_cannot_run_into_the_words(key):
    _, _, mark = keys.seal("form", "A\nB").rpartition(".")

    with pytest.raises(BadData):
        keys.unseal("form\nA", f"B.{mark}")
