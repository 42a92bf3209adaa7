"""What is installed is what was pinned: each by version and hash, from nowhere in particular."""

import re
import tomllib

import pytest

import settings

FILES = [settings.ROOT / "requirements" / name for name in ("run.txt", "test.txt")]
PROJECT = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))
NAME = re.compile(r"[A-Za-z0-9._-]+")
PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)(?: ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def pins(file) -> dict[str, list[str]]:
    """What follows each pin, by its name and version."""
    told = file.read_text("utf-8").replace("\\\n", " ")
    lines = [line.split() for line in told.splitlines() if line and not line.startswith("#")]
    return {line[0]: line[1:] for line in lines}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", NAME.match(name)[0]).lower()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_pin_has_one_version_and_the_hashes_of_its_files(file):
    found = pins(file)

    assert found
    for pin, rest in found.items():
        assert PIN.fullmatch(pin), pin
        assert any(HASH.fullmatch(one) for one in rest), pin
        assert all(HASH.fullmatch(one) for one in rest if one.startswith("--")), pin


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_pin_says_where_to_fetch_it_from(file):
    assert "://" not in file.read_text("utf-8")


def test_whatever_is_asked_for_is_pinned_and_both_files_agree():
    run, test = (dict(pin.split("==") for pin in pins(file)) for file in FILES)
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]

    assert {plain(name) for name in asked} <= set(run)
    assert {plain(name) for name in PROJECT["dependency-groups"]["test"]} <= set(test)
    assert run.items() <= test.items()
