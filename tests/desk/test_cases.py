"""Rows become cases; a row that cannot is refused with its line, its column and a reason."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.mapping import Field, WrongMapping
from desk.texts import FileUnreadable
from domain.imports import Fault, Person, Spot
from domain.tickets import Channel, Kind
from tests.files import HEADINGS, MAPPING, a_csv, a_row, a_workbook, read


def refusal(*rows, mapping=MAPPING):
    """Line, fault and column of the only refused row."""
    (reject,) = read(a_csv(*rows), mapping).rejects
    return reject.line, reject.fault, reject.column


def the_case(row, mapping=MAPPING):
    (case,) = read(a_csv(row), mapping).cases
    return case


def test_a_sound_row_is_read_into_an_intake_a_spot_and_a_person():
    case = the_case(a_row())

    assert case.received_at == datetime(2026, 2, 20, 1, 30, tzinfo=UTC)
    assert case.intake.kind is Kind.REPAIR
    assert case.intake.channel is Channel.IMPORT
    assert (case.intake.subject, case.source_ref) == ("厨房漏水", "A1")
    assert case.spot == Spot("3 栋", "1202")
    assert case.person == Person("李强", "13800000000")


def test_no_resident_gets_into_the_intake():
    assert "李强" not in str(the_case(a_row()).intake)
    assert "13800000000" not in str(the_case(a_row()).intake)


BAD = {
    "no time": ({"时间": ""}, Fault.EMPTY, "时间"),
    "no date": ({"时间": "上周三"}, Fault.NOT_A_DATE, "时间"),
    "no such day": ({"办结": "2026-02-30"}, Fault.NOT_A_DATE, "办结"),
    "year": ({"时间": "0226-02-20"}, Fault.IMPLAUSIBLE_DATE, "时间"),
    "no subject": ({"事项": "", "内容": ""}, Fault.EMPTY, "事项"),
    "long subject": ({"事项": "长" * 201}, Fault.TOO_LONG, "事项"),
    "long words": ({"内容": "长" * 10_001}, Fault.TOO_LONG, "内容"),
    "long unit": ({"房号": "1" * 41}, Fault.TOO_LONG, "房号"),
    "long reference": ({"编号": "A" * 81}, Fault.TOO_LONG, "编号"),
    "no reference": ({"编号": ""}, Fault.EMPTY, "编号"),
    "kind": ({"类型": "灌水"}, Fault.UNKNOWN_VALUE, "类型"),
}


@pytest.mark.parametrize(("cells", "fault", "column"), BAD.values(), ids=BAD)
def test_a_bad_row_is_refused_and_the_good_one_beside_it_is_not(cells, fault, column):
    content = a_csv(a_row(编号="A0"), a_row(**cells))

    reading = read(content)

    assert [case.source_ref for case in reading.cases] == ["A0"]
    assert [(r.line, r.fault, r.column) for r in reading.rejects] == [(3, fault, column)]


def test_a_rejected_row_keeps_its_cells():
    (reject,) = read(a_csv(a_row(时间="上周三"))).rejects

    assert list(reject.cells) == a_row(时间="上周三")


def test_the_second_row_with_a_reference_is_refused():
    assert refusal(a_row(), a_row(事项="另一件")) == (3, Fault.DUPLICATE, "编号")


def test_a_refused_row_does_not_take_the_reference_away():
    reading = read(a_csv(a_row(时间=""), a_row()))

    assert [case.line for case in reading.cases] == [3]


def test_a_row_with_more_cells_than_the_heading_is_refused():
    assert refusal([*a_row(), "多出的"]) == (2, Fault.TOO_MANY_CELLS, "")
    assert the_case([*a_row(), " ", ""])


def test_a_row_that_ends_early_is_refused_only_where_a_column_is_missed():
    without_reply = replace(
        MAPPING, columns={f: c for f, c in MAPPING.columns.items() if f is not Field.REPLY}
    )

    assert refusal(a_row()[:-1]) == (2, Fault.TOO_FEW_CELLS, "")
    assert the_case(a_row()[:-1], without_reply)


def test_a_row_with_lost_characters_is_refused():
    good = [a_row(编号=f"B{number}") for number in range(20)]
    content = a_csv(*good, a_row()).replace(b"A1,2026-02-20 09:30,,\xe5", b"A1,2026-02-20 09:30,,")

    reading = read(content)

    assert [(r.line, r.fault) for r in reading.rejects] == [(22, Fault.BROKEN_CHARACTERS)]
    assert len(reading.cases) == 20


def test_a_row_whose_quotation_mark_stays_open_is_refused():
    content = a_csv(a_row()) + 'A2,2026-02-20,,"门坏了\nA3,2026-02-20,,灯坏了\n'.encode()

    (reject,) = read(content).rejects

    assert (reject.line, reject.fault) == (3, Fault.QUOTE_NOT_CLOSED)


WITH_STATUS = replace(
    MAPPING,
    columns=MAPPING.columns | {Field.STATUS: "答复"},
    values=MAPPING.values | {Field.STATUS: {"已办结": "closed", "处理中": "open"}},
)


def test_closed_without_a_time_is_refused_rather_than_dated_by_us():
    assert refusal(a_row(答复="已办结"), mapping=WITH_STATUS) == (
        2,
        Fault.CLOSED_WITHOUT_TIME,
        "答复",
    )
    assert the_case(a_row(答复="已办结", 办结="2026-02-21"), WITH_STATUS).closed_at


def test_open_with_a_closing_time_is_kept_and_marked():
    assert the_case(a_row(答复="处理中", 办结="2026-02-21"), WITH_STATUS).said_open


def test_an_unlisted_value_takes_the_default_where_there_is_one():
    lenient = replace(MAPPING, defaults={Field.KIND: "enquiry"})

    assert the_case(a_row(类型="灌水"), lenient).intake.kind is Kind.ENQUIRY
    assert the_case(a_row(类型=""), lenient).intake.kind is Kind.ENQUIRY
    assert the_case(a_row(类型="help"), lenient).intake.kind is Kind.HELP


def test_a_row_without_subject_is_headed_by_its_words():
    assert the_case(a_row(事项="")).intake.subject == "水管接头一直滴水。"


def test_numbers_from_a_workbook_stay_numbers_of_things():
    content = a_workbook(list(HEADINGS), [7, *a_row()[1:6], 1202.0, *a_row()[7:]])

    (case,) = read(content).cases

    assert (case.source_ref, case.spot.unit) == ("7", "1202")


def test_a_number_that_went_through_a_fraction_is_mended():
    assert the_case(a_row(编号="157244.0")).source_ref == "157244"
    assert the_case(a_row(编号="1.50")).source_ref == "1.50"


def test_a_true_date_cell_is_read():
    when = datetime(2026, 2, 20, 9, 30)  # noqa: DTZ001  as a cell holds it

    (case,) = read(a_workbook(list(HEADINGS), ["A1", when, *a_row()[2:]])).cases

    assert case.received_at == datetime(2026, 2, 20, 1, 30, tzinfo=UTC)


def test_without_a_reference_the_lasting_cells_are_one():
    unnumbered = replace(
        MAPPING, columns={f: c for f, c in MAPPING.columns.items() if f is not Field.SOURCE_REF}
    )

    first = the_case(a_row(), unnumbered)
    later = the_case(a_row(编号="B7", 办结="2026-02-21", 答复="已修好"), unnumbered)
    other = the_case(a_row(房号="1203"), unnumbered)

    assert first.source_ref == later.source_ref != other.source_ref
    assert len(first.source_ref) <= 80


def test_two_sources_in_one_project_keep_apart_by_a_prefix():
    assert the_case(a_row(), replace(MAPPING, ref_prefix="old:")).source_ref == "old:A1"


def test_the_heading_is_found_below_a_title():
    content = a_workbook(["翠湖花园 2026 年工单台账"], [], list(HEADINGS), a_row())

    assert [case.line for case in read(content).cases] == [4]


def test_a_column_that_the_file_lacks_is_named():
    with pytest.raises(WrongMapping) as refused:
        read(a_csv(["A1"], headings=("编号",)))

    assert (refused.value.key, refused.value.reason) == ("columns.received", "no_such_column")


def test_a_heading_without_rows_is_refused():
    with pytest.raises(FileUnreadable, match="only_heading"):
        read(a_csv())


def test_the_mark_of_a_spreadsheet_for_text_is_taken_off():
    assert the_case(a_row(事项="'=1+1 号楼")).intake.subject == "=1+1 号楼"
    assert the_case(a_row(事项="'甲'号楼")).intake.subject == "'甲'号楼"
