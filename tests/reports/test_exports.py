"""Everything of a project as CSV: every row, no other project's, no secret, people when asked."""

import csv
import io
import json
import tracemalloc
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import JSON, String, func, insert, select

from db import exports as exports_db
from db import projects
from db.engine import Database, reading, writing
from db.schema import Base, Ticket
from desk import diaries, notices
from domain.access import Role
from domain.notices import TOLD, Channel
from reports import exports
from tests.builders import (
    LET_DOWN,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_client,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_screen,
    a_ticket,
    receive,
)

PERSONAL = ("李强", "13800000000", "态度差", "漏水在李强家", "请给李强回电")


def an_office(name: str) -> tuple[int, list[str]]:
    """A project with something of nearly everything, and its secrets."""
    project = a_project(name)
    lead = a_colleague(project, Role.SUPERVISOR, "王芳")
    resident = a_resident(project, "李强", "13800000000")
    about: dict[str, Any] = {"resident_id": resident, "subject": "漏水在李强家"}
    about |= {"asks": "请给李强回电"}
    code = a_code(project, a_resolved_ticket(project, **about))
    receive(code, a_filled_form(LET_DOWN, words="态度差", device="d" * 16), WEDNESDAY_MORNING)
    address = "https://erp.example/hook?key=geheim-8472"
    with writing() as session:
        target = session, lead, project, "ERP", Channel.WEBHOOK, address, TOLD
        _id, secret = notices.add_target(*target)
        shown = {"is_whole": True, "shows_places": True}
        token = diaries.open_one(session, lead, project, MONDAY_MORNING, **shown)
    sid = a_screen(project)
    return project, [code, secret, "geheim-8472", token, sid, a_client(project)]


def archive(project: int, *, with_people: bool) -> tuple[ZipFile, dict[str, int]]:
    file = io.BytesIO()
    with reading() as session:
        card = projects.card(session, project)
        counts = exports.write(session, card, file, MONDAY_MORNING, with_people=with_people)
    return ZipFile(file), counts


def rows(found: ZipFile, table: str) -> list[dict[str, str]]:
    text = found.read(f"{table}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def everything(found: ZipFile) -> str:
    return "\n".join(found.read(name).decode("utf-8-sig") for name in found.namelist())


def test_every_row_of_every_table_is_in_it_and_no_other_projects(database: Database):
    project, _secrets = an_office("翠湖花园")
    an_office("云栖花园")

    found, counts = archive(project, with_people=True)

    with reading() as session:
        for table in exports_db.tables():
            its = exports_db._its(table, project)
            there = session.scalar(select(func.count()).select_from(table).where(its))
            assert len(rows(found, table.name)) == counts[table.name] == there, table.name
    assert counts["tickets"] == 2
    assert counts["projects"] == 1
    assert set(counts) == {"projects", "staff"} | {
        name for name, table in Base.metadata.tables.items() if "project_id" in table.c
    }


@pytest.mark.parametrize("with_people", [True, False])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_that_opens_anything_leaves_the_house(database, with_people):
    project, secrets = an_office("翠湖花园")

    said = everything(archive(project, with_people=with_people)[0])

    assert [secret for secret in secrets if secret in said] == []
    assert "d" * 16 not in said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_people_are_in_it_only_when_asked_for(database):
    project, _secrets = an_office("翠湖花园")

    asked = everything(archive(project, with_people=True)[0])
    unasked = everything(archive(project, with_people=False)[0])

    assert [word for word in PERSONAL if word not in asked] == []
    assert [word for word in (*PERSONAL, "王芳") if word in unasked] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_marks_lead_from_an_answer_to_its_code_and_mean_nothing_elsewhere(database):
    project, _secrets = an_office("翠湖花园")

    first, _ = archive(project, with_people=False)
    second, _ = archive(project, with_people=False)

    (code,), (answer,), (score,) = (rows(first, name) for name in ("codes", "responses", "scores"))
    assert code["token"] == answer["token"] == score["token"]
    assert rows(second, "codes")[0]["token"] != code["token"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_spreadsheet_opens_it_and_calculates_with_nothing(database):
    project = a_project()
    hostile = ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "plain, “quoted”\nline"]
    for subject in hostile:
        a_ticket(project, subject=subject)

    found, _counts = archive(project, with_people=True)

    assert found.read("tickets.csv").startswith(b"\xef\xbb\xbf")
    cells = [cell for row in rows(found, "tickets") for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in set("=+@\t＝＋－＠")]
    assert rows(found, "tickets")[0]["subject"] == "'=1+1"
    assert found.testzip() is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_not_known_is_empty_and_moments_stand_on_the_projects_clock(database):
    project = a_project()
    a_ticket(project)

    (row,) = rows(archive(project, with_people=False)[0], "tickets")

    assert row["received_at"] == "2026-03-02 09:00:00+08:00"
    assert row["resolved_at"] == row["resident_id"] == ""
    assert row["kind"] == "repair"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_its_readme_names_every_table_and_column_in_the_projects_language(database):
    project, _secrets = an_office("翠湖花园")

    found, counts = archive(project, with_people=False)

    told = found.read("README.txt").decode("utf-8-sig")
    assert [name for name in counts if f"{name}.csv · " not in told] == []
    assert "kind: repair = 报修" in told or "repair = 报修" in told
    assert "未包含" in told
    for name in counts:
        for column in csv.reader([found.read(f"{name}.csv").decode("utf-8-sig").splitlines()[0]]):
            assert all(f"  {one}" in told for one in column)


def test_no_column_whose_name_says_that_it_opens_something_is_given():
    telling = ("digest", "secret", "password", "key", "hash")

    given = [
        f"{table.name}.{column.name}"
        for table in exports_db.tables()
        for column in table.c
        if column.name not in exports_db.NEVER and any(word in column.name for word in telling)
    ]

    assert given == []


def test_what_is_said_to_be_of_things_exists_and_is_text():
    texts = {
        f"{table.name}.{column.name}"
        for table in exports_db.tables()
        for column in table.c
        if isinstance(column.type, String | JSON)
    }

    assert exports_db.OF_THINGS <= texts


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_memory_does_not_grow_with_the_rows(database):
    project = a_project()
    a_ticket(project, words="字" * 500)
    _many(project, 4_000)

    with TemporaryFile() as file, reading() as session:
        card = projects.card(session, project)
        tracemalloc.start()
        counts = exports.write(session, card, file, MONDAY_MORNING, with_people=True)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert counts["tickets"] == 4_000
    # 4,000 rows of 1.5 kB each; a thousand at a time are in hand.
    assert most < 8_000_000


def _many(project: int, count: int) -> None:
    with writing() as session:
        (row,) = session.execute(select(*Ticket.__table__.c)).mappings()
        more = [dict(row) | {"number": number} for number in range(2, count + 1)]
        session.execute(insert(Ticket), more)


def test_json_stays_json():
    with_formula = json.dumps({"a": "=1"})

    assert exports._cell({"a": "=1"}, None) == with_formula  # type: ignore[arg-type]
