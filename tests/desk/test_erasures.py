"""A resident may have all that is held on them, and have it erased; history keeps its shape."""

from base64 import b64decode
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from db import audit
from db import erasures as erasures_db
from db import photos as photos_db
from db import surveys as surveys_db
from db import tickets as tickets_db
from db.board import board
from db.engine import reading, writing
from db.photos import PhotoRow
from db.schema import Base, Erasure, TicketEvent
from db.visits import NewVisit
from desk import erasures as desk
from desk import outages as outage_desk
from desk import residents as resident_desk
from desk.callbacks import Which
from domain.access import Action, Role
from domain.erasures import AlreadyErased, Receipt, StillOpen
from domain.errors import NotAllowed, NotFound
from domain.outages import Condition, Cut, Stretch, Supply
from domain.tickets import Step
from tests.builders import (
    CONTENT,
    DAY,
    HOUR,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_person,
    a_project,
    a_resolved_ticket,
    a_ticket,
    a_unit,
    make_callback,
    receive,
    take,
)

pytestmark = pytest.mark.usefixtures("database")

NOW = MONDAY_MORNING
NAME, PHONE = "欧阳小满", "13812345678"
LATER = NOW + 20 * DAY
PICTURE = b"a picture of their kitchen"


@pytest.fixture
def project() -> int:
    return a_project()


@pytest.fixture
def resident(project) -> int:
    """Somebody with a closed repair, a callback, an answer and a visit, named in every one."""
    home = a_unit(project)
    resident = a_person(project, home, name=NAME, phone=PHONE, note=NAME, criteria=["alone"])
    number = a_resolved_ticket(
        project,
        kind="help",
        resident_id=resident,
        place_id=home,
        subject=f"{NAME}家漏水",
        words=f"请打 {PHONE}",
        asks=f"{NAME}在家等",
        complained_of=f"{NAME}的邻居",
        place_words=f"{NAME}家",
    )
    take(project, number, Step.NOTED, TUESDAY_MORNING + HOUR, note=f"已联系{NAME}")
    receive(a_code(project, number), a_filled_form(CONTENT, words=NAME), TUESDAY_MORNING + 2 * HOUR)
    take(project, number, Step.REPLIED, TUESDAY_MORNING + 3 * HOUR, satisfied=True, note=NAME)
    caller = a_colleague(project, "customer_manager")
    which = Which(project, number, 1)
    make_callback(
        which, caller, TUESDAY_MORNING + DAY, shortcomings=NAME, suggestions=PHONE, quality=4
    )
    take(project, number, Step.NOTED, TUESDAY_MORNING + 2 * DAY, note=NAME)
    _visit(project, resident, caller.staff_id)
    _photograph(project, number)
    return resident


def _photograph(project: int, ticket: int) -> None:
    with writing() as session:
        photos_db.keep(session, project, f"form{ticket}", PhotoRow(PICTURE, 4, 3), NOW)
        photos_db.attach(session, project, f"form{ticket}", ticket)


def _visit(project: int, resident: int, by: int) -> None:
    cut = Cut(Supply.POWER, False, NOW, (Stretch("3栋"),))
    with writing() as session:
        outage = outage_desk.record(session, None, project, cut, NOW)
        made = NewVisit(resident, by, Condition.WELL, f"{NAME}的女儿在")
        outage_desk.visit(session, None, project, outage, made, NOW + HOUR)


def erase(project: int, resident: int, *, actor: Any = None) -> Receipt:
    with writing() as session:
        return desk.erase(session, actor, project, resident, LATER)


def everything() -> str:
    """All that stands in the database, as one text."""
    told = []
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            told += [repr(tuple(row)) for row in session.execute(table.select())]
    return "\n".join(told)


def shape(project: int) -> list[dict[str, Any]]:
    """Every event without its words."""
    with reading() as session:
        events = tickets_db.history(session, project, 1)
    return [{k: v for k, v in asdict(e).items() if k not in {"note", "sheet"}} for e in events]


def test_an_export_holds_all_that_is_known_of_a_resident_and_nobody_elses_name(project, resident):
    with writing() as session:
        tree = desk.export(session, None, project, resident, LATER).tree

    (ticket,) = tree["tickets"]
    assert (tree["resident"]["name"], tree["resident"]["criteria"]) == (NAME, ["alone"])
    assert tree["unit"]["unit"] == "1202"
    assert ticket["words"] == f"请打 {PHONE}"
    assert [event["step"] for event in ticket["events"]][:2] == ["received", "dispatched"]
    assert ticket["answers"][0]["words"] == NAME
    assert b64decode(ticket["photos"][0]["base64"]) == PICTURE
    assert tree["visits"][0]["note"] == f"{NAME}的女儿在"
    assert "王芳" not in repr(tree)


