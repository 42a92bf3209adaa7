"""What docs/faults.md says was tried, and the faults of a program started, killed or set back."""

import ast
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

import clockwork
import settings
from db import projects, upgrade
from db import tickets as tickets_db
from db.engine import reading, writing
from db.schema import Project, Ticket, TicketEvent
from db.upgrade import UpgradeFailed
from desk import doctor, tickets
from desk.doctor import Grade
from domain.tickets import Stage, Step
from lang import error
from survey.guard import Blank, seal, unseal
from tests.builders import DAY, HOUR, MONDAY_MORNING, a_project, a_ticket, take
from tests.files import a_csv, a_row, take_in

TEXT = (settings.ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = [line.split("|")[1:5] for line in TEXT.splitlines() if line.startswith("| ")][2:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_each_fault_is_provoked_by_tests_that_exist(row):
    provoked = NAMED.findall(row[3])

    assert provoked
    for file, name in provoked:
        tree = ast.parse((settings.ROOT / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def play(script: str, url: str, *arguments: str, **others: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=settings.ROOT,
        env={settings.DATABASE_URL.name: url, "PYTHONPATH": str(settings.ROOT), **others},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# The project alone is sample enough, as long as it takes a while; the pages are not served.
SERVE = """
import os, sys, time
os.execv = lambda *_: sys.exit(0)
import cli
from commands import starting
from db import projects
from desk import samples

def set_up(session, language, now):
    facts = {"zone": "Asia/Shanghai", "language": language, "now": now, "is_sample": True}
    projects.add(session, name="sample", **facts)
    time.sleep(0.5)

def lay_in(whole=starting.lay_in_sample):
    print("ready", flush=True)
    sys.stdin.readline()
    whole()

samples.set_up, starting.lay_in_sample = set_up, lay_in
sys.argv = ["huifang", "serve"]
cli.main()
"""


def test_programs_that_start_at_once_lay_in_the_sample_once(database):
    starting = [play(SERVE, database.url, HUIFANG_LANGUAGE="en") for _ in range(2)]

    for program in starting:
        assert program.stdout.readline() == "ready\n"
    for program in starting:
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate(timeout=240) for program in starting]

    assert [program.returncode for program in starting] == [0, 0], told
    assert sorted("First start" in said for said, _ in told) == [False, True]
    with reading() as session:
        (sample,) = projects.every(session)
    assert sample.is_sample


BROKEN = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{newest}"

def upgrade():
    op.create_table("halves", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE projects SET name = 'half done'")
    op.execute("INSERT INTO nowhere VALUES (1)")
"""


@pytest.fixture
def broken_migration(tmp_path, monkeypatch) -> None:
    """The next version of the program has one that fails in its middle."""
    newer = shutil.copytree(upgrade.MIGRATIONS, tmp_path / "migrations")
    (newer / "versions" / "9999_broken.py").write_text(BROKEN.format(newest=upgrade.wanted()))
    monkeypatch.setattr(upgrade, "MIGRATIONS", newer)


def test_a_migration_that_fails_half_way_leaves_everything_as_it_was(database, broken_migration):
    project = a_project("翠湖花园")
    before = upgrade.versions()[0]

    with pytest.raises(UpgradeFailed) as refused:
        upgrade.upgrade()

    assert upgrade.versions() == (before, "9999")
    assert "halves" not in inspect(database.reader).get_table_names()
    with reading() as session:
        assert session.scalar(select(Project.name).where(Project.id == project)) == "翠湖花园"
    assert "nowhere" in error("zh_CN", refused.value)
    assert "请继续使用之前的版本" in error("zh_CN", refused.value)
    assert [one.code for one in doctor.examine() if one.grade is Grade.BAD] == ["schema"]


# Dies in the middle of the transaction, with nothing to tidy up after it.
IMPORT = """
import os, signal, sys
import cli
from db import callbacks
callbacks.owe = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.argv = ["huifang", "import", sys.argv[1], "--project", "翠湖花园"]
cli.main()
"""


def test_an_import_killed_half_way_leaves_nothing_and_is_repeated_without_doubles(
    database, tmp_path
):
    file: Path = tmp_path / "register.csv"
    file.write_bytes(a_csv(*(a_row(编号=str(number)) for number in range(300))))
    project = a_project("翠湖花园")

    importing = play(IMPORT, database.url, str(file))
    _said, complained = importing.communicate(timeout=120)

    assert importing.returncode == -signal.SIGKILL, complained
    assert references() == []
    for added in (300, 0):
        assert take_in(project, file.read_bytes()).added == added
        assert len(set(references())) == len(references()) == 300


def references() -> list[str | None]:
    with reading() as session:
        return list(session.scalars(select(Ticket.source_ref)))


YESTERDAY = MONDAY_MORNING - DAY


def test_after_the_clock_is_set_back_steps_stand_as_they_came_and_limits_are_raised_once(database):
    project = a_project()
    number = a_ticket(project, now=MONDAY_MORNING)

    raised = [
        clockwork.raise_due(at)
        for at in (
            MONDAY_MORNING + 3 * HOUR,
            YESTERDAY,
            YESTERDAY + 3 * HOUR,
            MONDAY_MORNING + 3 * HOUR,
        )
    ]
    take(project, number, Step.DISPATCHED, YESTERDAY)
    take(project, number, Step.RESOLVED, YESTERDAY + HOUR)

    assert raised == [1, 0, 0, 0]
    with reading() as session:
        dossier = tickets.open_dossier(session, project, number)
        line = tickets_db.line(session, project, number)
        told = session.scalars(select(TicketEvent.ticket).where(TicketEvent.missed.is_not(None)))
        assert Counter(told) == {number: 1}
    assert [event.seq for event in dossier.history] == [1, 2, 3, 4]
    assert dossier.progress.stage is line.stage is Stage.RESOLVED
    assert all(one.due_at >= YESTERDAY for one in dossier.deadlines())
    with writing() as session:
        assert session.scalar(text("SELECT count(*) FROM callbacks")) == 1


@pytest.mark.parametrize("ahead", [HOUR, 400 * DAY])
def test_a_form_sealed_by_a_clock_that_was_ahead_is_taken_in_and_its_time_is_unknown(
    ahead, tmp_path, monkeypatch
):
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "key"))
    later: datetime = MONDAY_MORNING + ahead
    token = seal("CODE", Blank.fresh(later), later)

    blank, is_fresh = unseal("CODE", token, MONDAY_MORNING)

    assert is_fresh
    assert blank.seconds(MONDAY_MORNING) is None
