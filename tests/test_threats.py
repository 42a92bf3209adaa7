"""docs/threats.md promises a test for each threat: they are there."""

import ast
import re

import pytest

import settings

TEXT = (settings.ROOT / "docs" / "threats.md").read_text("utf-8")
ROWS = [line.split("|")[1:4] for line in TEXT.splitlines() if line.startswith("| ")][2:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_each_threat_is_tried_by_tests_that_exist(row):
    tried = NAMED.findall(row[2])

    assert tried
    for file, name in tried:
        tree = ast.parse((settings.ROOT / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name
