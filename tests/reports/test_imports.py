"""Rejected rows leave as a file that a spreadsheet opens and a person can mend."""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from desk.imports import Report
from desk.texts import NotWritable
from domain.errors import HuifangError
from lang import LANGUAGES, error
from reports.imports import beside, harmless, write_rejects
from tests.files import HEADINGS, a_csv, a_row, read


def a_report(*rows: list[str]) -> Report:
    return Report(read(a_csv(*rows)), 0, 0, 0, [], [], is_dry_run=False)


def written(report: Report, folder: Path, language: str = "zh_CN") -> list[list[str]]:
    path = folder / "退回.csv"
    write_rejects(report, path, language)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_rejected_row_leaves_with_its_line_and_reason(tmp_path):
    heading, row = written(a_report(a_row(), a_row(时间="上周三")), tmp_path)

    assert heading == [*HEADINGS, "行号", "原因"]
    assert row == [*a_row(时间="上周三"), "3", "时间: 不是约定格式的日期"]


def test_the_reason_is_told_in_the_language_asked_for(tmp_path):
    _, row = written(a_report(a_row(事项="", 内容="")), tmp_path, "en")

    assert row[-1] == "事项: it is empty"


def test_short_and_long_rows_keep_their_columns(tmp_path):
    _, short, long = written(a_report(["A1"], [*a_row(), "多", "出"]), tmp_path)

    assert short[-2:] == ["2", "该行列数不足"]
    assert long[: len(HEADINGS)] == a_row()
    assert long[-1] == "该行列数多于表头 多 出"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_calculate_is_marked_as_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "3 栋", "-71.0841", "+8613800000000", "1=1", "a@b.cn"])
def test_plain_text_and_numbers_are_left_alone(cell):
    assert harmless(cell) == cell


def test_no_cell_of_a_rejects_file_is_a_formula(tmp_path):
    evil = a_row(时间="=HYPERLINK(1)", 事项="@SUM(1)", 楼栋="-1+1")

    _, row = written(a_report(evil), tmp_path)

    assert [cell for cell in row if cell[:1] in set("=@+-")] == []


def test_a_mended_rejects_file_can_be_read_again(tmp_path):
    path = tmp_path / "退回.csv"
    write_rejects(a_report(a_row(时间="?", 事项="=1 号楼的灯")), path, "zh_CN")

    mended = path.read_bytes().replace(b"?", b"2026-02-20")

    (case,) = read(mended).cases
    assert case.received_at == datetime(2026, 2, 19, 16, 0, tzinfo=UTC)
    assert case.intake.subject == "=1 号楼的灯"


def test_rejects_lie_beside_their_file():
    assert beside(Path("in/工单 .xls")) == Path("in/工单 .xls.rejects.csv")


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    with pytest.raises(NotWritable) as refused:
        write_rejects(a_report(a_row(时间="?")), tmp_path / "nowhere" / "x.csv", "en")

    assert isinstance(refused.value, HuifangError)
    assert all("nowhere" in error(language, refused.value) for language in LANGUAGES)
