"""Places are found by what their label says."""

import pytest

from db import people
from db.engine import reading, writing
from tests.builders import a_project

pytestmark = pytest.mark.usefixtures("database")


def called(project: int, words: str, limit: int = 8) -> list[str]:
    with reading() as session:
        found = people.places_called(session, project, words, limit=limit)
        return [place.label for place in found]


def test_a_place_is_found_by_a_part_of_its_label_whatever_the_spaces():
    here, there = a_project(), a_project()
    with writing() as session:
        people.add_places(
            session, here, [("3栋", "1202", ""), ("3栋", "", "Lobby A"), ("", "", "100% 园")]
        )
        people.add_places(session, there, [("3栋", "1202", "")])

    assert called(here, "3栋 12") == ["3栋 1202"]
    assert called(here, "lobbya") == ["3栋 Lobby A"]
    assert called(here, "%") == ["100% 园"]
    assert called(here, "9栋") == []
    assert called(here, "3栋", limit=1) == ["3栋 Lobby A"]
