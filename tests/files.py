"""Files as other systems export them, and the verbs that take them in."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import xlsxwriter

from db import projects
from db.engine import reading, writing
from desk import imports
from desk.imports import Report
from desk.mapping import Mapping, read_mapping
from domain.access import Actor
from tests.builders import MONDAY_MORNING, SHANGHAI

HEADINGS = ("编号", "时间", "办结", "事项", "内容", "楼栋", "房号", "业主", "电话", "类型", "答复")
MAPPING = read_mapping(
    """
    dates = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]

    [columns]
    source_ref = "编号"
    received = "时间"
    closed = "办结"
    subject = "事项"
    words = "内容"
    building = "楼栋"
    unit = "房号"
    resident = "业主"
    phone = "电话"
    kind = "类型"
    reply = "答复"

    [values.kind]
    "报修" = "repair"
    "投诉" = "complaint"
    """
)
ROW = {
    "编号": "A1",
    "时间": "2026-02-20 09:30",
    "办结": "",
    "事项": "厨房漏水",
    "内容": "水管接头一直滴水。",
    "楼栋": "3 栋",
    "房号": "1202",
    "业主": "李强",
    "电话": "13800000000",
    "类型": "报修",
    "答复": "",
}


def a_row(**cells: str) -> list[str]:
    """A sound open row of HEADINGS, with some cells replaced."""
    return list((ROW | cells).values())


def a_csv(*rows: list[str], headings: tuple[str, ...] = HEADINGS, delimiter: str = ",") -> bytes:
    written = StringIO()
    csv.writer(written, delimiter=delimiter).writerows([list(headings), *rows])
    return written.getvalue().encode()


def a_workbook(*rows: Sequence[object], **sheets: Sequence[Sequence[object]]) -> bytes:
    """The rows in the first sheet; further sheets by name."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm"}) as workbook:
        for name, content in {"工单": list(rows), **sheets}.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(content):
                sheet.write_row(at, 0, row)
    return file.getvalue()


def read(content: bytes, mapping: Mapping | None = MAPPING) -> imports.Reading:
    return imports.read(content, SHANGHAI, mapping, file_name="工单.csv")


def take_in(
    project_id: int,
    content: bytes,
    mapping: Mapping | None = MAPPING,
    *,
    actor: Actor | None = None,
    now: datetime = MONDAY_MORNING,
) -> Report:
    """The file read and stored."""
    with writing() as session:
        found = imports.read(content, zone_of(project_id), mapping, file_name="工单.csv")
        return imports.bring_in(session, actor, project_id, found, now)


def rehearse(project_id: int, content: bytes, now: datetime = MONDAY_MORNING) -> Report:
    """A dry run, in a session that could not write."""
    found = imports.read(content, zone_of(project_id), MAPPING)
    with reading() as session:
        return imports.bring_in(session, None, project_id, found, now, dry_run=True)


def zone_of(project_id: int) -> ZoneInfo:
    with reading() as session:
        return projects.card(session, project_id).zone
