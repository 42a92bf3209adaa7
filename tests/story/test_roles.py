"""One working day, a story for each role, in a real browser: what each does all day, start to end.

Everybody comes with a session of their own; what one does, the next finds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from db import callbacks as callbacks_db
from db import codes as codes_db
from db import engine, people, upgrade
from db import tickets as tickets_db
from db.engine import reading, writing
from db.queue import Wanted, queue
from desk import codes
from domain.access import Actor, Role
from domain.callbacks import CallbackStage
from domain.tickets import Rung, Stage, Step
from tests.browser import PATIENCE
from tests.builders import (
    DAY,
    HOUR,
    a_callback,
    a_colleague,
    a_project,
    a_ticket,
    make_callback,
    take,
)
from tests.story.programs import running
from tests.story.staff import bring_cookie

pytestmark = pytest.mark.story


@dataclass(frozen=True, slots=True)
class Office:
    """The program and its one project; `enter` opens a page as that colleague."""

    address: str
    project: int
    open_context: Callable[[Actor, bool], BrowserContext]

    def colleague(self, role: Role, name: str) -> Actor:
        return a_colleague(self.project, role, name=name)

    def enter(self, who: Actor, page: str, *, on_phone: bool = False) -> Page:
        screen = self.open_context(who, on_phone).new_page()
        screen.goto(f"{self.address}/{page}")
        return screen


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("roles")
    database = engine.use(f"sqlite:///{folder / 'huifang.db'}")
    upgrade.upgrade()
    # A project before the first start: then no sample is laid in.
    a_project("翠湖花园")
    with running(folder, "cli", "serve", ready="/_stcore/health") as served:
        yield served
    database.dispose()
    engine._current = None


@pytest.fixture
def office(address: str, browser: Browser) -> Iterator[Office]:
    opened: list[BrowserContext] = []

    def open_context(who: Actor, on_phone: bool) -> BrowserContext:
        size = {"width": 390, "height": 844} if on_phone else {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, locale="zh-CN", has_touch=on_phone)  # type: ignore[arg-type]
        bring_cookie(context, address, who)
        opened.append(context)
        return context

    yield Office(address, 1, open_context)
    for context in opened:
        context.close()


def now() -> datetime:
    return datetime.now(UTC)


def newest(project: int, **wanted) -> tickets_db.TicketLine:
    with reading() as session:
        return max(queue(session, project, Wanted(**wanted)), key=lambda line: line.number)


def stage(project: int, ticket: int) -> Stage:
    with reading() as session:
        return tickets_db.line(session, project, ticket).stage


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name).first.click(timeout=PATIENCE)


def test_a_receptionist_registers_with_the_keyboard_alone(office: Office) -> None:
    with writing() as session:
        place = people.add_place(session, office.project, building="3栋", unit="1202")
        people.add_resident(
            session, office.project, name="李强", phone="13800000000", place_id=place
        )
    screen = office.enter(office.colleague(Role.RECEPTION, "何佳"), "queue")
    expect(screen.get_by_role("button", name="登记").first).to_be_visible()

    screen.get_by_role("button", name="登记").first.focus()
    began = now()
    screen.keyboard.press("Enter")
    dialog = screen.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="房号")).to_be_visible()
    _tab_to(screen, "房号、电话或场所")
    screen.keyboard.type("13800000000")
    screen.keyboard.press("Enter")
    expect(dialog.get_by_text("3栋 1202 · 李强")).to_be_visible()
    _tab_to(screen, "事由")
    screen.keyboard.type("厨房水龙头漏水")
    _tab_to(screen, "登记")
    screen.keyboard.press("Enter")
    heading = dialog.get_by_role("heading", name="厨房水龙头漏水")
    expect(heading).to_be_visible()
    print(f"registered with the keyboard alone in {(now() - began).total_seconds():.1f} s")

    line = newest(office.project)
    with reading() as session:
        intake = tickets_db.intake(session, office.project, line.number)
        code = codes_db.of_ticket(session, office.project, line.number)
    assert (intake.subject, intake.place_id) == ("厨房水龙头漏水", place)
    assert intake.resident_id is not None
    expect(dialog.get_by_text(code.token)).to_be_visible()


def _tab_to(screen: Page, name: str) -> None:
    """Tab until whatever bears this name has the focus."""
    for _step in range(40):
        screen.keyboard.press("Tab")
        told = screen.evaluate(
            "() => { const on = document.activeElement;"
            " return on.getAttribute('aria-label') || on.innerText || '' }"
        )
        if told.strip() == name:
            return
    raise AssertionError(f"no way to {name} with the keyboard")


def test_a_technician_accepts_arrives_and_finishes_on_a_phone(office: Office) -> None:
    guo = office.colleague(Role.TECHNICIAN, "郭师傅")
    ticket = a_ticket(office.project, subject="客厅插座没电", now=now() - HOUR)
    take(office.project, ticket, Step.DISPATCHED, now() - HOUR)

    screen = office.enter(guo, "", on_phone=True)
    screen.get_by_role("button", name=f"打开 #{ticket}").click(timeout=PATIENCE)
    press(screen, "接单")
    press(screen, "到场")
    note = screen.get_by_role("textbox", name="做了什么")
    note.fill("换了一个插座", timeout=PATIENCE)
    screen.get_by_role("spinbutton", name="收取费用").fill("85")
    press(screen, "完工")

    expect(screen.get_by_text("请住户扫码")).to_be_visible()
    with reading() as session:
        steps = [event.step for event in tickets_db.history(session, office.project, ticket)]
    assert steps[-4:] == [Step.ACCEPTED, Step.ARRIVED, Step.RESOLVED, Step.PAID]


def test_a_supervisor_gives_sheets_out_and_reviews_what_comes_back(office: Office) -> None:
    lin = office.colleague(Role.SUPERVISOR, "林晓燕")
    he = office.colleague(Role.RECEPTION, "周敏")
    owed = a_callback(
        office.project, resolved_at=now() - DAY, replied=True, kind="help", now=now() - 2 * DAY
    )
    made = a_callback(
        office.project, resolved_at=now() - DAY, replied=True, kind="help", now=now() - 2 * DAY
    )
    make_callback(made, he, now())

    screen = office.enter(lin, "callbacks")
    press(screen, "安排")
    dialog = screen.get_by_role("dialog")
    dialog.get_by_role("combobox").first.click(timeout=PATIENCE)
    screen.get_by_role("option", name="周敏").click(timeout=PATIENCE)
    grid = dialog.get_by_test_id("stDataFrame")
    expect(grid.locator("td", has_text=f"#{owed.ticket}-1")).to_have_count(1)
    box = grid.bounding_box()
    # The grid is painted: its first box of the first line is where it is drawn.
    screen.mouse.click(box["x"] + 16, box["y"] + 52)
    press(dialog, "分派 1 个给周敏")
    expect(screen.get_by_text("周敏新增 1 个待回访")).to_be_visible()
    screen.goto(f"{office.address}/callbacks?callback={made.ticket}-1")
    screen.get_by_role("textbox", name="复核意见").fill("情况属实", timeout=PATIENCE)
    press(screen.get_by_test_id("stForm"), "复核")

    # The form that asked for the remark is gone once it is stored.
    expect(screen.get_by_role("textbox", name="复核意见")).to_be_hidden()
    assert _callback(office.project, made.ticket).stage is CallbackStage.REVIEWED
    assert _callback(office.project, owed.ticket).assignee_id == he.staff_id


def _callback(project: int, ticket: int) -> callbacks_db.CallbackLine:
    with reading() as session:
        return callbacks_db.of_ticket(session, project, ticket)[0]


def test_a_customer_manager_hears_a_no_and_the_region_lead_gets_it(office: Office) -> None:
    ma = office.colleague(Role.CUSTOMER_MANAGER, "马俊")
    liang = office.colleague(Role.REGION_LEAD, "梁志远")
    owed = a_callback(
        office.project,
        resolved_at=now() - 8 * DAY,
        replied=True,
        kind="repair",
        now=now() - 9 * DAY,
        subject="阳台渗水",
    )

    screen = office.enter(ma, f"callbacks?callback={owed.ticket}-1")
    form = screen.get_by_test_id("stForm")
    form.get_by_text("不满意", exact=True).click(timeout=PATIENCE)
    form.get_by_role("textbox", name="不足").fill("第二天又漏了")
    press(form, "登记回访")
    said = screen.get_by_text(re.compile(r"投诉\s*#\d+"))
    expect(said.first).to_be_visible()

    complaint = newest(office.project)
    assert (complaint.parent, complaint.rung) == (owed.ticket, Rung.REGION_LEAD)
    lead = office.enter(liang, f"queue?ticket={complaint.number}")
    form = lead.get_by_test_id("stForm")
    lead.get_by_test_id("stButtonGroup").get_by_text("领导批示", exact=True).click(timeout=PATIENCE)
    # Until then the form still asks for the step before.
    expect(form.get_by_role("button", name="领导批示")).to_be_visible()
    form.get_by_role("textbox").first.fill("今天上门复查")
    press(form, "领导批示")
    expect(lead.get_by_text("今天上门复查").first).to_be_visible()


def test_a_resident_follows_urges_and_reopens_and_the_desk_sees_it(
    office: Office, phone: Page
) -> None:
    he = office.colleague(Role.RECEPTION, "何洁")
    ticket = a_ticket(office.project, subject="楼道灯不亮", now=now() - timedelta(hours=5))
    with writing() as session:
        token = codes.for_ticket(session, he, office.project, ticket, now())

    phone.goto(f"{office.address}/s/{token}")
    expect(phone.get_by_text("楼道灯不亮").first).to_be_visible()
    phone.get_by_role("button", name="催办").tap()
    desk = office.enter(he, "queue")
    row = desk.locator("td", has_text="楼道灯不亮")
    expect(row).to_contain_text("催")
    take(office.project, ticket, Step.RESOLVED, now())
    phone.goto(f"{office.address}/s/{token}/progress")
    phone.get_by_role("textbox").first.fill("灯还是不亮")
    phone.get_by_role("button", name="重新打开").tap()

    expect(phone.locator("main")).to_contain_text(str(ticket))
    assert stage(office.project, ticket) is Stage.RECEIVED


@pytest.mark.parametrize("page", ["queue", "callbacks", "residents", "codes", "notices", "team"])
def test_a_wall_screen_gets_nothing_but_the_wall(office: Office, page: str) -> None:
    a_ticket(office.project, subject="别让大屏看见")
    screen = office.enter(office.colleague(Role.WALL, "大厅屏"), page)

    expect(screen.get_by_text("您的岗位")).to_be_visible()

    assert "别让大屏看见" not in screen.content()
