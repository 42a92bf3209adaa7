"""The sample obeys every rule of the house, and leaves nothing behind that opens."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from db import codes as codes_db
from db import engine, people, projects
from db import tickets as tickets_db
from db.board import board
from db.engine import reading, writing
from db.schema import CallbackOwed, Code, Response, Ticket, TicketEvent
from desk import doctor, samples
from desk.doctor import Grade
from domain.access import Actor, Role
from domain.callbacks import CallbackStage
from domain.errors import NotAllowed, NotFound
from domain.satisfaction import Verdict
from domain.tickets import IN_QUEUE, Event, Kind
from tests.builders import (
    MONDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_ticket,
    receive,
)

# Each statement is a journey to the database; a first start should not take a coffee.
MOST_STATEMENTS = 15_000
NOW = MONDAY_MORNING
LATER = NOW + timedelta(minutes=1)


def lay_in(language: str = "zh_CN") -> int:
    with writing() as session:
        return samples.set_up(session, language, NOW)


def take_out(project: int, actor: Actor | None = None) -> None:
    with writing() as session:
        samples.remove(session, actor, project, LATER)


def colleagues(project: int) -> list[Actor]:
    with reading() as session:
        return [people.actor(session, one.id) for one in people.colleagues(session, project)]


def names(project: int) -> set[str]:
    with reading() as session:
        return {one.name for one in people.colleagues(session, project)}


def every(column: Any, project: int) -> list[Any]:
    """The column in all rows of its table that belong to the project."""
    with reading() as session:
        return list(session.scalars(select(column).where(column.class_.project_id == project)))


def histories(project: int) -> dict[int, list[Event]]:
    with reading() as session:
        numbers = session.scalars(select(Ticket.number).where(Ticket.project_id == project))
        return {number: tickets_db.history(session, project, number) for number in numbers}


@dataclass
class LaidIn:
    """A sample to look at, in a database of its own, and what it took to lay it in."""

    url: str
    project: int
    statements: int


@pytest.fixture(scope="module", params=["zh_CN", "en"])
def laid_in(request, migrated_sqlite: Path, tmp_path_factory) -> LaidIn:
    file = tmp_path_factory.mktemp("sample") / "sample.db"
    shutil.copy(migrated_sqlite, file)
    database = engine.use(f"sqlite:///{file}")
    asked = count()
    event.listen(database.writer, "before_cursor_execute", lambda *_call: next(asked))
    return LaidIn(database.url, lay_in(request.param), next(asked))


@pytest.fixture
def sample(laid_in) -> Iterator[int]:
    engine.use(laid_in.url)
    yield laid_in.project
    engine.current().dispose()


@pytest.fixture
def a_short_play(monkeypatch):
    """One ticket of each kind: enough to be removed."""
    monkeypatch.setattr(samples, "_KINDS", dict.fromkeys(Kind, 1))
    monkeypatch.setattr(samples, "TICKETS", len(Kind))


def test_its_columns_say_what_its_events_amount_to(sample):
    findings = {finding.code: finding for finding in doctor.examine()}

    assert findings["mirrors"].grade is Grade.GOOD
    assert findings["mirrors"].facts["compared"] == len(every(Ticket.number, sample))


def test_no_history_runs_backwards(sample):
    for number, history in histories(sample).items():
        assert all(before.at <= after.at for before, after in pairwise(history)), number


def test_tickets_are_numbered_as_they_came_in(sample):
    with reading() as session:
        received = session.scalars(
            select(Ticket.received_at).where(Ticket.project_id == sample).order_by(Ticket.number)
        ).all()

    assert received == sorted(received)


def test_nothing_lies_in_the_future_or_before_it_began(sample):
    events = every(TicketEvent.at, sample)
    answers = every(Response.answered_at, sample)

    assert max(events + answers) <= NOW
    assert min(events + answers) >= NOW - timedelta(days=samples.DAYS)


def test_every_kind_of_ticket_is_there_and_every_stage_of_the_queue(sample):
    assert set(every(Ticket.kind, sample)) == set(Kind)
    assert set(every(Ticket.stage, sample)) >= IN_QUEUE


def test_every_verdict_is_there_and_every_stage_of_a_callback_that_a_desk_sees(sample):
    seen = {CallbackStage.OWED, CallbackStage.MADE, CallbackStage.REVIEWED}

    assert set(every(Response.verdict, sample)) >= set(Verdict)
    assert set(every(CallbackOwed.stage, sample)) >= seen


def test_the_wall_has_something_to_say(sample):
    with reading() as session:
        shown = board(session, sample, NOW)

    assert shown.queue.late
    assert shown.queue.received_today
    assert shown.callbacks.rates
    assert shown.surveys.gap.n


def test_a_dissatisfied_answer_that_named_a_problem_became_a_complaint(sample):
    with reading() as session:
        opened = session.scalars(select(Response.complaint).where(Response.project_id == sample))
        complaints = [number for number in opened if number]
        kinds = {tickets_db.line(session, sample, number).kind for number in complaints}

    assert kinds == {Kind.COMPLAINT}


def test_every_role_at_the_desk_is_there(sample):
    roles = {actor.roles[sample] for actor in colleagues(sample)}

    assert roles >= set(Role) - {Role.WALL, Role.COMPANY_LEADER}


def test_it_is_marked_as_a_sample_in_its_name_too(sample):
    with reading() as session:
        card = projects.card(session, sample)

    assert card.is_sample
    assert {"zh_CN": "示例", "en": "sample"}[card.language] in card.name


def test_both_languages_tell_of_the_same_office():
    zh, en = (samples._texts(language) for language in ("zh_CN", "en"))

    assert zh.keys() == en.keys()
    assert zh["tickets"].keys() == en["tickets"].keys() == set(Kind)
    assert zh["voices"].keys() == en["voices"].keys()
    role = lambda person: person["role"]  # noqa: E731
    assert list(map(role, zh["staff"])) == list(map(role, en["staff"]))


def test_setting_it_up_asks_the_database_a_bounded_number_of_times(sample, laid_in):
    assert laid_in.statements < MOST_STATEMENTS
    assert len(every(Ticket.number, sample)) >= samples.TICKETS


def test_what_was_removed_opens_nothing_and_shows_nobody_anything(database, a_short_play):
    project = lay_in()
    code, staff = every(Code.token, project)[0], colleagues(project)

    take_out(project)

    with reading() as session:
        assert codes_db.find(session, code) is None
        assert projects.every(session) == []
        assert not any(people.actor(session, one.staff_id).roles for one in staff)
    with pytest.raises(NotFound):
        receive(code, a_filled_form(), LATER)


def test_a_sample_laid_in_again_has_its_own_people_and_speaks_its_own_language(
    database, a_short_play
):
    first = lay_in("zh_CN")
    gone = colleagues(first)
    take_out(first)

    second = lay_in("en")

    assert not {one.staff_id for one in gone} & {one.staff_id for one in colleagues(second)}
    assert "Lin Xiaoyan" in names(second)


def test_a_real_project_cannot_be_removed_that_way(database):
    project = a_project()
    ticket = a_ticket(project)
    code = a_code(project, ticket, actor=a_colleague(project))

    with pytest.raises(NotAllowed):
        take_out(project)

    with reading() as session:
        assert projects.card(session, project).id == project
        assert codes_db.find(session, code) is not None


@pytest.mark.parametrize(
    ("role", "may"), [("supervisor", True), ("region_lead", True), ("reception", False)]
)
def test_only_who_administers_a_project_removes_its_sample(database, role, may):
    with writing() as session:
        project = projects.add(
            session, name="样", zone="Asia/Shanghai", language="zh_CN", now=NOW, is_sample=True
        )
    somebody = a_colleague(project, role)

    if may:
        take_out(project, somebody)
    else:
        with pytest.raises(NotAllowed):
            take_out(project, somebody)

    with reading() as session:
        assert bool(projects.every(session)) is not may


def test_somebody_elses_supervisor_removes_no_sample(database):
    with writing() as session:
        project = projects.add(
            session, name="样", zone="Asia/Shanghai", language="zh_CN", now=NOW, is_sample=True
        )

    with pytest.raises(NotAllowed):
        take_out(project, a_colleague(a_project(), "supervisor"))
