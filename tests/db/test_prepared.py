"""Prepared statements: the same answers and the same refusals as in the ordinary way."""

import pytest
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from db.base import Base
from db.engine import DatabaseUnreachable, reading, writing
from db.prepared import Prepared, stored_together
from db.schema import Code
from domain.errors import ChangedMeanwhile
from domain.surveys import CodeKind, Form
from tests.builders import MONDAY_MORNING, a_code, a_project, a_resolved_ticket

BY_TOKEN = select(*Code.__table__.columns).where(
    Code.token == bindparam("token"), Code.kind == CodeKind.TICKET
)
ADD = Prepared(insert(Base.metadata.tables["codes"]))


def a_row(project: int, **values: object) -> dict[str, object]:
    row = dict.fromkeys(Base.metadata.tables["codes"].columns.keys())
    new = {"token": "ABC", "kind": CodeKind.CARD, "form": Form.PULSE, "issued_at": MONDAY_MORNING}
    return row | {"project_id": project} | new | values


def store_together(project: int, tokens: str) -> None:
    with writing() as session, stored_together(session):
        for token in tokens:
            ADD.carry_out(session, a_row(project, token=token, revoked_at=MONDAY_MORNING))


def test_it_answers_as_the_statement_does_in_the_ordinary_way(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))

    with reading() as session:
        usual = [list(row) for row in session.execute(BY_TOKEN, {"token": code})]
        prepared = Prepared(BY_TOKEN).carry_out(session, {"token": code})

    assert prepared == usual
    assert [type(value) for value in prepared[0]] == [type(value) for value in usual[0]]


def test_what_is_not_there_is_no_row(database):
    with reading() as session:
        assert Prepared(BY_TOKEN).carry_out(session, {"token": "none"}) == []


def test_what_is_told_is_stored_with_the_transaction(database):
    project = a_project()

    with writing() as session:
        ADD.carry_out(session, a_row(project))

    with reading() as session:
        assert session.scalars(select(Code.issued_at)).one() == MONDAY_MORNING


def test_a_key_that_was_taken_is_another_writer(database):
    project = a_project()

    with writing() as session:
        ADD.carry_out(session, a_row(project))

    with pytest.raises(ChangedMeanwhile), writing() as session:
        ADD.carry_out(session, a_row(project))


def test_a_failure_is_told_without_the_values(database):
    with pytest.raises(IntegrityError) as failed, writing() as session:
        ADD.carry_out(session, a_row(404, token="SECRET"))

    assert "SECRET" not in str(failed.value)
    assert "INSERT INTO codes" in str(failed.value)


def test_a_moment_without_a_zone_is_refused(database):
    project = a_project()

    with pytest.raises((ValueError, StatementError)), writing() as session:
        ADD.carry_out(session, a_row(project, issued_at=MONDAY_MORNING.replace(tzinfo=None)))


def test_what_waits_to_be_stored_is_found_by_the_next_question(database):
    project = a_project()

    with writing() as session, stored_together(session):
        ADD.carry_out(session, a_row(project, token="A"))
        usual = session.scalars(select(Code.token).order_by(Code.token)).all()
        ADD.carry_out(session, a_row(project, token="B", kind=CodeKind.TICKET))
        prepared = Prepared(BY_TOKEN).carry_out(session, {"token": "B"})

    assert usual == ["A"]
    assert len(prepared) == 1


def test_what_waits_is_stored_at_the_end(database):
    project = a_project()

    store_together(project, "ABC")

    with reading() as session:
        assert session.scalars(select(func.count(Code.token))).one() == 3


def test_where_one_of_those_that_waited_fails_none_is_stored(database):
    project = a_project()

    with pytest.raises(ChangedMeanwhile):
        store_together(project, "ABA")

    with writing() as session:
        assert session.scalars(select(func.count(Code.token))).one() == 0
        ADD.carry_out(session, a_row(project, token="B"))
        assert session.scalars(select(func.count(Code.token))).one() == 1


@pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_line_that_breaks_is_told_and_not_used_again(database):
    cut = Prepared(select(func.pg_terminate_backend(func.pg_backend_pid())))

    with pytest.raises(DatabaseUnreachable), reading() as session:
        cut.carry_out(session, {})

    with reading() as session:
        assert Prepared(BY_TOKEN).carry_out(session, {"token": "none"}) == []