def test_an_export_is_written_down(project, resident):
    administrator = a_colleague(project)

    with writing() as session:
        desk.export(session, administrator, project, resident, LATER)

    with reading() as session:
        (entry, *_rest) = audit.newest(session, project)
    assert (entry.action, entry.subject) == ("resident_exported", f"resident/{resident}")


def test_after_an_erasure_nothing_in_the_database_names_the_resident(project, resident):
    assert NAME in everything()

    receipt = erase(project, resident)

    left = everything()
    assert NAME not in left
    assert PHONE not in left
    assert PICTURE.decode() not in left
    assert (receipt.tickets, receipt.responses, receipt.visits) == (1, 1, 1)
    assert receipt.events >= 4


def test_an_erasure_leaves_what_happened_when_and_how_it_was_judged(project, resident):
    with reading() as session:
        figures = board(session, project, LATER)
        answers = surveys_db.of_ticket(session, project, 1)
    events = shape(project)

    erase(project, resident)

    assert shape(project) == events
    with reading() as session:
        assert board(session, project, LATER).callbacks == figures.callbacks
        (after,) = surveys_db.of_ticket(session, project, 1)
        sheets = [e.sheet for e in tickets_db.history(session, project, 1) if e.sheet]
    assert (after.gap, after.verdict, after.words) == (answers[0].gap, answers[0].verdict, "")
    assert (sheets[-1]["quality"], sheets[-1]["shortcomings"]) == (4, "")


def test_a_neighbour_keeps_every_word(project, resident):
    neighbour = a_person(project, name="邻居")
    a_ticket(project, resident_id=neighbour, words="邻居的话", now=NOW)
    _photograph(project, 2)

    erase(project, resident)

    assert "邻居的话" in everything()
    with reading() as session:
        assert tickets_db.intake(session, project, 2).words == "邻居的话"
        assert [one.image for one in photos_db.of_ticket(session, project, 2)] == [PICTURE]


def test_an_erasure_reaches_the_records_merged_into_the_resident(project, resident):
    other = a_person(project, name="小满别名")
    _visit(project, resident, a_colleague(project).staff_id)
    with writing() as session:
        resident_desk.merge(session, None, project, other, resident, NOW)

    receipt = erase(project, other)

    assert receipt.visits == 2
    assert NAME not in everything()


def test_nobody_is_erased_while_a_ticket_of_theirs_is_open(project, resident):
    a_ticket(project, resident_id=resident, now=LATER)

    with pytest.raises(StillOpen) as refused:
        erase(project, resident)

    assert refused.value.count == 1
    assert NAME in everything()


def test_nobody_is_erased_twice_and_an_erased_resident_is_not_found(project, resident):
    erase(project, resident)

    with pytest.raises(AlreadyErased):
        erase(project, resident)
    with writing() as session, pytest.raises(NotFound):
        desk.export(session, None, project, resident, LATER)


def test_an_erasure_is_written_down_without_a_name(project, resident):
    erase(project, resident, actor=a_colleague(project))

    with reading() as session:
        (entry, *_rest) = audit.newest(session, project)
    assert (entry.action, entry.facts["tickets"]) == ("resident_erased", 1)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.WALL}))
def test_only_who_administers_exports_and_erases(project, resident, role):
    actor = a_colleague(project, role)
    if actor.may(Action.ADMINISTER, project):
        erase(project, resident, actor=actor)
        return

    for verb in (desk.export, desk.erase):
        with writing() as session, pytest.raises(NotAllowed):
            verb(session, actor, project, resident, LATER)


CHANGES = [
    {"note": "新的话"},
    {"note": "", "step": "closed"},
    {"note": "", "at": NOW},
    {"note": "", "amount": 5.0},
    {"note": "", "sheet": {"quality": 5}},
    {"note": "", "sheet": {"shortcomings": "x"}},
]


@pytest.mark.parametrize("change", CHANGES)
def test_even_of_an_erased_resident_nothing_but_words_goes(project, resident, change):
    erase(project, resident)
    changed = update(TicketEvent).where(TicketEvent.seq == 2).values(change)

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(changed)


def test_without_an_erasure_on_record_no_word_goes(project, resident):
    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(update(TicketEvent).values(note=""))


@pytest.mark.parametrize(
    "statement", ["DELETE FROM erasures", "UPDATE erasures SET tickets = 0 WHERE 1 = 1"]
)
def test_a_receipt_stays(project, resident, statement):
    erase(project, resident)

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(text(statement))

    with reading() as session:
        assert session.query(Erasure).count() == 1


def test_photos_go_with_the_words(project, resident):
    with reading() as session:
        [ticket, *_more] = erasures_db.tickets_of(session, project, resident)
    with writing() as session:
        photos_db.keep(session, project, "form", PhotoRow(b"picture", 4, 3), NOW)
        photos_db.attach(session, project, "form", ticket)

    with writing() as session:
        desk.erase(session, a_colleague(project), project, resident, LATER)

    with reading() as session:
        assert not photos_db.has_any(session, project, ticket)
