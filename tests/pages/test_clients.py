"""The page of other systems: a key is given, shown once, and taken back."""

import re
from datetime import UTC, datetime

import pytest

from db import clients
from db.engine import reading
from domain.access import Role
from domain.clients import Scope
from tests.builders import a_client, a_colleague, a_project
from tests.pages.desks import BOTH, forget, sit
from web import orders

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def fresh(database):
    forget()
    yield
    forget()


def at_the_desk(project_id, language="en", role=Role.SUPERVISOR):
    return sit("clients", project_id, a_colleague(project_id, role), language)


def known(project_id):
    with reading() as session:
        return clients.of_project(session, project_id)


@BOTH
def test_without_a_key_one_is_told_what_they_are_for(language):
    desk = at_the_desk(a_project(), language)

    assert {"zh_CN": "城市热线", "en": "A city's hotline"}[language] in desk.words()


def test_a_key_is_given_shown_once_and_works():
    project_id = a_project()
    desk = at_the_desk(project_id, "zh_CN")

    next(desk._groups("scopes")).set_value([Scope.READ_FEED])
    desk.fill(系统名称="城市热线").press("发放密钥")

    [code] = desk.page.code
    with reading() as session:
        caller = clients.with_key(session, code.value)
    assert (caller.name, caller.opens) == ("城市热线", ["read_feed"])
    assert [row["权限"] for row in desk.rows()] == ["读取动态数据"]
    desk.press("已转交，隐藏")
    assert not desk.page.code
    assert not re.search(r"huifang-\d", desk.words())


@BOTH
def test_a_key_without_a_name_is_refused_in_words(language):
    project_id = a_project()
    desk = at_the_desk(project_id, language)

    desk.press({"zh_CN": "发放密钥", "en": "Give a key"}[language])

    assert {"zh_CN": "系统名称", "en": "Name of the system"}[language] in desk.words()
    assert known(project_id) == []


def test_a_key_is_taken_back():
    project_id = a_project()
    a_client(project_id, name="Hotline")
    desk = at_the_desk(project_id)

    desk.page.selectbox[-1].select_index(0)
    desk.press("Take it back")

    assert known(project_id)[0].revoked_at
    assert "taken back" in desk.rows()[0]["State"]
    assert "Take it back" not in desk.buttons()


def test_whoever_does_not_administer_sees_nothing_of_it():
    project_id = a_project()
    a_client(project_id, name="Hotline")

    desk = at_the_desk(project_id, role=Role.RECEPTION)

    assert "Your role does not allow this" in desk.words()
    assert desk.rows() == []


@BOTH
def test_everything_is_ordered_with_a_click_and_the_link_says_what_is_in_it(
    language, tmp_path, monkeypatch
):
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "survey.key"))
    project_id = a_project()
    desk = at_the_desk(project_id, language)

    desk.press({"zh_CN": "提取数据", "en": "Order the archive"}[language])

    (link,) = [one.value for one in desk.page.html if "export/" in one.value]
    sealed = link.partition("export/")[2].partition('"')[0]
    order = orders.unseal(sealed, datetime.now(UTC))
    assert (order.project_id, order.with_people) == (project_id, False)
    assert {"zh_CN": "不含姓名", "en": "without names"}[language] in link
