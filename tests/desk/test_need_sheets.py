"""Needs by segment: a household counts once, small groups stay hidden, a response stands."""

from datetime import timedelta

import pytest

from db import audit, need_sheets
from db.engine import reading, writing
from desk import needs as desk
from desk import rulings
from domain.errors import NotAllowed, WrongValue
from domain.fairness import Segment
from domain.groups import HIDDEN_UNDER
from domain.handling import Need
from domain.need_sheets import LONGEST_RESPONSE, Feasibility, Heard, NeedRow
from domain.trust import Deed
from tests.builders import (
    CONTENT,
    THURSDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_person,
    a_project,
    a_resolved_ticket,
    a_unit,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")
DAY = WEDNESDAY_MORNING.date()
OWNERS = Heard(Segment.TENURE, "owner", Need.TIMELY)
TENANTS = Heard(Segment.TENURE, "tenant", Need.TIMELY)
UNKNOWN = Heard(Segment.TENURE, "", Need.TRUSTED)


def speaks(project: int, resident: int | None, need: Need) -> str:
    ticket = a_resolved_ticket(project, resident_id=resident)
    code = a_code(project, ticket)
    receive(code, a_filled_form(CONTENT, words="等了三天"), WEDNESDAY_MORNING)
    with writing() as session:
        who = a_colleague(project)
        desk.hear(session, who, project, (code, "round-1"), {need}, THURSDAY_MORNING)
    return code


def resident(project: int, unit: int, tenure: str) -> int:
    return a_person(project, a_unit(project, str(unit)), tenure=tenure)


def sheet(project: int, days: int = 0, segment: Segment = Segment.TENURE) -> list[NeedRow]:
    day = DAY + timedelta(days=days)
    with reading() as session:
        return need_sheets.sheet(session, project, segment, day, day)


def respond(actor, project: int, heard: Heard, response: str, how=Feasibility.NOW) -> None:
    with writing() as session:
        desk.respond(session, actor, project, heard, response, how, THURSDAY_MORNING)


def test_needs_stand_by_segment_with_what_is_done_about_them():
    project, other = a_project(), a_project()
    for unit in range(HIDDEN_UNDER):
        owner = resident(project, unit, "owner")
        speaks(project, owner, Need.TIMELY)
        speaks(project, owner, Need.TIMELY)
    for unit in range(10, 10 + HIDDEN_UNDER - 1):
        speaks(project, resident(project, unit, "tenant"), Need.TIMELY)
    code = speaks(project, None, Need.TRUSTED)
    speaks(other, None, Need.TIMELY)
    known = [NeedRow(OWNERS, HIDDEN_UNDER), NeedRow(TENANTS, None)]
    assert sheet(project) == [*known, NeedRow(UNKNOWN, None)]
    assert sheet(project, days=1) == sheet(project, days=-1) == []
    assert {one.heard.group for one in sheet(project, segment=Segment.PROPERTY_TYPE)} == {""}

    lead = a_colleague(project)
    respond(lead, project, OWNERS, "  一小时内  回电 ")
    respond(lead, project, OWNERS, "当天回电", Feasibility.WITH_MEANS)
    with writing() as session:
        key = code, "round-1"
        rulings.rule(session, lead, project, key, "重复", THURSDAY_MORNING, excluded=True)

    answered = NeedRow(OWNERS, HIDDEN_UNDER, "当天回电", Feasibility.WITH_MEANS)
    assert sheet(project) == [answered, NeedRow(TENANTS, None)]
    assert sheet(other)[0].response == ""
    with reading() as session:
        told = [e.facts for e in audit.newest(session, project) if e.action == Deed.NEED_ANSWERED]
    assert [one["response"] for one in told] == ["当天回电", "一小时内 回电"]
    _and_who_may_not_write_or_what_cannot_stand(project, other)


def _and_who_may_not_write_or_what_cannot_stand(project: int, other: int) -> None:
    lead = a_colleague(project)
    for actor, where in ((a_colleague(project, "reception"), project), (lead, other)):
        with pytest.raises(NotAllowed):
            respond(actor, where, OWNERS, "当天回电")
    odd = Heard(Segment.TENURE, "flat", Need.TIMELY)
    for heard, typed in ((OWNERS, " "), (OWNERS, "长" * (LONGEST_RESPONSE + 1)), (odd, "好")):
        with pytest.raises(WrongValue):
            respond(lead, project, heard, typed)
    respond(lead, project, TENANTS, "长" * LONGEST_RESPONSE)
