"""The picture of a code says its address, with quiet around it."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import qrcode
import zxingcpp
from PIL import Image

from reports.codes import MARGIN, PIXELS, address, png, svg

SVG = "{http://www.w3.org/2000/svg}"
HERE = "https://wy.example.cn/s/7K3M9QX2TD4F"


@pytest.mark.parametrize("base", ["https://wy.example.cn", "https://wy.example.cn/"])
def test_an_address_is_the_door_and_the_code(base):
    assert address(base, "7K3M9QX2TD4F") == HERE


def modules() -> list[list[bool]]:
    """The code itself, in the strength that survives the loss of a quarter."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=MARGIN)
    code.add_data(HERE)
    return code.get_matrix()


def test_the_png_shows_every_module_black_on_white():
    picture = Image.open(BytesIO(png(HERE))).convert("L")

    wanted = modules()
    middle = PIXELS // 2
    assert picture.size == (len(wanted) * PIXELS,) * 2
    shown = [
        [picture.getpixel((x * PIXELS + middle, y * PIXELS + middle)) == 0 for x in range(len(row))]
        for y, row in enumerate(wanted)
    ]
    assert shown == wanted


def test_a_reader_of_codes_reads_the_png():
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(png(HERE))))

    assert (code.text, code.ec_level) == (HERE, "Q")


def test_a_reader_of_codes_reads_the_svg(browser):
    page = browser.new_page()
    page.set_content(svg(HERE)[svg(HERE).index("<svg") :])
    picture = Image.open(BytesIO(page.screenshot()))
    page.close()

    (code,) = zxingcpp.read_barcodes(picture)
    assert (code.text, code.ec_level) == (HERE, "Q")


def test_four_modules_around_the_code_are_white():
    picture = Image.open(BytesIO(png(HERE))).convert("L")

    quiet = MARGIN * PIXELS
    assert picture.crop((0, 0, picture.width, quiet)).getextrema() == (255, 255)
    assert picture.crop((0, 0, quiet, picture.height)).getextrema() == (255, 255)


def test_the_svg_is_a_picture_of_the_same_size_in_modules():
    root = ElementTree.fromstring(svg(HERE))

    _, _, width, height = root.attrib["viewBox"].split()
    assert float(width) == float(height)
    assert root.find(f"{SVG}path") is not None


def test_the_svg_brings_its_own_white():
    ground = ElementTree.fromstring(svg(HERE)).find(f"{SVG}rect")

    assert ground.attrib["fill"] == "white"
    assert (ground.attrib["width"], ground.attrib["height"]) == ("100%", "100%")
