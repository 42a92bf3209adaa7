"""How soon a wall says that it stands still, and how soon it lives again, beside what is promised.

One wall in a real browser at the end of a cable. The cable is cut without a word and mended; the
program is killed and started again. The banner is promised 12 s after the last picture, a living
picture of the same layout 10 s after the cable, or the program's own health, is back.
`python -m bench.wall_recovery [rounds] [--strict]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.cpu import load_average
from db import engine
from domain.access import Role
from tests.browser import find
from tests.builders import a_colleague
from tests.cable import Cable, cable
from tests.story.programs import Program, started, surroundings
from tests.story.staff import bring_cookie

ROUNDS = 3
PROJECT = 1
BANNER_SECONDS, BACK_SECONDS = 12.0, 10.0
# So long it stays away, as a router does that is switched off and on again.
AWAY_SECONDS = 20.0
LONG = 120_000
READY = "/_stcore/health"
LAYOUT = "queue"
# A picture of the layout, of a later second than the one before, and no banner over it.
IS_LIVE = """([layout, before]) => {
    const wall = document.querySelector(`.wall.${layout}`)
    const banner = wall?.querySelector('.silence')
    const told = wall?.querySelector('.as-of')?.textContent
    return banner && getComputedStyle(banner).visibility === 'hidden' && told !== before
}"""


class Hung:
    """The program, the cable to it, and a wall at its end."""

    def __init__(self, folder: Path, program: Program, laid: Cable, wall: Page) -> None:
        self.folder, self.program, self.laid, self.wall = folder, program, laid, wall
        self.running = ExitStack()

    def cable(self) -> tuple[float, float]:
        """Seconds from the cut to the banner, and from the mending to a living picture."""
        return self._measured(self.laid.cut, self.laid.mend)

    def server(self) -> tuple[float, float]:
        return self._measured(self.program.process.kill, self._start)

    def _measured(self, go: Callable[[], None], come: Callable[[], None]) -> tuple[float, float]:
        go()
        gone = time.monotonic()
        expect(self.wall.locator(".wall .silence")).to_be_visible(timeout=LONG)
        banner = time.monotonic() - gone
        before = self.wall.locator(".wall .as-of").text_content()
        self.wall.wait_for_timeout(1000 * max(0, AWAY_SECONDS - banner))
        come()
        back = time.monotonic()
        self.wall.wait_for_function(IS_LIVE, arg=[LAYOUT, before], timeout=LONG)
        return banner, time.monotonic() - back

    def _start(self) -> None:
        again = started(self.folder, "cli", "serve", ready=READY, port=self.program.port)
        self.program = self.running.enter_context(again)


def main() -> None:
    numbers = [int(one) for one in sys.argv[1:] if one != "--strict"]
    rounds = numbers[0] if numbers else ROUNDS
    with tempfile.TemporaryDirectory(prefix="huifang-recovery-") as name:
        found = list(_rounds(Path(name), rounds))
    for what, banner, back in found:
        print(f"{what}: banner after {banner:.1f} s, alive {back:.1f} s after it was back")
    banner = max(one[1] for one in found)
    back = max(one[2] for one in found)
    print(
        f"banner at most {banner:.1f} s = {banner / BANNER_SECONDS:.0%} of {BANNER_SECONDS:.0f} s; "
    )
    print(
        f"alive at most {back:.1f} s = {back / BACK_SECONDS:.0%} of {BACK_SECONDS:.0f} s; ", end=""
    )
    print(load_average())
    # A browser's clock and the looking itself take a moment.
    if "--strict" in sys.argv and (banner > BANNER_SECONDS + 1 or back > BACK_SECONDS):
        sys.exit(1)


def _rounds(folder: Path, rounds: int) -> Iterator[tuple[str, float, float]]:
    with started(folder, "cli", "serve", ready=READY) as program:
        engine.use(surroundings(folder, program.port)["HUIFANG_DATABASE_URL"])
        with cable(program.port) as laid, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            address = f"http://127.0.0.1:{laid.port}"
            bring_cookie(context, address, a_colleague(PROJECT, Role.WALL))
            wall = context.new_page()
            wall.goto(f"{address}/wall?project={PROJECT}&lang=zh_CN&layout={LAYOUT}")
            expect(wall.locator(".wall .headline")).to_be_visible(timeout=LONG)
            hung = Hung(folder, program, laid, wall)
            with hung.running:
                for _round in range(rounds):
                    yield "cable ", *hung.cable()
                    yield "server", *hung.server()
            browser.close()


if __name__ == "__main__":
    main()
