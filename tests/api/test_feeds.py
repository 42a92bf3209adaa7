"""A data store reads on from where it was: what happened, without words and without people."""

import re
from typing import Any

import pytest

from db import people
from db.engine import writing
from domain.clients import Scope
from domain.feeds import MOST
from tests.builders import (
    TUESDAY_MORNING,
    a_callback,
    a_client,
    a_code,
    a_filled_form,
    a_person,
    a_project,
    a_resolved_ticket,
    a_ticket,
    receive,
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FEEDS = ("tickets", "callbacks", "responses")


@pytest.fixture(autouse=True)
def surroundings(tmp_path, monkeypatch):
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "key"))


def page(answer) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def everything(project_id: int, unit: str = "1202") -> None:
    """A ticket of somebody at home, done, called about and answered."""
    with writing() as session:
        home = people.add_place(session, project_id, building="3栋", unit=unit)
    resident = a_person(project_id, home, name="欧阳修", phone="13912345678")
    number = a_resolved_ticket(
        project_id,
        kind="complaint",
        resident_id=resident,
        place_id=home,
        subject="欧阳修家漏水",
        words="请打 13912345678",
        place_words="三栋1202",
    )
    receive(a_code(project_id, number), a_filled_form(words="欧阳修说"), TUESDAY_MORNING)


def test_a_step_of_a_ticket_is_told_in_codes(comes):
    project_id = a_project()
    everything(project_id)

    told = page(comes(a_client(project_id)).get("feed/tickets", limit=1))

    assert told == {
        "items": [
            {
                "position": told["next"],
                "ticket": 1,
                "seq": 1,
                "step": "received",
                "at": "2026-03-02T09:00:00+08:00",
                "round": 1,
                "rung": None,
                "promised_at": None,
                "satisfied": None,
                "missed": None,
                "kind": "complaint",
                "category": None,
                "severity": "minor",
                "channel": "phone",
                "building": "3栋",
                "place": None,
            }
        ],
        "next": told["next"],
        "more": True,
    }


def test_a_callback_is_told_with_its_window(comes):
    project_id = a_project()
    which = a_callback(project_id)

    [told] = page(comes(a_client(project_id)).get("feed/callbacks"))["items"]

    assert (told["ticket"], told["round"], told["stage"]) == (which.ticket, 1, "owed")
    assert re.fullmatch(r"2026-\d\d-\d\d", told["opens_on"])
    assert (told["made_on"], told["satisfied"], told["attempts"]) == (None, None, 0)


def test_an_answer_is_told_by_marks_and_by_a_name_that_opens_nothing(comes):
    project_id = a_project()
    token = a_code(project_id, a_resolved_ticket(project_id))
    receive(token, a_filled_form(), TUESDAY_MORNING)

    told = page(comes(a_client(project_id)).get("feed/responses"))
    [answer] = told["items"]

    assert (answer["answered_on"], answer["ticket"], answer["version"]) == ("2026-03-03", 1, 1)
    assert {"d1", "e4", "gap", "verdict", "method", "doubts", "excluded"} <= answer.keys()
    assert token not in str(told)
    assert answer["response"] not in token


def test_no_feed_names_anybody_or_says_what_they_wrote(comes):
    project_id = a_project()
    everything(project_id)
    program = comes(a_client(project_id))

    told = "".join(program.get(f"feed/{feed}").text for feed in FEEDS)

    assert '"ticket":1' in told
    for secret in ("欧阳修", "13912345678", "1202", "漏水", "staff", "assignee"):
        assert secret not in told


@pytest.mark.parametrize("feed", FEEDS)
def test_pages_join_without_a_gap_and_end(comes, feed):
    project_id = a_project()
    everything(project_id)
    everything(project_id, "1203")
    program = comes(a_client(project_id))

    whole = page(program.get(f"feed/{feed}"))
    joined: list[Any] = []
    after, more = 0, True
    while more:
        told = page(program.get(f"feed/{feed}", after=after, limit=1))
        joined, after, more = joined + told["items"], told["next"], told["more"]

    assert joined == whole["items"]
    assert len(joined) >= 2
    assert page(program.get(f"feed/{feed}", after=after)) == {
        "items": [],
        "next": after,
        "more": False,
    }


def test_what_happens_later_comes_after(comes):
    project_id = a_project()
    a_ticket(project_id)
    program = comes(a_client(project_id))
    after = page(program.get("feed/tickets"))["next"]

    a_ticket(project_id)

    assert [one["ticket"] for one in page(program.get("feed/tickets", after=after))["items"]] == [2]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_needs_a_key_that_opens_it_and_tells_its_own_project(comes, feed):
    mine, other = a_project(), a_project()
    everything(other)
    lacking = [scope for scope in Scope if scope is not Scope.READ_FEED]

    assert page(comes(a_client(mine)).get(f"feed/{feed}"))["items"] == []
    assert comes(a_client(other, *lacking)).get(f"feed/{feed}").status_code == 403
    assert comes("").get(f"feed/{feed}").status_code == 403


@pytest.mark.parametrize(
    "asked",
    [{"after": "-1"}, {"after": "x"}, {"after": "9" * 20}, {"limit": 0}, {"limit": MOST + 1}],
)
def test_a_page_that_cannot_be_is_refused(comes, asked):
    assert comes(a_client(a_project())).get("feed/tickets", **asked).status_code == 400


def test_the_longest_page_and_the_first_position_stand(comes):
    program = comes(a_client(a_project()))

    assert page(program.get("feed/tickets", after=0, limit=MOST))["items"] == []


def test_a_position_of_another_life_is_refused_in_words(comes):
    program = comes(a_client(a_project()))

    answer = program.get("feed/tickets", {"accept-language": "en"}, after=7)

    assert answer.status_code == 400
    assert "Please begin anew" in answer.text
