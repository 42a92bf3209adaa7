"""The needs-analysis sheet is A4, in either language, and what was typed stays what it was."""

from datetime import date

import pytest

from db.projects import ProjectCard
from domain.fairness import Segment
from domain.handling import Need
from domain.need_sheets import GROUPS, LONGEST_RESPONSE, Feasibility, Heard, NeedRow
from lang import LANGUAGES
from reports.need_sheets import need_sheet
from tests.printing import printed

PROJECT = ProjectCard(1, "翠湖花园", "Asia/Shanghai", "zh_CN", "", is_sample=False)
DAYS = date(2026, 3, 1), date(2026, 3, 31)
ROWS = [
    NeedRow(Heard(Segment.TENURE, group, need), None, "<b>" + "长" * LONGEST_RESPONSE, how)
    for group in (*GROUPS[Segment.TENURE], "")
    for need, how in zip(Need, (*Feasibility, *[None] * len(Need)), strict=False)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_needs_says_who_what_and_can_it_be_done(language):
    page = need_sheet(PROJECT, ROWS, DAYS, language)

    told = {
        "zh_CN": ("需求分析", "不足 5 户", "租户", "目前可做", "未知"),
        "en": ("Needs analysis", "fewer than 5", "Tenant", "Can be done now", "Not known"),
    }[language]
    assert [words for words in told if words not in page] == []
    assert "<b>" not in page
    assert "No need was heard" in need_sheet(PROJECT, [], (None, DAYS[1]), "en")


def test_a_sheet_of_needs_is_printed_on_a4_however_long(browser):
    sheets = printed(browser, need_sheet(PROJECT, ROWS, DAYS, "zh_CN"))

    assert len(sheets) > 1
    assert {(round(one.width), round(one.height)) for one in sheets} == {(210, 297)}
