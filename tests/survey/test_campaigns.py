"""What a household meets behind its letter: the year's form, and kind pages around its window."""

import pytest

from domain.surveys import Block, Form
from survey.questions import items, sections
from tests.builders import (
    CONTENT,
    DAY,
    MINUTE,
    MOMENT,
    WEDNESDAY_MORNING,
    a_campaign,
    letters_of,
)
from tests.survey.residents import Resident, answers, checked, rows

CONTACT = "tel:057186881234"
MARKS = {item: str(mark) for item, mark in CONTENT.items()}


def a_letter(door, project: int, opens_at, closes_at, language: str = "zh-CN") -> Resident:
    """Somebody with their household's letter in hand."""
    campaign = a_campaign(
        project, opens_at=opens_at, closes_at=closes_at, planned_at=opens_at - DAY, households=1
    )
    (code,) = letters_of(project, campaign).values()
    return Resident(door, code, language)


@pytest.fixture
def household(door, project) -> Resident:
    """The campaign runs since yesterday and until Friday morning."""
    return a_letter(door, project, WEDNESDAY_MORNING - DAY, WEDNESDAY_MORNING + 2 * DAY)


@pytest.mark.parametrize(
    ("language", "heading", "first"),
    [
        ("zh_CN", "过去一年", "总的来说，过去一年我们的服务怎么样？"),
        ("en", "The past year", "Overall, how good was our service in the past year?"),
    ],
)
def test_the_campaign_form_is_the_standard_one_worded_for_the_year(language, heading, first):
    year = sections(Form.CAMPAIGN, Block.DELIVERED_FIRST, language)
    standard = sections(Form.STANDARD, Block.DELIVERED_FIRST, language)

    assert items(Form.CAMPAIGN) == items(Form.STANDARD)
    assert (year[0].heading, year[0].questions[0].words) == (heading, first)
    for worded, usual in zip(year, standard, strict=True):
        for asked, known in zip(worded.questions, usual.questions, strict=True):
            assert asked.words != known.words
            assert (asked.item, asked.labels) == (known.item, known.labels)
            assert asked.not_applicable == known.not_applicable


def test_a_household_sees_the_form_of_the_year(household):
    page = household.open()

    assert page.status_code == 200
    assert "过去一年，我们的服务怎么样？" in page.text
    assert "每户答一份" in page.text
    assert checked(page) == {}


def test_a_household_answers_corrects_and_is_done(household, clock):
    household.send(**MARKS)
    household.send(**MARKS | {"d1": "5"})
    clock.shift(DAY + MINUTE)

    page = household.open()

    assert [(row.form, row.slot, row.version, row.d1) for row in answers()] == [
        (Form.CAMPAIGN, "household", 1, 4),
        (Form.CAMPAIGN, "household", 2, 5),
    ]
    assert page.status_code == 200
    assert '<form method="post"' not in page.text


@pytest.mark.parametrize(
    ("language", "title", "when"),
    [
        ("zh-CN", "普查还没有开始", "3月4日 09:01"),
        ("en", "The survey has not begun yet", "4 Mar 09:01"),
    ],
)
def test_before_the_window_a_letter_says_from_when(door, project, language, title, when):
    begins = WEDNESDAY_MORNING + MINUTE
    early = a_letter(door, project, begins, begins + DAY, language)
    before = rows()

    seen, sent = early.open(), early.send("", **MARKS)

    assert (seen.status_code, sent.status_code) == (200, 409)
    for page in (seen, sent):
        assert all(said in page.text for said in (title, when, CONTACT))
    assert rows() == before


@pytest.mark.parametrize(
    ("language", "title", "when"),
    [
        ("zh-CN", "本次普查已经结束", "3月4日 09:00"),
        ("en", "The survey is over", "4 Mar 09:00"),
    ],
)
def test_after_the_window_a_letter_says_since_when_and_whom_to_call(
    door, project, language, title, when
):
    late = a_letter(door, project, WEDNESDAY_MORNING - DAY, WEDNESDAY_MORNING, language)
    before = rows()

    seen, sent = late.open(), late.send("", **MARKS)

    assert (seen.status_code, sent.status_code) == (410, 410)
    for page in (seen, sent):
        assert all(said in page.text for said in (title, when, CONTACT))
    assert rows() == before


def test_a_form_opened_in_time_and_sent_too_late_is_told_so(household, clock):
    blank = household.blank()
    clock.move_to(WEDNESDAY_MORNING + 2 * DAY)

    page = household.send(blank, **MARKS)

    assert page.status_code == 410
    assert answers() == []


def test_a_form_sent_in_the_last_moment_counts(household, clock):
    clock.move_to(WEDNESDAY_MORNING + 2 * DAY - 1000 * MOMENT)

    page = household.send(**MARKS)

    assert page.status_code == 200
    assert len(answers()) == 1
