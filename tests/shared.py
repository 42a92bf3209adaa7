"""What lies beside the checkout and is read from there, never copied: vectors and real files."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"


@cache
def vectors() -> dict[str, Any]:
    """Inputs with exact outputs; SCORING.md says what they mean."""
    return dict(json.loads((SHARED / "vectors.json").read_text("utf-8")))


@cache
def truth() -> dict[str, Any]:
    """Figures about the real files, computed by others."""
    return dict(json.loads((SHARED / "data" / "truth.json").read_text("utf-8")))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the plain CSV file `name` as text."""
    with (SHARED / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
