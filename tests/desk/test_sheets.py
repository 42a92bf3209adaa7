"""A file is read by what it holds: encoding, delimiter, packing and kind are found out."""

import gzip
import zipfile
from io import BytesIO

import pytest

from desk import sheets, texts
from desk.sheets import read_table
from desk.texts import CellTooLong, FileUnreadable
from tests.files import a_csv, a_row, a_workbook

ROWS = a_csv(a_row(), a_row(编号="A2")).decode()
RARE = "𠮷野家门口的㐂字招牌"


def cells(content: bytes) -> list[list[object]]:
    return [record.cells for record in read_table(content).records]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-32"])
def test_the_encodings_that_arrive_are_read(encoding):
    assert cells(ROWS.encode(encoding)) == cells(ROWS.encode())


def test_characters_beyond_gbk_are_read():
    assert read_table(f"事项,内容\n招牌,{RARE}\n".encode("gb18030")).records[1].cells[1] == RARE


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_by_even_rows(delimiter):
    row = a_row(内容="一楼, 二楼; 三楼\t都停水 | 急\n请回电,谢谢;")

    table = read_table(a_csv(row, row, delimiter=delimiter))

    assert table.delimiter == delimiter
    assert table.records[1].cells == row


def test_a_row_is_named_by_the_line_it_begins_on():
    content = a_csv(a_row(内容="一\n二\r\n三"), a_row(编号="A2")) + b"\r\n\r\n" + b"A3,x\r\n"

    lines = [record.line for record in read_table(content).records]

    assert lines == [1, 2, 5, 8]


def test_a_sheet_names_its_rows_as_the_spreadsheet_does():
    table = read_table(a_workbook(["标题"], [], ["编号", "时间"], ["A1", 5]))

    assert [record.line for record in table.records] == [1, 3, 4]


def test_a_packed_file_is_unpacked():
    assert cells(gzip.compress(ROWS.encode())) == cells(ROWS.encode())


def test_the_first_sheet_with_content_is_read_and_the_others_are_named():
    content = a_workbook(封面=[["编号"], ["A1"]], 附表=[["x"]])

    table = read_table(content)

    assert (table.sheet, table.left_out) == ("封面", ("附表",))
    assert read_table(content, sheet="附表").records[0].cells == ["x"]


def test_closing_notes_of_many_thousand_characters_are_read():
    long = "很长" * 100_000

    assert read_table(a_csv(a_row(内容=long))).records[1].cells[4] == long


def test_a_few_lost_characters_do_not_change_the_encoding():
    damaged = (ROWS * 20).encode().replace("滴".encode(), b"\xe6\xbb", 1)

    table = read_table(damaged)

    assert (table.encoding, table.is_damaged) == ("utf-8", True)


def locked_zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("工单.csv", ROWS)
    # The flag of an encrypted entry, in its own head and in the directory.
    return file.getvalue().replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def plain_zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.csv", "a,b")
    return file.getvalue()


UNREADABLE = {
    "nothing": (b"", "empty"),
    "blank": (b" \r\n\t\n", "empty"),
    "mark only": (b"\xef\xbb\xbf", "empty"),
    "only commas": (b",,,\n,,,\n", "empty"),
    "empty workbook": (a_workbook(), "empty"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "binary"),
    "rubbish": (bytes(range(128, 256)) * 9, "encoding"),
    "half a character": (b"\xff\xfea\x00b", "encoding"),
    "locked archive": (locked_zip(), "password"),
    "locked workbook": (
        b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "archive": (plain_zip(), "archive"),
    "cut workbook": (a_workbook(["编号"])[:900], "damaged"),
    "broken old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 2000, "damaged"),
    "cut packing": (gzip.compress(ROWS.encode())[:60], "damaged"),
    "web page": (b"<html><table><tr><td>1</td></tr></table>", "web_page"),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_holds_no_table_is_refused_with_a_reason(content, reason):
    with pytest.raises(FileUnreadable) as refused:
        read_table(content)

    assert refused.value.reason == reason


def test_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(FileUnreadable, match="no_such_sheet"):
        read_table(a_workbook(["编号"]), sheet="二月")


def test_an_encoding_given_by_name_is_the_only_one_tried():
    assert read_table("Größe,x\n1,2".encode("cp1252"), encoding="cp1252").encoding == "cp1252"
    with pytest.raises(FileUnreadable, match="encoding"):
        read_table("房号,x\n1,2".encode("gbk"), encoding="utf-8")
    with pytest.raises(FileUnreadable, match="encoding"):
        read_table(b"a,b", encoding="klingon")


def test_a_cell_without_end_names_its_line():
    with pytest.raises(CellTooLong) as refused:
        read_table(a_csv(a_row()) + b'A2,"' + b"x" * 1_100_000)

    assert refused.value.line == 3


def test_a_quotation_mark_without_end_is_found_at_the_row_that_opens_it():
    table = read_table(b'a,b\n1,"x"\n2,"open\n3,y\n')

    assert table.unclosed == 3
    assert read_table(b'a,b\n1,"x\ny"\n').unclosed is None


def test_a_small_file_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(texts, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(sheets, "MOST_BYTES", 1_000_000)
    packed = gzip.compress(b"a,b\n" * 250_000)
    swollen = BytesIO(a_workbook(["编号", "事由"]))
    with zipfile.ZipFile(swollen, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/nothing.bin", bytes(1_000_000))

    assert cells(packed)[0] == ["a", "b"]
    for bomb in (gzip.compress(b"a,b\n" * 250_001), swollen.getvalue()):
        assert len(bomb) < 20_000
        with pytest.raises(FileUnreadable) as refused:
            read_table(bomb)
        assert refused.value.reason == "too_large"


def test_a_sheet_that_claims_to_be_endless_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_CELLS", 10)

    assert len(cells(a_workbook(*[[1, 2]] * 5))) == 5
    with pytest.raises(FileUnreadable):
        read_table(a_workbook(*[[1, 2]] * 100))
