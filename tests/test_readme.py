"""What README promises exists, and what exists is in README."""

import re
from pathlib import Path

import typer

from settings import SETTINGS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def promised(command: str) -> set[str]:
    """What follows `command` wherever README shows it as code, indented or between backticks."""
    return set(re.findall(rf"(?:`|^    ){command} ([a-z-]+)", README, re.MULTILINE))


def test_every_make_target_is_in_the_readme_and_the_other_way_round():
    targets = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()

    assert promised("make") == set(targets)


def test_every_command_is_in_the_readme_and_the_other_way_round():
    import cli

    commands = typer.main.get_group(cli.app).commands

    assert promised("huifang") == set(commands)


def test_the_settings_table_is_the_one_in_force():
    rows = re.findall(r"^\| `(HUIFANG_\w+)` \| `(.*?)` \| (.*?) \|$", README, re.MULTILINE)

    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


def test_no_setting_is_read_or_named_that_the_table_lacks():
    known = {setting.name for setting in SETTINGS}
    rooms = ("db", "desk", "reports", "web", "survey", "gate", "api", "pages", "commands")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]

    for file in [*files, *ROOT.glob("*.py"), ROOT / "README.md", ROOT / "Makefile"]:
        named = set(re.findall(r"HUIFANG_[A-Z_]+[A-Z]", file.read_text("utf-8")))
        assert named <= known, file


def test_every_room_and_file_of_the_plan_exists():
    plan = README.split("## The house")[1]
    named = re.findall(r"`([\w./]+(?:/|\.py|\.toml|\.md))`", plan)

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_link_leads_somewhere():
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)

    assert [target for target in targets if not (ROOT / target).exists()] == []
