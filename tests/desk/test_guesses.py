"""A file without a mapping is known by its headings, and where they are silent by its values."""

import pytest

from desk.guesses import Because, ColumnNotFound, guess
from desk.mapping import Field, as_toml, read_mapping
from desk.sheets import read_table
from desk.synonyms import HEADINGS
from tests.files import a_csv, read

F = Field


def guessed(headings, *rows):
    return guess(read_table(a_csv(*rows, headings=headings)))


def test_chinese_headings_are_known():
    found = guessed(
        (
            "工单号",
            "报修时间",
            "完成时间",
            "报修内容",
            "楼栋",
            "房号",
            "业主姓名",
            "联系电话",
            "来源",
        ),
        ["7", "2026-02-20 09:30", "", "灯不亮", "3 栋", "1202", "李强", "138", "来电"],
    )

    assert set(found.mapping.columns) == {
        *(F.SOURCE_REF, F.RECEIVED, F.RESOLVED, F.WORDS, F.BUILDING, F.UNIT, F.RESIDENT),
        *(F.PHONE, F.CHANNEL),
    }
    assert found.mapping.values[F.CHANNEL] == {"来电": "phone"}
    assert found.unused == ()


def test_english_headings_are_known_and_the_rest_is_named():
    found = guessed(
        ("Ticket_ID", "Opened", "Closed", "Summary", "Mood"),
        ["1", "3/4/2026", "", "Lamp", "sour"],
        ["2", "3/25/2026", "", "Door", "sweet"],
    )

    assert found.mapping.columns[F.SOURCE_REF] == "Ticket_ID"
    assert "%m/%d/%Y" in found.mapping.dates
    assert not [pattern for pattern in found.mapping.dates if not pattern.startswith("%m/%d/%Y")]
    assert (found.unused, found.unsure_dates) == (("Mood",), False)


def test_where_day_and_month_could_be_either_it_says_so():
    assert guessed(("date", "subject"), ["3/4/2026", "Lamp"]).unsure_dates
    assert guessed(("date", "subject"), ["25/4/2026", "Lamp"]).mapping.dates[-1] == "%d/%m/%Y"


def test_where_headings_are_silent_the_values_speak():
    found = guessed(
        ("甲", "乙", "丙", "丁"),
        ["K-1", "2026-02-20", "2026-02-21", "电梯停在三楼不动了"],
        ["K-2", "2026-02-22", "", "大堂的灯一闪一闪"],
    )

    assert found.mapping.columns == {
        F.SOURCE_REF: "甲",
        F.RECEIVED: "乙",
        F.CLOSED: "丙",
        F.WORDS: "丁",
    }
    assert set(found.because.values()) == {Because.VALUES}


def test_a_heading_that_promises_dates_and_holds_none_is_not_believed():
    found = guessed(("日期", "登记时间", "事项"), ["周一", "2026-02-20", "灯"])

    assert found.mapping.columns[F.RECEIVED] == "登记时间"


def test_kinds_are_known_by_what_the_column_says():
    found = guessed(
        ("编号", "日期", "事项", "类型"),
        ["1", "2026-02-20", "灯", "室内维修"],
        ["2", "2026-02-20", "狗叫", "邻里投诉"],
        ["3", "2026-02-20", "你好", "杂"],
    )

    assert found.mapping.values[F.KIND] == {"室内维修": "repair", "邻里投诉": "complaint"}
    assert found.mapping.defaults[F.KIND] == "other_service"


def test_a_status_that_is_not_fully_understood_is_left_alone():
    found = guessed(
        ("编号", "日期", "事项", "状态"),
        ["1", "2026-02-20", "灯", "已办结"],
        ["2", "2026-02-20", "门", "?"],
    )

    assert F.STATUS not in found.mapping.columns
    assert "状态" in found.unused


@pytest.mark.parametrize(
    ("headings", "row", "field"),
    [(("编号", "事项"), ["1", "灯"], "received"), (("日期",), ["2026-02-20"], "subject")],
)
def test_a_file_that_tells_neither_when_nor_what_is_refused(headings, row, field):
    with pytest.raises(ColumnNotFound) as refused:
        guessed(headings, row)

    assert refused.value.field == field


def test_a_guess_can_be_written_down_corrected_and_used():
    content = a_csv(["1", "2026-02-20", '灯 "坏"\\'], headings=("编号", "日期", "事项"))
    reading = read(content, None)

    written = as_toml(reading.mapping)

    assert read_mapping(written) == reading.mapping
    assert read(content, read_mapping(written)).cases == reading.cases


def test_no_synonym_stands_for_two_columns():
    words = [word for known in HEADINGS.values() for word in known]

    assert len(words) == len(set(words))
