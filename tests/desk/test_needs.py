"""Residents' own words are found by what is in them, by chip and by the needs heard in them."""

from datetime import date

import pytest

from db import own_words
from db.engine import reading, writing
from db.own_words import PAGE_LENGTH, Sought
from desk import needs as desk
from domain.errors import NotAllowed, NotFound
from domain.handling import Need
from domain.surveys import Chip
from tests.builders import (
    CONTENT,
    HOUR,
    LET_DOWN,
    THURSDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")
SLOT = "round-1"


def said(project: int, words: str, chips: tuple[Chip, ...] = (), marks=CONTENT) -> str:
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(marks, words=words, chips=chips), WEDNESDAY_MORNING)
    return code


def found(project: int, page: int = 0, **sought) -> set[str]:
    wanted = Sought(date(2026, 3, 1), date(2026, 3, 31), **sought)
    with reading() as session:
        return {line.words for line in own_words.found(session, project, wanted, page)}


def hear(actor, project: int, code: str, *needs: Need) -> dict[own_words.Key, list[Need]]:
    with writing() as session:
        desk.hear(session, actor, project, (code, SLOT), needs, THURSDAY_MORNING)
    with reading() as session:
        return own_words.needs_of(session, project, [code])


def test_words_are_found_by_what_is_in_them_and_by_chip():
    project, other = a_project(), a_project()
    said(other, "水管漏水")
    said(project, "水管还是漏水", (Chip.SPEED, Chip.PRICE), LET_DOWN)
    said(project, "Very Polite 100%")
    said(project, "")

    assert found(project) == {"水管还是漏水", "Very Polite 100%"}
    assert found(project, text="漏水") == {"水管还是漏水"}
    assert found(project, text="polite") == {"Very Polite 100%"}
    assert found(project, text="0%") == {"Very Polite 100%"}
    assert not found(project, text="_")
    assert found(project, chip=Chip.PRICE) == {"水管还是漏水"}
    assert not found(project, chip=Chip.ATTITUDE)


def test_what_is_hidden_cannot_be_searched_for():
    project = a_project()
    said(project, "请打 13812345678，谢谢")

    assert found(project, text="谢谢")
    assert not found(project, text="1381234")


def test_a_correction_replaces_the_words_and_a_page_holds_so_many():
    project = a_project()
    code = said(project, "不好")
    receive(code, a_filled_form(words="其实很好"), WEDNESDAY_MORNING + HOUR)
    for number in range(PAGE_LENGTH):
        said(project, f"第{number}句")

    assert "不好" not in found(project) | found(project, page=1)
    assert len(found(project)) == PAGE_LENGTH + 1
    assert len(found(project, page=1)) == 1


def test_needs_are_noted_found_and_taken_back():
    project = a_project()
    desk_staff, code = a_colleague(project, "reception"), said(project, "等了三天")

    heard = hear(desk_staff, project, code, Need.RESPECTED, Need.TIMELY)
    assert heard == {(code, SLOT): [Need.TIMELY, Need.RESPECTED]}
    assert found(project, need=Need.TIMELY) == {"等了三天"}
    assert not found(project, need=Need.SAFE_AND_PRIVATE)

    assert hear(desk_staff, project, code, Need.TIMELY) == {(code, SLOT): [Need.TIMELY]}
    assert hear(desk_staff, project, code) == {}


def test_who_may_not_note_needs_and_where_there_is_nothing_to_hear():
    project = a_project()
    code, silent = said(project, "好"), said(project, "")

    with pytest.raises(NotAllowed):
        hear(a_colleague(project, "technician"), project, code, Need.TIMELY)
    with pytest.raises(NotFound):
        hear(a_colleague(project), project, silent, Need.TIMELY)
    with pytest.raises(NotFound):
        hear(a_colleague(project), project, "没有", Need.TIMELY)
