"""Which browser the stories are played in: the machine's own, or the one Playwright fetched."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# In milliseconds. What a page shows is waited for, and a slow machine is no fault of the page.
PATIENCE = 60_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: CHROMIUM, then the PATH, then Playwright's own; None without any."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return installed or _fetched()


def _fetched() -> str | None:
    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    sys.exit(find() is None)
