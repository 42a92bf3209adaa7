"""What a scanned code opens: three doors behind a poster, form or progress behind a slip."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from survey.app import routes
from tests.builders import (
    CONTENT,
    DAY,
    a_card_code,
    a_code,
    a_place_code,
    a_ticket,
    take,
)
from tests.survey.residents import Resident, rows

LINK = re.compile(r'href="([^"]+/(?:rate|report|call))(?:\?lang=\w+)?"')
TITLES = {"rate": "请您评价这里的服务", "report": "反映问题", "call": "请人回电"}


@pytest.fixture(params=["place", "card"])
def poster(request, door, project) -> Resident:
    code = a_place_code(project) if request.param == "place" else a_card_code(project)
    return Resident(door, code)


def test_a_poster_offers_three_doors_and_each_opens(poster):
    before = rows()

    page = poster.open()

    links = LINK.findall(page.text)
    assert [link.rpartition("/")[2] for link in links] == ["rate", "report", "call"]
    for link in links:
        door = link.rpartition("/")[2]
        opened = poster.client.get(f"/s/{link}", headers=poster.headers)
        assert opened.status_code == 200
        assert f"<h1>{TITLES[door]}</h1>" in opened.text
    assert rows() == before


def test_a_poster_says_where_one_is(door, project):
    page = Resident(door, a_place_code(project, "地库 B2")).open()

    assert "地库 B2" in page.text
    assert "0571-8688 1234" in page.text


def test_the_doors_keep_the_language_that_was_chosen(poster):
    page = poster.open("?lang=en")

    assert "Say what is wrong" in page.text
    assert 'report?lang=en"' in page.text


def test_the_doors_open_under_any_prefix(door, project):
    office = TestClient(Starlette(routes=[Mount("/p", routes=routes)]))
    code = a_place_code(project)

    page = office.get(f"/p/s/{code}")

    for link in LINK.findall(page.text):
        assert office.get(f"/p/s/{link}").status_code == 200


def test_an_answer_is_taken_in_at_the_scanned_address_too(door, project):
    code = a_place_code(project)
    blank = Resident(door, code, door="rate").blank()

    assert Resident(door, code).send(blank, d1=4).status_code == 200


@pytest.mark.parametrize("address", ["report", "call"])
def test_a_slip_does_not_open_the_doors_of_a_poster(resident, address):
    page = resident.client.get(f"{resident.address}/{address}", headers=resident.headers)

    assert page.status_code == 404
    assert "这个码打开的是别的内容" in page.text
    assert "/progress" in page.text


@pytest.mark.parametrize("address", ["progress", "urge", "reopen"])
def test_a_poster_has_no_progress_to_show(poster, address):
    page = poster.client.get(f"{poster.address}/{address}", headers=poster.headers)

    assert page.status_code == 404
    assert "这个码打开的是别的内容" in page.text


@pytest.mark.parametrize("address", ["rate", "report", "call", "progress", "urge", "reopen"])
def test_an_unknown_code_has_no_doors(door, address):
    page = door.get(f"/s/NOSUCHCODE/{address}")

    assert page.status_code == 404
    assert 'value="NOSUCHCODE"' in page.text


def test_a_slip_opens_the_form_once_the_work_is_done(resident):
    page = resident.open()

    assert "请您评价这次服务" in page.text
    assert 'name="d1"' in page.text


def test_a_slip_shows_how_far_the_work_is_before(door, project):
    page = Resident(door, a_code(project, a_ticket(project))).open()

    assert "已收到，正在安排人员" in page.text
    assert 'name="d1"' not in page.text


def test_a_slip_shows_how_far_the_work_is_again_after_a_reopening(resident, project, clock):
    take(project, 1, "reopened", clock_now(clock))

    page = resident.open()

    assert "已收到，正在安排人员" in page.text
    assert 'name="d1"' not in page.text


def clock_now(clock):
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_an_answered_slip_shows_how_far_it_is_once_it_is_too_late_to_correct(resident, clock):
    resident.send(**CONTENT)
    clock.shift(2 * DAY)

    page = resident.open()

    assert page.status_code == 200
    assert "您的评价我们已收到" in page.text
    assert "处理经过" in page.text
