"""The house stands as drawn: who may import whom, what each room is for, how big things are."""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
DOORS = ("survey", "gate", "api", "pages", "commands")
ROOMS = ("domain", "lang", "db", "desk", "reports", "web", *DOORS)
TOP = ("app.py", "cli.py", "clockwork.py", "settings.py")
MIGRATIONS = ROOT / "db" / "migrations"
SESSION = {"sqlalchemy.orm.Session"}


def product() -> list[Path]:
    """Our own Python, without migrations, which are written once and then history."""
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    top = [ROOT / name for name in TOP if (ROOT / name).exists()]
    return [file for file in (*files, *top) if MIGRATIONS not in file.parents]


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(file: Path) -> Iterator[int]:
    """The lines of each function, from its def to its end."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.fixture
def loggers() -> Iterator[None]:
    """The import linter configures logging, and with it silences whoever logged before."""
    yield
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.mark.usefixtures("loggers")
def test_imports_go_strictly_downward():
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


# The import contracts see packages only; these three lie beside them.
@pytest.mark.parametrize("name", TOP)
def test_what_is_started_knows_no_tables(name):
    used = set(imported(ROOT / name))

    assert not [one for one in used if one.startswith(("db.schema", "alembic", "sqlite3"))]


def test_settings_know_no_room():
    assert not [one for one in imported(ROOT / "settings.py") if one.split(".")[0] in ROOMS]


@pytest.mark.parametrize("file", product(), ids=name_of)
def test_outside_db_one_may_hold_a_session_and_write_no_sql(file):
    used = {one for one in imported(file) if one.startswith("sqlalchemy")}

    assert used <= SESSION or ROOT / "db" in file.parents


@pytest.mark.parametrize("file", product(), ids=name_of)
def test_every_file_says_what_it_is_for(file):
    assert ast.get_docstring(tree(file))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room):
    assert ast.get_docstring(tree(ROOT / room / "__init__.py"))


@pytest.mark.parametrize("file", product(), ids=name_of)
def test_no_file_is_longer_than_three_hundred_lines(file):
    assert len(file.read_text("utf-8").splitlines()) <= 300


def test_functions_stay_short(record_property):
    lengths = [length for file in product() for length in functions(file)]
    middle, long = median(lengths), quantiles(lengths, n=10)[-1]

    record_property("functions", len(lengths))
    print(f"{len(lengths)} functions: median {middle:.0f} lines, 90th percentile {long:.0f}")

    assert middle <= 8
    assert long <= 25
