"""Codes in the database: what was printed keeps its history, and one opens for each thing."""

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, upgrade
from db.engine import reading, writing
from domain.errors import ChangedMeanwhile

BEFORE = "0004"
OLD = """
INSERT INTO projects (id, name, zone, language, contact, is_sample, policy, created_at, contacts)
VALUES (1, '翠湖花园', 'Asia/Shanghai', 'zh_CN', '', false, '{}', '2026-01-01', '{}');
INSERT INTO places (project_id, id, building, unit, name) VALUES (1, 1, '', '', '大堂');
INSERT INTO places (project_id, id, building, unit, name) VALUES (1, 2, '', '', '电梯');
INSERT INTO formulas (project_id, version, definition, since) VALUES (1, 1, '{}', '2026-01-01');
"""
CODE = """
INSERT INTO codes (project_id, token, kind, form, place_id, issued_at)
VALUES (1, :token, :kind, 'pulse', :place, :issued)
"""
ANSWER = """
INSERT INTO responses (project_id, token, slot, version, answered_at, form, block, language,
    send_key, not_applicable, chips, words, call_me, formula, flags)
VALUES (1, 'OLDLOBBY', 'someone', 1, '2026-02-01', 'pulse', 'delivered_first', 'zh_CN',
    '', '[]', '[]', '', false, 1, '[]')
"""


def to(revision: str) -> None:
    with upgrade._locked(engine.current()) as connection:
        command.upgrade(upgrade.config(connection), revision)


def tell(statement: str, **values: object) -> None:
    with writing() as session:
        session.execute(text(statement), values)


def asked(question: str) -> list[str]:
    with reading() as session:
        return list(session.scalars(text(question)))


@pytest.fixture
def printed_before(empty_url):
    """An installation of the former schema: two posters for a lobby, one answered; cards too."""
    engine.use(empty_url)
    to(BEFORE)
    for statement in filter(str.strip, OLD.split(";")):
        tell(statement)
    for token, kind, place, issued in (
        ("OLDLOBBY", "place", 1, "2026-01-01"),
        ("NEWLOBBY", "place", 1, "2026-01-02"),
        ("LIFT", "place", 2, "2026-01-01"),
        ("CARDA", "card", None, "2026-01-01"),
        ("CARDB", "card", None, "2026-01-01"),
    ):
        tell(CODE, token=token, kind=kind, place=place, issued=issued)
    tell(ANSWER)
    yield
    engine.current().dispose()
    engine._current = None


def test_of_several_codes_for_one_thing_the_latest_keeps_opening(printed_before):
    to("head")

    opening = asked("SELECT token FROM codes WHERE revoked_at IS NULL ORDER BY token")
    assert opening == ["CARDB", "LIFT", "NEWLOBBY"]


def test_an_answer_keeps_its_code_when_the_table_of_codes_is_rebuilt(printed_before):
    to("head")

    answered = asked("SELECT codes.token FROM codes JOIN responses USING (project_id, token)")
    assert answered == ["OLDLOBBY"]
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(text(ANSWER.replace("OLDLOBBY", "NOWHERE")))
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(
            text(CODE), {"token": "X", "kind": "place", "place": 9, "issued": "2026-03-01"}
        )


@pytest.mark.parametrize(("kind", "place"), [("place", 1), ("card", None)])
def test_a_second_code_that_opens_the_same_is_refused(printed_before, kind, place):
    to("head")

    with pytest.raises(ChangedMeanwhile):
        tell(CODE, token="SECOND", kind=kind, place=place, issued="2026-03-01")
