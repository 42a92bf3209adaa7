"""A resident scans, answers and is thanked, on a phone that runs no script."""

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.builders import LET_DOWN
from tests.story.doors import Door, answers_by, box, door_in

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_in(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """A phone with scripts off, set to Chinese."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=False,
        locale="zh-CN",
    )
    yield context.new_page()
    context.close()


def answer(page: Page, marks: Mapping[str, int]) -> None:
    for item, mark in marks.items():
        box(page, item, mark).tap()


def test_a_resident_let_down_scans_answers_and_learns_what_happens(door, plain_phone):
    code = door.job()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    plain_phone.on("request", note)

    plain_phone.goto(door.to(code))

    size = asked[0].sizes()["responseBodySize"]
    print(f"first page: {len(asked)} request, {size} bytes")
    assert len(asked) == 1
    assert size < 7_500

    answer(plain_phone, LET_DOWN)
    plain_phone.get_by_text("速度", exact=True).tap()
    plain_phone.get_by_label("您想对我们说的话").fill("来晚了两个小时")
    plain_phone.get_by_role("button", name="提交").click()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("谢谢您告诉我们")
    [stored] = answers_by(code)
    expect(plain_phone.locator("dd").first).to_have_text(str(stored.complaint))
    assert (stored.d1, stored.e3, stored.chips, stored.words) == (
        1,
        5,
        ["speed"],
        "来晚了两个小时",
    )


def test_the_keyboard_alone_is_enough(door, desk_screen):
    """Tab from one question to the next, arrows within it, space for a chip, Enter to send."""
    code = door.job()
    desk_screen.goto(door.to(code, "?lang=en"))
    keyboard, seen = desk_screen.keyboard, []
    while (here := _focus(desk_screen))["name"] != "Send":
        keyboard.press("Tab")
        here = _focus(desk_screen)
        seen.append(here["name"])
        assert here["ring"], here
        keys = {"radio": ("Space", "ArrowRight", "ArrowRight"), "checkbox": ("Space",)}
        for key in keys.get(here["type"], ()):
            keyboard.press(key)
        if here["type"] == "textarea":
            keyboard.type("late")
        if here["type"] == "tel":
            keyboard.type("13800000000")
        assert len(seen) < 60
    keyboard.press("Enter")

    expect(desk_screen.get_by_role("heading", level=1)).to_contain_text("Thank you")
    [stored] = answers_by(code)
    marks = [getattr(stored, item) for item in LET_DOWN]
    assert marks == [3] * 8
    assert (stored.words, stored.call_me, len(stored.chips)) == ("late", True, 8)


def _focus(page: Page) -> dict[str, str]:
    """What has the focus, and whether one sees it."""
    found: dict[str, str] = page.evaluate(
        """() => { const on = document.activeElement
        const isBox = ["radio", "checkbox"].includes(on.type)
        const shown = isBox ? on.nextElementSibling : on
        return { name: on.name || on.textContent.trim(), type: on.type || "",
            ring: getComputedStyle(shown).outlineStyle == "solid" } }"""
    )
    return found


# Nobody sees the bait, so nobody has to hit it.
TARGETS = "main label:has(input):not([aria-hidden=true] *), button, header a, summary"


# 180 is a phone of 360 at twice its size.
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_target_is_large_and_nothing_sticks_out(door, desk_screen, language):
    desk_screen.goto(door.to(door.job(), f"?lang={language}"))

    for width in (180, 320, 360, 390):
        desk_screen.set_viewport_size({"width": width, "height": 640})

        small = [
            (wide, high) for wide, high in sizes(desk_screen, TARGETS) if wide < 44 or high < 44
        ]
        assert small == []
        assert widest(desk_screen) <= width


def sizes(page: Page, targets: str) -> list[list[float]]:
    found: list[list[float]] = page.locator(targets).evaluate_all(
        """all => all.map(one => one.getBoundingClientRect())
        .filter(box => box.width + box.height > 0).map(box => [box.width, box.height])"""
    )
    return found


def widest(page: Page) -> float:
    """How far to the right anything reaches."""
    found: float = page.locator("html, main *").evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    )
    return found


def test_the_language_switch_keeps_the_code(door, plain_phone):
    code = door.job()
    plain_phone.goto(door.to(code))

    plain_phone.get_by_role("link", name="English").tap()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("How was our service?")
    assert re.search(rf"/s/{code}\?lang=en$", plain_phone.url)


def test_a_mistyped_code_can_be_typed_again(door, plain_phone):
    code = door.job()
    plain_phone.goto(door.to(code[:-1]))

    field = plain_phone.get_by_label("您的码")
    field.fill(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    plain_phone.get_by_role("button", name="打开").click()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("请您评价这次服务")
