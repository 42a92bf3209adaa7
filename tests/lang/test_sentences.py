"""Which language is spoken, and that it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lang import LANGUAGES, negotiate, say, words


def test_each_language_says_its_own_word():
    assert say("en", "Repair") == "Repair"
    assert say("zh_CN", "Repair") == "报修"


def test_facts_fill_the_places():
    assert say("zh_CN", "{length} ago", length="2 小时") == "2 小时前"


def test_a_sentence_without_facts_keeps_its_braces():
    assert say("en", "{length} ago") == "{length} ago"


def test_a_catalogue_is_read_once():
    assert words("zh_CN") is words("zh_CN")


@pytest.mark.parametrize("language", ["fr", "zh", "EN", "", "../en"])
def test_an_unknown_language_is_refused(language):
    with pytest.raises(KeyError):
        words(language)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("zh-Hant-TW", "zh_CN"),
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("fr-FR, en;q=0.5, zh;q=0.4", "en"),
        ("en;q=0.3, zh;q=0.7", "zh_CN"),
        ("en;q=0.5, zh;q=0.5", "en"),
        ("en ; q=1.000 , zh", "en"),
        ("en;q=0, *", "zh_CN"),
        ("zh;q=0, *", "en"),
        ("*", "zh_CN"),
        ("en;q=0.1, *;q=0.5", "zh_CN"),
        ("fr, de", "zh_CN"),
        ("en;q=2, zh;q=abc", "zh_CN"),
        ("english", "zh_CN"),
        (";;;,,q=1,-", "zh_CN"),
        ("", "zh_CN"),
        (None, "zh_CN"),
    ],
)
def test_the_browser_is_answered_in_the_language_it_likes_best(header, language):
    assert negotiate(header) == language


def test_a_project_may_have_another_default():
    assert negotiate("fr", default="en") == "en"
    assert negotiate("*", default="en") == "en"


RANGES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["zh", "en", "fr", "*", "zh-Hans", "en-US", ""]),
    st.sampled_from([";q=", "; q=", ";", ""]),
    st.sampled_from(["0", "1", "0.5", "0.1234", "1.1", "x", ""]),
)


@given(st.text() | st.lists(RANGES).map(",".join))
def test_whatever_a_browser_sends_it_is_answered(header):
    assert negotiate(header) in LANGUAGES
