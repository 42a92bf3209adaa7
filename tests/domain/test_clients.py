"""A key: what may be asked for, and what it says of itself."""

import pytest

from domain.clients import MOST_PER_MINUTE, Scope, checked, key_of, project_in
from domain.errors import WrongValue

CHANCE = "a" * 43
TICKETS = (Scope.READ_TICKETS,)


def test_a_key_names_its_project():
    assert project_in(key_of(7, CHANCE)) == 7


@pytest.mark.parametrize(
    "key",
    [
        "",
        "huifang-7",
        key_of(0, CHANCE),
        key_of(10**9, CHANCE),
        key_of(7, CHANCE[1:]),
        key_of(7, CHANCE + "a"),
        key_of(7, CHANCE) + "\n",
        key_of(7, "é" * 43),
        "huifang-٧-" + CHANCE,
    ],
)
def test_what_cannot_be_a_key_names_none(key):
    assert project_in(key) is None


def test_what_is_asked_for_is_tidied():
    asked = checked("  City \n hotline ", [Scope.READ_FEED, Scope.READ_TICKETS, Scope.READ_FEED], 1)

    assert asked.name == "City hotline"
    assert asked.scopes == (Scope.READ_TICKETS, Scope.READ_FEED)


@pytest.mark.parametrize(
    ("name", "scopes", "per_minute", "field"),
    [
        (" ", TICKETS, 60, "client_name"),
        ("x" * 61, TICKETS, 60, "client_name"),
        ("hotline", (), 60, "scopes"),
        ("hotline", TICKETS, 0, "per_minute"),
        ("hotline", TICKETS, MOST_PER_MINUTE + 1, "per_minute"),
    ],
)
def test_what_cannot_be_given_is_refused(name, scopes, per_minute, field):
    with pytest.raises(WrongValue) as refused:
        checked(name, scopes, per_minute)

    assert refused.value.field == field


def test_the_longest_name_and_the_quickest_pace_still_stand():
    assert checked("x" * 60, TICKETS, MOST_PER_MINUTE).per_minute == MOST_PER_MINUTE
