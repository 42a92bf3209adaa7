"""What a browser sends becomes a filled form, or is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.satisfaction import OutsideLadder
from domain.surveys import Chip, Form
from survey.forms import LONGEST_WORDS, Draft, NothingSaid, WordsTooLong, tidy_words


def a_draft(form=Form.STANDARD, **fields):
    return Draft.sent({name: [value] for name, value in fields.items()}, form)


@pytest.mark.parametrize("mark", "12345")
def test_the_labels_of_the_ladder_are_marks(mark):
    assert a_draft(d1=mark).answers().delivered[0] == int(mark)


@pytest.mark.parametrize("mark", ["0", "6", "10", "1.0", " 1", "١", "on"])
def test_nothing_else_is_a_mark(mark):
    with pytest.raises(OutsideLadder) as refused:
        a_draft(e4=mark).answers()

    assert (refused.value.item, refused.value.value) == ("e4", mark)


@pytest.mark.parametrize("item", ["d2", "d3", "e1", "e2", "e3", "e4"])
def test_an_item_with_such_a_button_may_not_apply(item):
    draft = a_draft(**{item: "na"})

    assert draft.not_applicable() == (item,)
    assert draft.answers().given() == []


@pytest.mark.parametrize("item", ["d1", "c"])
def test_an_item_without_such_a_button_always_applies(item):
    with pytest.raises(OutsideLadder):
        a_draft(**{item: "na"}).answers()


def test_what_the_form_does_not_ask_is_ignored():
    draft = a_draft(Form.PULSE, d1="4", e1="9", d3="x", verdict="very_satisfied")

    assert dict(draft.marks) == {"d1": "4"}


def test_two_marks_for_one_question_are_refused():
    draft = Draft.sent({"d1": ["1", "5"]}, Form.STANDARD)

    with pytest.raises(OutsideLadder):
        draft.answers()


def test_the_same_mark_twice_is_one_mark():
    assert Draft.sent({"d1": ["5", "5"]}, Form.STANDARD).answers().delivered[0] == 5


@pytest.mark.parametrize("said", [{"d1": "5"}, {"e1": "na"}, {"words": "好"}, {"call_me": "1"}])
def test_any_one_thing_is_something(said):
    a_draft(**said).must_say_something()


@pytest.mark.parametrize("said", [{}, {"words": " \n\u200b"}, {"chip": "nonsense"}])
def test_nothing_is_nothing(said):
    with pytest.raises(NothingSaid):
        a_draft(**said).must_say_something()


@pytest.mark.parametrize("length", [LONGEST_WORDS, LONGEST_WORDS + 1])
def test_words_are_bounded(length):
    draft = a_draft(words="字" * length)

    if length > LONGEST_WORDS:
        with pytest.raises(WordsTooLong):
            draft.concern()
    else:
        assert len(draft.concern().words) == length


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  来晚了\r\n两小时  ", "来晚了\n两小时"),
        ("a\tb", "a b"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("bell\x07 null\x00 escape\x1b[31m", "bell null escape[31m"),
        ("abc\u202ecba\u2066x\u2069\u200e", "abccbax"),
        ("\ufeffmark", "mark"),
        ("lone\ud83d surrogate", "lone surrogate"),
        ("👨\u200d👩\u200d👧 family", "👨\u200d👩\u200d👧 family"),
        ("cafe\u0301", "café"),
        ("line\u2028break", "line\nbreak"),
    ],
)
def test_words_become_harmless_text(typed, kept):
    assert tidy_words(typed) == kept


@given(st.text())
def test_tidy_words_can_be_stored_and_stay_as_they_are(typed):
    once = tidy_words(typed)

    once.encode("utf-8")
    assert "\x00" not in once
    assert tidy_words(once) == once


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=3)))
def test_no_field_can_upset_a_draft(fields):
    draft = Draft.sent(fields, Form.STANDARD)

    assert set(draft.chips) <= set(Chip)
    assert len(draft.send_key("number")) == 40


def test_the_same_words_on_the_same_blank_are_the_same_sending():
    assert a_draft(d1="5").send_key("one") == a_draft(d1="5").send_key("one")


@pytest.mark.parametrize("other", [{"d1": "4"}, {"d1": "5", "words": "x"}, {"d2": "5"}])
def test_other_words_are_another_sending(other):
    assert a_draft(**other).send_key("one") != a_draft(d1="5").send_key("one")
    assert a_draft(d1="5").send_key("two") != a_draft(d1="5").send_key("one")
