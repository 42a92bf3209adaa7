"""The page of screens: one is approved by its code, changed, and sent away."""

from datetime import timedelta

import pytest

from db import screens
from db.engine import reading
from domain import pairing
from domain.access import Role
from domain.screens import Ground, Layout, ScreenPlan, Speech
from pages.parts import screen
from pages.parts.session import now
from tests.builders import a_colleague, a_project, a_screen
from tests.pages.desks import BOTH, forget, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch):
    monkeypatch.setattr(screen, "_asked_at", {})
    forget()
    yield
    forget()


def draw(turn: int) -> bytes:
    return f"the lobby's {turn}".encode() * 4


def shown_code(ago: timedelta = timedelta()) -> str:
    return pairing.spaced(pairing.codes(draw, now() - ago)[0])


def at_the_desk(project_id, language="en", role=Role.SUPERVISOR, **asked):
    return sit("screens", project_id, a_colleague(project_id, role), language, **asked)


def mark(desk, **choices: object):
    """Among the form's choices; nothing is sent by it. In Chinese, which AppTest asks them in."""
    for field, chosen in choices.items():
        next(desk._groups(field)).set_value(chosen)
    return desk


def known(project_id):
    with reading() as session:
        return screens.of_projects(session, [project_id])


@BOTH
def test_without_a_screen_one_is_told_how_to_make_one(language):
    desk = at_the_desk(a_project(), language)

    told = {"zh_CN": "在上面打开", "en": "becomes a screen: open"}[language]
    assert told in desk.words()
    assert "/screen" in desk.words()


def test_a_code_is_approved_and_the_screen_awaited():
    project_id = a_project("翠湖花园")
    desk = at_the_desk(project_id, "zh_CN")

    mark(desk, layout=[Layout.QUEUE, Layout.CALLBACKS], speech=Speech.BOTH, ground=Ground.BY_HOUR)
    desk.field("每个版面的秒数").set_value(45)
    desk.page.checkbox[0].check()
    desk.fill(屏幕上的码=shown_code(), 屏幕名称="大堂").press("批准")

    [card] = known(project_id)
    layouts = (Layout.QUEUE, Layout.CALLBACKS)
    assert card.plan == ScreenPlan(
        (project_id,), layouts, 45, Ground.BY_HOUR, Speech.BOTH, sounds=True
    )
    [row] = desk.rows()
    assert list(row.values()) == ["大堂", "○ 等待接入", "工单队列 / 回访"]
    assert desk.field("屏幕上的码").value == ""


@BOTH
@pytest.mark.parametrize("ago", [timedelta(hours=1), None])
def test_a_wrong_code_is_told_and_what_was_typed_stays(language, ago):
    project_id = a_project()
    desk = at_the_desk(project_id, language)
    code, name, press, told = {
        "en": ("Code on the screen", "Name of the screen", "Approve", "No screen shows this code"),
        "zh_CN": ("屏幕上的码", "屏幕名称", "批准", "没有屏幕显示这个码"),
    }[language]

    desk.fill(**{code: shown_code(ago) if ago else "AAA AAA AAB", name: "大堂"}).press(press)

    assert told in desk.words()
    assert desk.field(name).value == "大堂"
    assert known(project_id) == []


def test_nothing_to_show_is_refused_in_words():
    project_id = a_project()
    desk = mark(at_the_desk(project_id), layout=[])

    desk.fill(Code_on_the_screen=shown_code(), Name_of_the_screen="大堂").press("Approve")

    assert "Please look at “Layouts” again" in desk.words()
    assert known(project_id) == []


def test_a_screen_is_changed_and_sent_away():
    project_id = a_project()
    a_screen(project_id)
    desk = at_the_desk(project_id, "zh_CN", screen=f"{project_id}-1")
    assert "Chrome, Linux" in desk.words()

    mark(desk, ground=Ground.LIGHT).fill(屏幕名称="二楼").press("保存修改")

    [card] = known(project_id)
    assert (card.name, card.plan.ground) == ("二楼", Ground.LIGHT)
    desk.press("确认撤销")
    assert known(project_id) == []
    assert "screen" not in desk.page.query_params


def test_a_screen_that_shows_others_too_can_only_be_sent_away():
    mine, other = a_project(), a_project("别处")
    a_screen(mine, other)

    desk = at_the_desk(mine, screen=f"{mine}-1")

    assert "It also shows 别处" in desk.words()
    assert "Change it" not in desk.buttons()
    assert "Send it away" in desk.buttons()


def test_a_screen_that_was_seen_a_moment_ago_is_on(monkeypatch):
    project_id = a_project()
    sid = a_screen(project_id)
    assert [row["State"] for row in at_the_desk(project_id).rows()] == ["– paired"]

    screen.plan_of(sid)
    assert [row["State"] for row in at_the_desk(project_id).rows()] == ["● on now"]

    later = now() + screen.SEEN_LATELY
    monkeypatch.setattr(screen, "now", lambda: later)
    assert [row["State"] for row in at_the_desk(project_id).rows()] == ["– paired"]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN, Role.WALL])
def test_only_who_administers_sees_the_page(role):
    desk = at_the_desk(a_project(), role=role)

    assert [said.value for said in desk.page.error]
    assert not desk.page.text_input
