"""A resident scans, answers and is thanked, on a phone that runs no script."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from db import engine, upgrade
from db.engine import reading
from db.surveys import of_ticket
from tests.builders import LET_DOWN, a_code, a_project, a_resolved_ticket
from tests.story.doors import box
from tests.story.programs import running

pytestmark = pytest.mark.story

NOW = datetime.now(UTC)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[tuple[int, int, str]]:
    """A project, a ticket resolved an hour ago, and its code, in a database of their own."""
    engine.use(f"sqlite:///{tmp_path / 'huifang.db'}")
    upgrade.upgrade()
    project = a_project("翠湖花园", now=NOW, contact="客服中心 0571-8688 1234")
    done = NOW - timedelta(hours=1)
    ticket = a_resolved_ticket(project, now=done - timedelta(days=1), resolved_at=done)
    yield project, ticket, a_code(project, ticket, now=NOW)
    engine.current().dispose()
    engine._current = None


@pytest.fixture
def door(job: tuple[int, int, str], tmp_path: Path) -> Iterator[str]:
    """The address of the survey in a process of its own."""
    command = ("uvicorn", "survey.app:app", "--port", "{port}", "--log-level", "warning")
    with running(tmp_path, *command, ready="/s") as address:
        yield address


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


def test_a_resident_let_down_scans_answers_and_learns_what_happens(door, job, plain_phone):
    project, ticket, code = job
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    plain_phone.on("request", note)

    plain_phone.goto(f"{door}/s/{code}")

    size = asked[0].sizes()["responseBodySize"]
    print(f"first page: {len(asked)} request, {size} bytes")
    assert len(asked) == 1
    assert size < 7_500

    answer(plain_phone, LET_DOWN)
    plain_phone.get_by_text("速度", exact=True).tap()
    plain_phone.get_by_label("您想对我们说的话").fill("来晚了两个小时")
    plain_phone.get_by_role("button", name="提交").click()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("谢谢您告诉我们")
    with reading() as session:
        [stored] = of_ticket(session, project, ticket)
    expect(plain_phone.locator("dd").first).to_have_text(str(stored.complaint))
    assert (stored.d1, stored.e3, stored.chips, stored.words) == (
        1,
        5,
        ["speed"],
        "来晚了两个小时",
    )


def test_the_keyboard_alone_is_enough(door, job, desk_screen):
    """Tab from one question to the next, arrows within it, space for a chip, Enter to send."""
    desk_screen.goto(f"{door}/s/{job[2]}?lang=en")
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
    with reading() as session:
        [stored] = of_ticket(session, *job[:2])
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
@pytest.mark.parametrize("width", [180, 320, 360, 390])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_target_is_large_and_nothing_sticks_out(door, job, plain_phone, width, language):
    plain_phone.set_viewport_size({"width": width, "height": 640})

    plain_phone.goto(f"{door}/s/{job[2]}?lang={language}")

    small = [
        (box["width"], box["height"])
        for target in plain_phone.locator(TARGETS).all()
        if (box := target.bounding_box()) and (box["height"] < 44 or box["width"] < 44)
    ]
    assert small == []
    shown = plain_phone.locator("html").bounding_box()
    assert max(right_edges(plain_phone)) <= shown["width"] == width


def right_edges(page: Page) -> list[float]:
    found = (one.bounding_box() for one in page.locator("main *").all())
    return [box["x"] + box["width"] for box in found if box]


def test_the_language_switch_keeps_the_code(door, job, plain_phone):
    plain_phone.goto(f"{door}/s/{job[2]}")

    plain_phone.get_by_role("link", name="English").tap()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("How was our service?")
    assert re.search(rf"/s/{job[2]}\?lang=en$", plain_phone.url)


def test_a_mistyped_code_can_be_typed_again(door, job, plain_phone):
    code = job[2]
    plain_phone.goto(f"{door}/s/{code[:-1]}")

    field = plain_phone.get_by_label("您的码")
    field.fill(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    plain_phone.get_by_role("button", name="打开").click()

    expect(plain_phone.get_by_role("heading", level=1)).to_have_text("请您评价这次服务")
