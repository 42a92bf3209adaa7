"""Cases come into a project once, are closed by later exports, and leave out nothing silently."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from db import callbacks as callbacks_db
from db import imports as imports_db
from db import people
from db import tickets as tickets_db
from db.engine import reading, writing
from db.queue import queue
from db.schema import Ticket
from desk import imports
from desk.mapping import Field
from domain.access import Role
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound
from domain.imports import Fault, Oddity
from domain.tickets import Event, Stage, Step
from tests.builders import (
    DAY,
    MONDAY_MORNING,
    SHANGHAI,
    TUESDAY_MORNING,
    a_project,
    an_actor,
    take,
)
from tests.files import MAPPING, a_csv, a_row, read, rehearse, take_in

pytestmark = pytest.mark.usefixtures("database")
OPEN = a_csv(a_row(), a_row(编号="A2", 类型="投诉", 事项="噪音"))
CLOSED = a_csv(
    a_row(办结="2026-03-01 18:00", 答复="已修好"),
    a_row(编号="A2", 类型="投诉", 事项="噪音"),
    a_row(编号="A3", 事项="灯不亮"),
)


def counts(report: imports.Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.rejects)


def stored(project_id: int) -> list[object]:
    """Everything that an import can touch."""
    with reading() as session:
        references = select(Ticket.source_ref).where(Ticket.project_id == project_id)
        told = [one for one in session.scalars(references) if one]
        known = imports_db.known_cases(session, project_id, told)
        numbers = [case.number for case in known.values()]
        return [
            known,
            imports_db.histories(session, project_id, numbers),
            people.places(session, project_id),
            people.residents(session, project_id),
        ]


def history(project_id: int, number: int) -> Sequence[Event]:
    with reading() as session:
        return tickets_db.history(session, project_id, number)


def test_an_open_case_stands_in_the_queue_with_its_place_and_resident():
    project = a_project()

    report = take_in(project, OPEN)

    assert counts(report) == (2, 0, 0, 0)
    with reading() as session:
        first, _ = queue(session, project)
        intake = tickets_db.intake(session, project, 1)
        (resident,) = people.residents(session, project)
    assert (first.stage, first.place) == (Stage.RECEIVED, "3 栋 1202")
    assert first.is_late(MONDAY_MORNING)
    assert (resident.id, resident.name) == (intake.resident_id, "李强")
    assert resident.place_id == intake.place_id


def test_the_same_file_twice_changes_nothing():
    project = a_project()
    take_in(project, CLOSED)
    before = stored(project)

    report = take_in(project, CLOSED, now=TUESDAY_MORNING)

    assert counts(report) == (0, 0, 3, 0)
    assert stored(project) == before


def test_a_later_export_closes_what_has_been_closed_meanwhile():
    project = a_project()
    take_in(project, OPEN)

    report = take_in(project, CLOSED)

    assert counts(report) == (1, 1, 1, 0)
    steps = [(event.step, event.note) for event in history(project, 1)]
    assert steps[1:] == [(Step.RESOLVED, ""), (Step.REPLIED, "已修好"), (Step.CLOSED, "")]
    with reading() as session:
        assert tickets_db.line(session, project, 1).stage is Stage.CLOSED
        assert tickets_db.line(session, project, 3).subject == "灯不亮"


def test_what_was_done_here_meanwhile_stays_and_only_the_rest_is_added():
    project = a_project()
    take_in(project, OPEN)
    take(project, 1, Step.DISPATCHED, MONDAY_MORNING)
    take(project, 1, Step.RESOLVED, MONDAY_MORNING)

    take_in(project, CLOSED)

    steps = [event.step for event in history(project, 1)]
    assert steps == [Step.RECEIVED, Step.DISPATCHED, Step.RESOLVED, Step.REPLIED, Step.CLOSED]


def test_a_ticket_closed_here_and_open_in_the_file_is_left_and_remarked():
    project = a_project()
    take_in(project, OPEN)
    for step in (Step.RESOLVED, Step.REPLIED, Step.CLOSED):
        take(project, 1, step, MONDAY_MORNING)

    report = take_in(project, OPEN)

    assert counts(report) == (0, 0, 2, 0)
    assert report.oddities() == {Oddity.OPEN_AT_SOURCE: 1}
    assert [(r.line, r.source_ref) for r in report.remarks] == [(2, "A1")]


def test_a_dry_run_tells_the_same_and_stores_nothing():
    project = a_project()
    take_in(project, OPEN)
    before = stored(project)
    content = CLOSED + a_csv(a_row(编号="A9", 时间="?")).split(b"\r\n")[1]

    told = rehearse(project, content)

    assert stored(project) == before
    assert told.is_dry_run
    done = take_in(project, content)
    assert counts(told) == counts(done) == (1, 1, 1, 1)
    assert told.reasons() == done.reasons() == {(Fault.NOT_A_DATE, "时间"): 1}
    assert [case.source_ref for case in told.samples] == ["A3"]


def test_good_rows_go_in_although_others_are_refused():
    project = a_project()

    report = take_in(project, a_csv(a_row(), a_row(编号="A2", 时间=""), a_row(编号="A3")))

    assert counts(report) == (2, 0, 0, 1)
    assert report.rows == 3


def test_a_row_that_runs_backwards_is_kept_with_a_remark():
    project = a_project()

    report = take_in(project, a_csv(a_row(办结="2026-02-20 09:29")))

    assert counts(report) == (1, 0, 0, 0)
    assert report.oddities() == {Oddity.CLOSED_BEFORE_RECEIVED: 1}


# A minor complaint is called back within three days of its resolution, the third one included.
@pytest.mark.parametrize(("closed_on", "owed"), [("2026-02-27", 1), ("2026-02-26", 0)])
def test_a_callback_is_owed_only_while_its_window_is_open(closed_on, owed):
    project = a_project()

    report = take_in(project, a_csv(a_row(类型="投诉", 办结=f"{closed_on} 09:00")))

    with reading() as session:
        lines = callbacks_db.of_ticket(session, project, 1)
    assert report.callbacks == len(lines) == owed


def test_a_case_closed_by_a_later_export_is_owed_its_callback():
    project = a_project()
    take_in(project, OPEN)

    report = take_in(project, CLOSED)

    with reading() as session:
        (line,) = callbacks_db.of_ticket(session, project, 1)
    assert report.callbacks == 1
    assert (line.opens_on, line.closes_on) == (date(2026, 3, 8), date(2026, 4, 1))


def test_places_and_residents_are_found_again():
    project = a_project()
    take_in(project, OPEN)

    take_in(project, a_csv(a_row(编号="B1"), a_row(编号="B2", 房号="1203", 电话="")))
    take_in(project, a_csv(a_row(编号="B3", 房号="1203", 电话="")))

    with reading() as session:
        assert [place.unit for place in people.places(session, project)] == ["1202", "1203"]
        assert len(people.residents(session, project)) == 2


def test_places_may_be_the_same_by_one_column_alone():
    project = a_project()
    by_building = replace(MAPPING, same_place=(Field.BUILDING,))

    take_in(project, a_csv(a_row(), a_row(编号="A2", 房号="1203")), by_building)
    take_in(project, a_csv(a_row(编号="A3", 房号="9"), a_row(编号="A4", 楼栋="")), by_building)

    with reading() as session:
        assert len(people.places(session, project)) == 1
        assert tickets_db.intake(session, project, 3).place_id == 1
        assert tickets_db.intake(session, project, 4).place_id is None


def test_the_same_reference_in_another_project_is_another_ticket():
    here, there = a_project(), a_project()
    take_in(here, OPEN)

    assert counts(take_in(there, OPEN)) == (2, 0, 0, 0)


def test_each_import_leaves_a_line_with_its_fingerprint():
    project = a_project()
    take_in(project, OPEN)
    take_in(project, CLOSED, now=TUESDAY_MORNING)

    with reading() as session:
        later, first = imports_db.latest(session, project)
    assert (first.file_name, first.added, first.rows) == ("工单.csv", 2, 2)
    assert (later.at, later.updated, later.unchanged) == (TUESDAY_MORNING, 1, 1)
    assert len({first.sha256, later.sha256}) == 2


def test_whoever_may_not_administer_may_not_import():
    project = a_project()

    with pytest.raises(NotAllowed):
        take_in(project, OPEN, actor=an_actor(Role.RECEPTION, project))
    with pytest.raises(NotAllowed):
        take_in(project, OPEN, actor=an_actor(Role.SUPERVISOR, project + 1))
    assert counts(take_in(project, OPEN, actor=an_actor(Role.SUPERVISOR, project)))[0] == 2


def test_a_project_that_is_not_there_gets_nothing():
    found = read(OPEN)

    with pytest.raises(NotFound), writing() as session:
        imports.bring_in(session, None, 4711, found, MONDAY_MORNING)


def test_an_import_that_fails_half_way_leaves_nothing(monkeypatch):
    project = a_project()
    before = stored(project)

    def fail(*_):
        raise ChangedMeanwhile

    monkeypatch.setattr(callbacks_db, "owe", fail)
    with pytest.raises(ChangedMeanwhile):
        take_in(project, OPEN)

    assert stored(project) == before


def test_progress_is_told_to_the_end():
    heard = []
    project = a_project()
    content = a_csv(*(a_row(编号=str(number)) for number in range(2_500)))
    found = imports.read(content, SHANGHAI, MAPPING, told=lambda *at: heard.append(at))
    with writing() as session:
        imports.bring_in(
            session, None, project, found, MONDAY_MORNING + DAY, told=lambda *at: heard.append(at)
        )

    assert heard == [(2000, 2500), (2500, 2500)] * 2
