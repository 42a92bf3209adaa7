"""What the press prints: codes are given out once, and only where one may."""

import re
from typing import Any

import pytest

from db import codes as codes_db
from db import people
from db.engine import reading, writing
from domain.access import Actor
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.surveys import CodeKind
from domain.tickets import Step
from reports.press import Order, Paper, print_paper, print_slip
from tests.builders import (
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_colleague,
    a_project,
    a_resident,
    a_ticket,
    take,
)

pytestmark = pytest.mark.usefixtures("database")

BASE = "https://wy.example.cn"


def an_order(project: int, actor: Actor | None = None) -> Order:
    return Order(actor, project, BASE, TUESDAY_MORNING)


def print_for(project: int, paper: Paper, actor: Actor | None = None, **facts: Any) -> str:
    with writing() as session:
        return print_paper(session, an_order(project, actor), paper, **facts)


def a_place(project: int, name: str, building: str = "5 栋", unit: str = "") -> int:
    with writing() as session:
        return people.add_place(session, project, building=building, unit=unit, name=name)


def printed_codes(html: str) -> list[str]:
    """The tokens in the order of the sheet, as one would type them."""
    return [found.replace("-", "") for found in re.findall(r"/s/<wbr><b>([\w-]+)</b>", html)]


def kinds(project: int) -> list[CodeKind]:
    with reading() as session:
        return [code.kind for code in codes_db.of_project(session, project)]


def test_every_common_place_gets_a_poster_and_no_home_does():
    project = a_project()
    a_place(project, "大堂"), a_place(project, "电梯"), a_place(project, "", unit="1202")

    html = print_for(project, Paper.POSTERS)

    assert len(set(printed_codes(html))) == 2
    assert "5 栋 大堂" in html
    assert "1202" not in html
    assert kinds(project) == [CodeKind.PLACE] * 2


def test_a_place_that_is_named_is_printed_alone():
    project = a_project()
    a_place(project, "大堂"), a_place(project, "电梯")

    html = print_for(project, Paper.STICKERS, places=["5 栋 电梯"])

    assert len(printed_codes(html)) == 4
    assert len(set(printed_codes(html))) == 1
    assert "大堂" not in html


def test_poster_and_sticker_of_a_place_bear_one_code():
    project = a_project()
    a_place(project, "大堂")

    poster, stickers = print_for(project, Paper.POSTERS), print_for(project, Paper.STICKERS)

    assert set(printed_codes(poster)) == set(printed_codes(stickers))


@pytest.mark.parametrize("paper", [Paper.POSTERS, Paper.STICKERS])
def test_a_place_that_is_not_there_is_not_printed(paper):
    project = a_project()

    with pytest.raises(NotFound):
        print_for(project, paper, places=["月球"])
    with pytest.raises(NotFound):
        print_for(project, paper)


def test_ten_cards_bear_the_projects_one_code():
    project = a_project()

    codes = printed_codes(print_for(project, Paper.CARDS))

    assert codes == printed_codes(print_for(project, Paper.CARDS))
    assert len(codes) == 10
    assert kinds(project) == [CodeKind.CARD]


def test_a_slip_bears_the_tickets_code_and_its_latest_price():
    project = a_project()
    ticket = a_ticket(project)
    for amount in (60, 85):
        take(project, ticket, Step.QUOTED, MONDAY_MORNING, amount=amount)

    html = print_for(project, Paper.SLIP, ticket=ticket)

    assert len(printed_codes(html)) == 1
    assert "¥85.00" in html
    assert kinds(project) == [CodeKind.TICKET]


def test_a_slip_wants_to_know_its_ticket():
    project = a_project()

    with pytest.raises(WrongValue):
        print_for(project, Paper.SLIP)
    with pytest.raises(NotFound):
        print_for(project, Paper.SLIP, ticket=404)


def test_a_slip_names_the_resident_only_when_asked_to():
    project = a_project()
    ticket = a_ticket(project, resident_id=a_resident(project, "李强", "13800000000"))

    silent = print_for(project, Paper.SLIP, ticket=ticket)
    with writing() as session:
        named = print_slip(session, an_order(project), ticket, "zh_CN", names_resident=True)

    assert "李强" not in silent
    assert "李强 13800000000" in named


def test_a_technician_prints_a_slip_but_not_the_residents_name():
    project = a_project()
    ticket, technician = a_ticket(project), a_colleague(project, "technician")

    assert printed_codes(print_for(project, Paper.SLIP, technician, ticket=ticket))
    order = an_order(project, technician)
    with pytest.raises(NotAllowed), writing() as session:
        print_slip(session, order, ticket, "zh_CN", names_resident=True)


@pytest.mark.parametrize("paper", [Paper.POSTERS, Paper.STICKERS, Paper.CARDS])
def test_standing_codes_are_the_supervisors_to_print(paper):
    project = a_project()
    a_place(project, "大堂")

    with pytest.raises(NotAllowed):
        print_for(project, paper, a_colleague(project, "reception"))
    assert print_for(project, paper, a_colleague(project))
