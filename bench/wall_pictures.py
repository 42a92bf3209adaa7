"""Pictures of every layout of the wall, to be looked at: `python -m bench.wall_pictures FOLDER`.

Both languages and grounds, empty, calm and on fire, at 1080p; some at 4K, upright and on a small
screen; and each shrunk to 15 %, which is how it looks from across the room. What is cut off or
runs over the edge is named.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import mkdtemp

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from db.board import Board
from domain.screens import Ground, Layout, ScreenPlan, Speech
from tests import boards, glass
from tests.browser import find

DAYS = {"empty": boards.empty, "calm": boards.calm, "fire": boards.on_fire}
SPEECH = {"zh": Speech.CHINESE, "en": Speech.ENGLISH}
SIZES = {
    "1080p": (1920, 1080),
    "4k": (3840, 2160),
    "upright": (1080, 1920),
    "upright-4k": (2160, 3840),
    "small": (1366, 768),
}
GROUNDS = (Ground.DARK, Ground.LIGHT)
FROM_AFAR = 0.15


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    size: str
    plan: ScreenPlan
    boards: tuple[Board, ...]


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else mkdtemp(prefix="huifang-wall-"))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        page = browser.new_page()
        taken = [_take(page, shot, folder) for shot in shots()]
        browser.close()
    print(f"{len(taken)} pictures in {folder}, {sum(map(bool, taken))} with something cut off")


def shots() -> Iterator[Shot]:
    for layout, tongue, ground, day in product(Layout, SPEECH, GROUNDS, DAYS):
        yield _shot(layout, tongue, ground, day, "1080p")
    for layout, size in product(Layout, SIZES):
        if size != "1080p":
            yield _shot(layout, "zh", Ground.DARK, "calm", size)
            yield _shot(layout, "en", Ground.LIGHT, "fire", size)
    for count, tongue, size in product((3, 6, 12), SPEECH, ("1080p", "upright")):
        yield _region(count, tongue, size)


def _shot(layout: Layout, tongue: str, ground: Ground, day: str, size: str) -> Shot:
    # Those in turn show what comes next.
    layouts = glass.starting_with(layout) if day == "calm" else (layout,)
    plan = ScreenPlan((1,), layouts, ground=ground, speech=SPEECH[tongue])
    return Shot(f"{layout}-{tongue}-{ground}-{day}-{size}", size, plan, (DAYS[day](),))


def _region(count: int, tongue: str, size: str) -> Shot:
    shown = tuple(boards.a_region(count))
    plan = ScreenPlan(tuple(board.project.id for board in shown), speech=SPEECH[tongue])
    return Shot(f"region-{tongue}-{count}-{size}", size, plan, shown)


def _take(page: Page, shot: Shot, folder: Path) -> list[str]:
    cut = glass.show(page, SIZES[shot.size], shot.plan, shot.boards)
    page.screenshot(path=folder / f"{shot.name}.png")
    _shrink(folder / f"{shot.name}.png")
    if cut:
        print(shot.name, *cut, sep="\n  ")
    return cut


def _shrink(picture: Path) -> None:
    with Image.open(picture) as whole:
        size = (round(whole.width * FROM_AFAR), round(whole.height * FROM_AFAR))
        whole.resize(size, Image.Resampling.BOX).save(picture.with_suffix(".afar.png"))


if __name__ == "__main__":
    main()
