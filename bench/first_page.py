"""The survey's first page on a phone's screen, beside its limits: requests, bytes, time to answer.

Bytes are headers and compressed bodies. The page is interactive once it is painted and whatever
comes with it has run, on a line of 400 ms and 400 kbit/s as Chromium plays it; the median of some
first visits, each with a code of its own and nothing kept from the one before.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.cpu import load_average
from bench.sample import codes_not_answered
from tests.browser import find
from tests.story.programs import running

LIMIT_BYTES = 8_000
LIMIT_REQUESTS = 1
LIMIT_SECONDS = 0.6
VISITS = 9
POOR_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
INTERACTIVE = """() => new Promise(done => {
  const ready = () => performance.getEntriesByName("first-contentful-paint")[0]
  const look = () => ready() && document.readyState === "complete"
    ? done(Math.max(ready().startTime,
        performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd) / 1000)
    : setTimeout(look, 20)
  look()
})"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        with running(folder, "cli", "serve", ready="/_stcore/health") as address:
            codes = codes_not_answered(folder, VISITS + 1)
            pages = [f"{address}/s/{code}" for code in codes]
            sizes = _sizes(browser, pages.pop())
            waits = [_wait(browser, page) for page in pages]
        browser.close()
    print(f"requests {len(sizes)} of {LIMIT_REQUESTS}, ", end="")
    print(f"bytes {sum(sizes)} = {sum(sizes) / LIMIT_BYTES:.0%} of {LIMIT_BYTES}")
    print(f"interactive at 400 ms, 400 kbit/s: {median(waits):.2f} s ", end="")
    print(f"= {median(waits) / LIMIT_SECONDS:.0%} of {LIMIT_SECONDS}, ", end="")
    print(f"{min(waits):.2f} to {max(waits):.2f} s in {len(waits)} visits; {load_average()}")


@contextmanager
def _phone(browser: Browser) -> Iterator[Page]:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield phone.new_page()
    phone.close()


def _sizes(browser: Browser, address: str) -> list[int]:
    """Headers and compressed body of every answer the page needed."""
    answers: list[Response] = []
    with _phone(browser) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks it
        page.goto(address, wait_until="networkidle")
        sizes = [answer.request.sizes() for answer in answers]
    return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


def _wait(browser: Browser, address: str) -> float:
    """Seconds from the tap on the link to a page that can be answered."""
    with _phone(browser) as page:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", POOR_LINE)
        page.goto(address)
        return float(page.evaluate(INTERACTIVE))


if __name__ == "__main__":
    main()
