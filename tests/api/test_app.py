"""Whoever comes to the side door needs a key that opens what is asked for, and comes in time."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from api import keys
from api.addresses import ADDRESSES
from db import clients, projects
from db.engine import current, reading, writing
from domain.clients import key_of
from tests.builders import HOUR, MONDAY_MORNING, a_client, a_project
from tests.databases import Silence

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEY = "key.json"


def refused(answer) -> tuple[int, str]:
    """Its status and its description, which Open311 wants in a list."""
    [told] = answer.json()
    assert told["code"] == answer.status_code
    return answer.status_code, told["description"]


def test_a_key_says_whose_it_is_and_what_it_opens(comes):
    project_id = a_project("翠湖花园")
    key = a_client(project_id, "read_tickets", "read_feed", per_minute=30)

    answer = comes(key).get(KEY)

    assert answer.status_code == 200
    assert answer.json() == {
        "name": "热线",
        "jurisdiction_id": str(project_id),
        "jurisdiction_name": "翠湖花园",
        "time_zone": "Asia/Shanghai",
        "scopes": ["read_tickets", "read_feed"],
        "per_minute": 30,
    }


def test_the_same_is_told_in_xml(comes):
    project_id = a_project("翠湖 <花园>")

    answer = comes(a_client(project_id, "read_feed")).get("key.xml")

    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.text == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<key><name>热线</name>"
        f"<jurisdiction_id>{project_id}</jurisdiction_id>"
        "<jurisdiction_name>翠湖 &lt;花园&gt;</jurisdiction_name>"
        "<time_zone>Asia/Shanghai</time_zone><scopes><scope>read_feed</scope></scopes>"
        "<per_minute>600</per_minute></key>"
    )


def test_without_a_key_or_with_a_made_up_one_nothing_is_open(comes):
    project_id = a_project()
    a_client(project_id)

    for key in ("", "nonsense", key_of(project_id, "a" * 43), "é"):
        status, told = refused(comes(key).get(KEY, {"accept-language": "en"}))
        assert (status, told) == (403, "No key came along, or it opens nothing here.")


def test_a_key_that_was_taken_back_opens_nothing_from_the_next_call_on(comes):
    project_id = a_project()
    program = comes(a_client(project_id))
    assert program.get(KEY).status_code == 200

    with writing() as session:
        clients.revoke(session, project_id, 1, MONDAY_MORNING)

    assert refused(program.get(KEY))[0] == 403


def test_a_refusal_is_told_in_the_language_that_was_asked_for(comes):
    assert "密钥" in refused(comes("").get(KEY, {"accept-language": "zh-CN"}))[1]
    assert comes("").get("key.xml").text.endswith("</description></error></errors>")


def test_a_key_may_come_so_often_and_no_more(comes, clock):
    project_id = a_project()
    program, other = comes(a_client(project_id, per_minute=3)), comes(a_client(project_id))

    answers = [program.get(KEY) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "20"
    assert other.get(KEY).status_code == 200
    clock.shift(timedelta(seconds=20))
    assert program.get(KEY).status_code == 200


def test_the_key_is_taken_from_the_address_only_where_open311_wants_it(comes):
    key = a_client(a_project())

    assert refused(comes("").get(KEY, api_key=key))[0] == 403


@pytest.mark.parametrize("address", ["nothing", "key", "key.csv", "key.json/more", ""])
def test_another_address_is_refused_in_the_same_shape(comes, address):
    assert refused(comes(a_client(a_project())).get(address))[0] == 404


def test_a_wrong_method_is_told_which_ones_there_are(comes):
    answer = comes(a_client(a_project())).post(KEY)

    assert refused(answer)[0] == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_looking_writes_nothing_and_the_day_of_use_is_written_down_once(comes, clock):
    project_id = a_project()
    program = comes(a_client(project_id))

    with current().reader.connect() as watching:
        before = commits(watching)
        program.get(KEY)
        # Fifteen hours after nine in the morning it is the next day there, though not in UTC.
        clock.shift(15 * HOUR)
        program.get(KEY)
        assert commits(watching) == before
        keys.write_down()
        once = commits(watching)
        program.get(KEY)
        keys.write_down()
        assert (before < once, commits(watching)) == (True, once)

    assert used_on(project_id) == date(2026, 3, 3)


def used_on(project_id):
    with reading() as session:
        [card] = clients.of_project(session, project_id)
    return card.used_on


def commits(watching) -> int:
    """A number that every commit of another connection raises."""
    watching.rollback()
    return int(watching.exec_driver_sql("PRAGMA data_version").scalar())


def test_what_cannot_be_written_down_now_is_written_down_later(comes, database, caplog):
    project_id = a_project()
    program = comes(a_client(project_id))
    with database.writer.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER stuck BEFORE UPDATE ON clients BEGIN SELECT RAISE(ABORT, 'x'); END"
            )
        )

    assert program.get(KEY).status_code == 200
    keys.write_down()
    assert "could not be noted" in caplog.text
    assert used_on(project_id) is None

    with database.writer.begin() as connection:
        connection.execute(text("DROP TRIGGER stuck"))
    keys.write_down()
    assert used_on(project_id) == date(2026, 3, 2)


def test_a_database_that_is_away_is_said_so(comes, database):
    program = comes(a_client(a_project()))
    silence = Silence(database)

    silence.lasts = True
    answer = program.get(KEY)

    assert refused(answer)[0] == 503
    assert answer.headers["retry-after"] == "1"


def test_a_fault_of_ours_tells_nothing_of_itself(comes, monkeypatch):
    key = a_client(a_project())

    def fail(*_arguments):
        raise RuntimeError("the inside of the house")

    monkeypatch.setattr(projects, "card", fail)
    answer = comes(key).get(KEY)

    assert refused(answer)[0] == 500
    assert "inside" not in answer.text


def test_no_key_is_ever_logged(comes, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    key = a_client(a_project())

    monkeypatch.setattr(projects, "card", lambda *_: 1 / 0)
    comes(key).get(KEY, api_key=key)
    comes(key[:-1]).get(KEY, api_key=key)

    assert "a program met a fault" in caplog.text
    # What the test's own client logs of itself is its own.
    ours = [one for one in caplog.records if not one.name.startswith("httpx")]
    assert not [one for one in ours if key[-42:-1] in f"{one.getMessage()} {one.exc_text}"]


def test_every_answer_is_closed_to_browsers_of_others(comes):
    answer = comes(a_client(a_project())).get(KEY)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.usefixtures("database")
def test_every_address_has_a_name_of_its_own():
    assert len({address.name for address in ADDRESSES}) == len(ADDRESSES)
    assert len({(one.method, one.path) for one in ADDRESSES}) == len(ADDRESSES)
