"""Sheets: set once, filled for each visitor, the same page packed or not."""

import gzip

from survey import sheets
from survey.sheets import cut, gap, kept


def test_what_differs_is_put_in_where_the_gap_was_left():
    sheet = cut(f"<p>{gap('subject')}</p><b>{gap('number')}</b>")

    assert sheet.filled({"subject": "厨房", "number": "7"}) == "<p>厨房</p><b>7</b>".encode()


def test_packed_and_unpacked_are_the_same_page():
    sheet = cut("翠湖" * 2_000 + gap("subject") + "花园" * 2_000)

    for subject in ("", "水管漏水", "x" * 20_000):
        late = {"subject": subject}
        assert gzip.decompress(sheet.filled_and_packed(late)) == sheet.filled(late)


def test_a_page_without_gaps_is_one_piece():
    assert gzip.decompress(cut("<p>谢谢</p>").filled_and_packed({})) == "<p>谢谢</p>".encode()


def test_what_is_put_in_stays_text():
    filled = cut(f'<input value="{gap("blank")}">').filled({"blank": '"><script>'})

    assert filled == b'<input value="&#34;&gt;&lt;script&gt;">'


def test_a_sheet_is_set_once():
    set_before = kept("a sheet of this test", lambda: "<p>first</p>")

    assert kept("a sheet of this test", lambda: "<p>second</p>") is set_before


def test_there_are_never_more_sheets_than_fit(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHEETS", 3)
    monkeypatch.setattr(sheets, "_sheets", {})

    for number in range(10):
        kept(number, lambda: "<p>set</p>")

    assert len(sheets._sheets) <= 3
