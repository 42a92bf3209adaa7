"""A resident scans a poster, reports with a photo, follows the job, and is not content at once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from db import photos as photos_db
from db.engine import reading
from db.surveys import of_ticket
from desk.tickets import open_dossier
from domain.tickets import Progress, Rung, Stage, Step
from tests.builders import take
from tests.photos import SECRET, a_photo
from tests.story.doors import Door, box, door_in, now

pytestmark = pytest.mark.story


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with door_in(tmp_path) as opened:
        yield opened


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=request.param,
        locale="zh-CN",
    )
    yield context.new_page()
    context.close()


def press(phone: Page, name: str) -> None:
    phone.get_by_role("button", name=name).tap()


def must_say(phone: Page, title: str) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)


def test_from_a_poster_to_a_job_that_is_done_at_last(door, phone, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(a_photo(size=(3000, 2000)))

    phone.goto(door.to(door.poster()))
    phone.get_by_role("link", name="反映问题").tap()
    phone.get_by_label("发生了什么事？").fill("电梯门夹人")
    phone.get_by_label("照片").set_input_files(photo)
    press(phone, "提交")
    expect(phone.get_by_role("alert")).to_contain_text("请选择是哪方面的事")
    expect(phone.get_by_text("您的照片已保留")).to_be_visible()
    phone.get_by_label("有东西坏了").check()
    press(phone, "提交")

    must_say(phone, "我们已收到")
    number = int(phone.locator("dd").first.inner_text())
    expect(phone.locator(".code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    with reading() as session:
        [kept] = photos_db.of_ticket(session, door.project, number)
    assert (kept.width, kept.height) == (2000, 1333)
    assert SECRET.encode() not in kept.image

    phone.get_by_role("link", name="查看进度").tap()
    must_say(phone, "已收到，正在安排人员")
    followed = phone.url
    press(phone, "催办")
    expect(phone.get_by_role("status").first).to_contain_text("您的催办已记下")
    assert progress(door, number).urges == 1

    take(door.project, number, Step.DISPATCHED, now())
    take(door.project, number, Step.RESOLVED, now())
    phone.goto(followed)
    must_say(phone, "请您评价这次服务")
    phone.get_by_role("link", name="处理经过").tap()
    must_say(phone, "工作已经完成")
    phone.get_by_label("还有哪里没有办好？").fill("关门还是太快")
    press(phone, "重新打开")
    expect(phone.get_by_role("status").first).to_contain_text("上报了一级")
    again = progress(door, number)
    assert (again.stage, again.round, again.rung) == (Stage.RECEIVED, 2, Rung.SUPERVISOR)

    take(door.project, number, Step.RESOLVED, now())
    phone.goto(followed)
    box(phone, "d1", 5).tap()
    press(phone, "提交")

    must_say(phone, "谢谢您")
    with reading() as session:
        [answer] = of_ticket(session, door.project, number)
    assert (answer.slot, answer.d1) == ("round-2", 5)


def progress(door: Door, number: int) -> Progress:
    with reading() as session:
        return open_dossier(session, door.project, number).progress
