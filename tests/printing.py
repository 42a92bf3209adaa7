"""Sheets as they leave the printer: HTML becomes a PDF, and that the picture of a sheet."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

DPI = 200
MM_PER_INCH = 25.4
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

# What lies outside its own box, or is cut off by it; the drawing of a code has boxes of its own.
OVERFLOWING = """[...document.querySelectorAll('.page, .page *')].filter(box =>
    !box.closest('svg') && getComputedStyle(box).display !== 'inline' &&
    (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
).map(box => `${box.tagName}.${box.className}: ${box.textContent.trim().slice(0, 40)}`)"""


@dataclass(frozen=True)
class Sheet:
    """One printed page: its size in millimetres, and what it looks like."""

    width: float
    height: float
    picture: Image.Image

    def codes(self) -> list[zxingcpp.Barcode]:
        return list(zxingcpp.read_barcodes(self.picture, QR))

    def millimetres(self, pixels: float) -> float:
        return pixels / DPI * MM_PER_INCH


def printed(browser: Browser, html: str) -> list[Sheet]:
    """The page on paper, at the size its own style asks for."""
    page = opened(browser, html)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    sheets = [_sheet(document[number]) for number in range(len(document))]
    document.close()
    page.close()
    return sheets


def opened(browser: Browser, html: str) -> Page:
    """The page as the printer lays it out."""
    page = browser.new_page()
    page.emulate_media(media="print")
    page.set_content(html)
    return page


def overflowing(browser: Browser, html: str) -> list[str]:
    """The boxes of the page that cannot hold what is in them."""
    page = opened(browser, html)
    found: list[str] = page.evaluate(OVERFLOWING)
    page.close()
    return found


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = (points / 72 * MM_PER_INCH for points in page.get_size())
    return Sheet(width, height, page.render(scale=DPI / 72).to_pil())
