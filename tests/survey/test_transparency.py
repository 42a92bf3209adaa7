"""Beside each form: who looks after a complaint, and how fast each step is."""

import pytest

from db import projects
from db.engine import writing
from domain.contacts import Contacts
from survey.layout import dial
from survey.transparency import Promises, how_fast, whom
from tests.builders import a_code, a_place_code, a_policy, a_project, a_resolved_ticket
from tests.survey.residents import Resident

CONTACTS = Contacts(
    responsible="客户服务部 王芳",
    complaints="0571-8688 1234",
    repairs="0571-8688 5678",
    mail="86881234@example.cn",
    hours="8:00–20:00",
)
SLOWER = {
    "standards": {"dispatch": "4h", "arrive": None},
    "callbacks": {"help": {"closes_after_days": 5}},
}


def told(language="zh_CN", **override):
    return how_fast(language, Promises.of(a_policy(**override)))


def test_every_step_is_told_with_its_time():
    assert told() == [
        ("派人处理", "2 小时内"),
        ("到达现场", "派人后 1 天内，或按与您约定的时间"),
        ("办结", "受理后 2 天内"),
        ("答复结果", "办结后 1 天内"),
        ("重大投诉", "当天报告分公司领导"),
        ("重要投诉", "1 小时内交项目主管"),
        ("轻微投诉", "2 天内办结，或按您要求的日期"),
        ("您对结果不满意时", "退回继续处理，并上升一级：项目主管 → 公司领导"),
        ("投诉回访", "3 天内"),
        ("维修回访", "完成后 7 天至 1 个月"),
        ("求助回访", "7 天内"),
    ]


def test_the_times_are_the_projects_own():
    lines = dict(told("en", **SLOWER))

    assert lines["Somebody is sent"] == "within 4 hours"
    assert "And is with you" not in lines
    assert lines["We ask again after help"] == "within 5 days"


@pytest.mark.parametrize(
    ("months", "window"), [(1, "7 days to 1 month later"), (2, "7 days to 2 months later")]
)
def test_a_window_that_opens_later_has_two_ends(months, window):
    callbacks = {"repair": {"closes_after_months": months}}

    assert ("We ask again after a repair", window) in told("en", callbacks=callbacks)


def test_of_the_contacts_those_that_are_filled_in_are_told():
    assert [name for name, _ in whom("zh_CN", CONTACTS)] == [
        "投诉由谁负责",
        "投诉电话",
        "报修电话",
        "邮箱",
        "服务时间",
    ]
    assert whom("zh_CN", Contacts()) == []


@pytest.fixture
def open_house(door) -> Resident:
    """A resident of a project that has filled in its contacts."""
    project = a_project(contacts=CONTACTS)
    return Resident(door, a_code(project, a_resolved_ticket(project)))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_form_says_so_without_any_script(open_house, language):
    open_house.headers = {"Accept-Language": language}

    block = open_house.open().text.split("<details>")[1].split("</details>")[0]

    assert "客户服务部 王芳" in block
    assert '<a href="tel:057186881234">0571-8688 1234</a>' in block
    assert {"zh-CN": "当天报告分公司领导", "en": "to the branch leader the same day"}[
        language
    ] in block


@pytest.mark.parametrize("behind", ["rate", "report", "call"])
def test_each_form_behind_a_poster_says_so(door, behind):
    poster = Resident(door, a_place_code(a_project(contacts=CONTACTS)), door=behind)

    page = poster.open()

    assert "客户服务部 王芳" in page.text
    assert "<dd>2 小时内</dd>" in page.text
    assert page.headers["cache-control"] == "private, no-cache"


def test_a_form_that_comes_back_says_so_too(open_house):
    assert "客户服务部 王芳" in open_house.send().text


def test_a_changed_policy_is_told_from_the_next_visit_on(resident, project):
    before = resident.open().text
    with writing() as session:
        projects.override_policy(session, project, SLOWER)

    after = resident.open().text

    assert ("<dd>2 小时内</dd>" in before, "<dd>4 小时内</dd>" in before) == (True, False)
    assert ("<dd>2 小时内</dd>" in after, "<dd>4 小时内</dd>" in after) == (False, True)


def test_a_mailbox_of_digits_is_not_a_telephone():
    assert dial("86881234@example.cn") == "86881234@example.cn"
    assert dial("8688 1234") == '<a href="tel:86881234">8688 1234</a>'
