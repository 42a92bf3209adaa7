"""Logins and passwords as they are typed; how long a session lasts."""

from datetime import timedelta

import pytest

from domain.accounts import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    Lifetime,
    WeakPassword,
    must_be_strong,
    tidy_login,
    tidy_password,
)
from tests.builders import DAY, HOUR, MONDAY_MORNING

LETTERS = "qazwsxedcr" * 30


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        (" Wang.Fang ", "wang.fang"),
        ("ＷＡＮＧ", "wang"),
        ("wang@wy.cn", "wang@wy.cn"),
        ("abc", "abc"),
        ("ab", ""),
        ("x" * 60, "x" * 60),
        ("x" * 61, ""),
        ("wang fang", ""),
        (".wang", ""),
        ("王芳王芳", ""),
        ("", ""),
    ],
)
def test_a_login_is_kept_in_one_spelling(typed, login):
    assert tidy_login(typed) == login


@pytest.mark.parametrize("length", [SHORTEST_PASSWORD, LONGEST_PASSWORD])
def test_a_password_may_be_as_short_and_as_long(length):
    must_be_strong(LETTERS[:length], "wang")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        (LETTERS[: SHORTEST_PASSWORD - 1], "too_short"),
        (LETTERS[: LONGEST_PASSWORD + 1], "too_long"),
        ("aaaaaaaaaaaa", "guessable"),
        ("abababababab", "guessable"),
        ("Password2026", "guessable"),
        ("12345678901234", "guessable"),
        ("xx-WANG-2026xx", "has_login"),
    ],
)
def test_what_is_guessed_first_is_refused(password, reason):
    with pytest.raises(WeakPassword) as refused:
        must_be_strong(password, "wang")

    assert refused.value.reason == reason


def test_a_password_is_the_same_whichever_keyboard_composed_it():
    assert tidy_password("cafe\u0301 ｓｈａｎ") == tidy_password("caf\u00e9 shan")


@pytest.mark.parametrize(
    ("seen_after", "ends_after"),
    [(0 * HOUR, 12 * HOUR), (6 * DAY, 6.5 * DAY), (6.9 * DAY, 7 * DAY)],
)
def test_a_session_ends_unused_or_at_the_latest(seen_after, ends_after):
    lifetime = Lifetime(idle=timedelta(hours=12), most=timedelta(days=7))

    ends = lifetime.ends(MONDAY_MORNING, MONDAY_MORNING + seen_after)

    assert ends == MONDAY_MORNING + ends_after
