"""When the database fails, the desk says what is wrong and what to do, and goes on by itself."""

from collections.abc import Iterator

import pytest

from db import engine
from tests.builders import a_colleague, a_project, a_ticket
from tests.conftest import BOTH
from tests.databases import full, locked, read_only
from tests.pages.desks import BOTH as LANGUAGES
from tests.pages.desks import forget, sit
from tests.pages.test_queue import registering, stored

TOLD = [
    (locked, "try again in a moment", "请稍后再试"),
    (full, "make room", "清理磁盘"),
    (read_only, "huifang doctor", "huifang doctor"),
]


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    forget()
    yield
    forget()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("fault", "english", "chinese"), TOLD)
@LANGUAGES
def test_what_the_desk_cannot_store_stays_in_the_form_and_the_reason_is_told(
    database, language, fault, english, chinese, monkeypatch
):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    subject, register = {"en": ("Subject", "Register"), "zh_CN": ("事由", "登记")}[language]
    words = {"en": "In the resident's words", "zh_CN": "业主原话"}[language]
    project = a_project()
    desk = registering(project, a_colleague(project), language)
    desk.fill(**{subject: "厨房水管漏水", words: "漏" * 4_000})
    database.dispose()

    with fault(database):
        desk.press(register)
    nothing = stored(project)
    assert nothing == 0
    assert {"en": english, "zh_CN": chinese}[language] in desk.words()
    assert desk.field(subject).value == "厨房水管漏水"
    desk.press(register)
    assert stored(project) == 1


@pytest.mark.parametrize("database", BOTH[1:], indirect=True)
def test_a_desk_whose_server_is_away_says_so_and_shows_the_queue_once_it_is_back(
    database, postgresql
):
    project = a_project()
    number, who = a_ticket(project), a_colleague(project)
    desk = sit("queue", project, who)

    with postgresql.away():
        desk.page.run()
        told = desk.words()
    desk.page.run()

    assert "The database does not answer" in told
    assert not desk.page.exception
    assert [row["No."] for row in desk.rows()] == [f"#{number}"]
