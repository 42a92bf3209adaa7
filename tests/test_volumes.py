"""Grown databases: what benchmarks measure on is what the program itself would have written."""

from datetime import date

from sqlalchemy import func, select

from bench import grown
from bench.grown import Volume
from db import engine
from db.engine import reading
from db.schema import Response
from desk import doctor
from desk.doctor import Grade


def test_the_doctor_finds_nothing_wrong_with_a_grown_database(database):
    grown.fill(Volume(300, projects=3, until=date(2026, 3, 9)), database.url)

    engine.use(database.url)
    found = list(doctor.examine())
    with reading() as session:
        responses = session.scalar(select(func.count()).select_from(Response))

    mirrors = [one for one in found if one.code == "mirrors"]
    assert {one.grade for one in found if one.code in {"mirrors", "scores"}} == {Grade.GOOD}
    assert sum(int(str(one.facts["compared"])) for one in mirrors) == responses == 300
    assert "damaged" not in {one.code for one in found}
