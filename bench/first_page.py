"""The survey's first page on a real phone screen: requests and bytes, beside their limits."""

import tempfile
from pathlib import Path

from playwright.sync_api import Response, sync_playwright

from bench.sample import codes_not_answered
from tests.browser import find
from tests.story.programs import running

LIMIT_BYTES = 8_000
LIMIT_REQUESTS = 1


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running(folder, "cli", "serve", ready="/_stcore/health") as address:
            sizes = _sizes(f"{address}/s/{codes_not_answered(folder, 1)[0]}")
    print(f"requests {len(sizes)} of {LIMIT_REQUESTS}, ", end="")
    print(f"bytes {sum(sizes)} = {sum(sizes) / LIMIT_BYTES:.0%} of {LIMIT_BYTES}")


def _sizes(address: str) -> list[int]:
    """Headers and compressed body of every answer the page needed."""
    answers: list[Response] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        phone.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks it
        phone.goto(address, wait_until="networkidle")
        sizes = [answer.request.sizes() for answer in answers]
        browser.close()
    return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


if __name__ == "__main__":
    main()
