"""When the database fails: what the doctor says of it, and what a start does."""

import pytest

from db import check, engine
from db.faults import DatabaseBusy, DatabaseReadOnly
from db.upgrade import versions
from desk import doctor
from desk.doctor import Grade
from lang import findings
from tests.databases import locked, read_only


@pytest.mark.parametrize(("fault", "kind"), [(locked, DatabaseBusy), (read_only, DatabaseReadOnly)])
def test_the_doctor_tries_to_write_and_says_why_it_cannot(database, fault, kind, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    database.dispose()

    with fault(database):
        refused = check.refusal()
        told = [one for one in doctor.examine() if one.grade is Grade.BAD]

    assert isinstance(refused, kind)
    assert [one.code for one in told] == ["shut"]
    assert "没有保存" in findings.finding("zh_CN", "shut", told[0].facts)


def test_a_database_that_takes_everything_in_is_left_as_it_was(database):
    before = versions()

    assert check.refusal() is None
    assert versions() == before
