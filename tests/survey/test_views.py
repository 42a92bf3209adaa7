"""What a resident meets behind a code: the form, the thanks, and a way to correct."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest

from db import tickets as tickets_db
from db.engine import reading
from desk.surveys import receive
from domain.errors import ChangedMeanwhile
from domain.satisfaction import Verdict
from domain.surveys import Block, Form, block_order
from domain.tickets import Channel, Kind
from survey import views
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MINUTE,
    MOMENT,
    WEDNESDAY_MORNING,
    a_code,
    a_place_code,
    a_project,
    a_resolved_ticket,
    a_ticket,
)
from tests.survey.residents import Resident, answers, blank_of, checked, rows

KEEP = re.compile(r' data-keep="(\w+)"')


def test_the_form_says_which_job_it_is_about(resident):
    page = resident.open()

    assert page.status_code == 200
    assert "厨房水管漏水" in page.text
    assert "3月3日完成" in page.text


def test_nothing_is_preselected_and_nothing_required(resident):
    page = resident.open()

    assert checked(page) == {}
    assert "required" not in page.text


def test_looking_stores_nothing(resident):
    before = rows()

    for query in ("", "?lang=en"):
        resident.open(query)
    resident.client.head(resident.address)

    assert rows() == before


def test_marks_are_stored_as_they_were_given(resident):
    resident.send(**DELIGHTED)

    [answer] = answers()
    assert {item: getattr(answer, item) for item in DELIGHTED} == DELIGHTED
    assert answer.verdict is Verdict.VERY_SATISFIED
    assert answer.answered_at == WEDNESDAY_MORNING


def test_not_applicable_is_stored_as_nothing_with_its_reason(resident):
    resident.send(**CONTENT | {"d2": "na", "e1": "na"})

    [answer] = answers()
    assert (answer.d2, answer.e1) == (None, None)
    assert answer.not_applicable == ["d2", "e1"]


def test_a_single_answer_is_enough(resident):
    page = resident.send(c=4)

    assert page.status_code == 200
    assert answers()[0].verdict is Verdict.VERY_SATISFIED


def test_chips_words_and_the_wish_for_a_call_are_stored(resident):
    resident.send(
        d1=3, chip=["speed", "price", "no such chip"], words="早点来", phone="13900000000"
    )

    [answer] = answers()
    assert (answer.chips, answer.words, answer.call_me) == (["speed", "price"], "早点来", True)


@pytest.mark.parametrize("first", Block)
def test_the_half_that_stands_first_alternates_and_is_kept(resident, project, first):
    codes = (fresh(project) for _ in count())
    asked = Resident(resident.client, next(c for c in codes if block_order(c) is first))

    page = asked.open().text
    asked.send(**CONTENT)

    assert (page.index('name="d1"') < page.index('name="e1"')) is (first is Block.DELIVERED_FIRST)
    assert answers()[0].block is first


def fresh(project: int) -> str:
    """The code of another job that is done."""
    return a_code(project, a_resolved_ticket(project))


def test_the_time_from_opening_to_sending_is_kept(resident, clock):
    blank = resident.blank()
    clock.shift(timedelta(seconds=50))

    resident.send(blank, **CONTENT)

    assert answers()[0].seconds == 50


def test_thanks_say_when_a_call_may_come(resident):
    page = resident.send(**DELIGHTED)

    assert "谢谢您" in page.text
    assert "4月3日之前" in page.text


def test_a_resident_let_down_learns_the_complaint_and_its_promised_time(resident, project):
    page = resident.send(**LET_DOWN, chip="speed", words="来晚了两个小时")

    complaint = answers()[0].complaint or 0
    with reading() as session:
        intake = tickets_db.intake(session, project, complaint)
    assert (intake.kind, intake.channel, intake.words) == (
        Kind.COMPLAINT,
        Channel.QR,
        "来晚了两个小时",
    )
    assert f'<dd class="figure">{complaint}</dd>' in page.text
    assert "3月6日 09:00" in page.text
    assert 'href="tel:057186881234"' in page.text


def test_disappointment_without_a_problem_opens_nothing_but_is_invited_to_say_more(resident):
    page = resident.send(**LET_DOWN)

    assert answers()[0].complaint is None
    assert "再次打开这个码告诉我们" in page.text


def test_whoever_asked_for_a_call_is_told_that_it_comes(resident):
    page = resident.send(**CONTENT, call_me="1", phone="139 0000 0000")

    assert "我们会打给您" in page.text
    assert f"登记编号：{answers()[0].call_ticket}" in page.text


def test_a_call_is_not_promised_to_whoever_left_no_number(resident):
    back = resident.send(**CONTENT, call_me="1")

    assert back.status_code == 422
    assert "请再看一下电话号码" in back.text
    assert checked(back)["call_me"] == "1"
    assert answers() == []


def test_the_same_sending_twice_is_one_answer(resident):
    blank = resident.blank()

    first, again = (resident.send(blank, **LET_DOWN, chip="speed") for _ in range(2))

    assert len(answers()) == 1
    assert first.text == again.text


def test_two_sendings_at_the_same_moment_are_one_answer(resident):
    blank = resident.blank()

    with ThreadPoolExecutor(4) as phones:
        sendings = [phones.submit(resident.send, blank, **LET_DOWN, chip="speed") for _ in "four"]

    assert [sent.result().status_code for sent in sendings] == [200] * 4
    assert len(answers()) == 1


def test_going_back_and_changing_an_answer_is_a_correction(resident):
    blank = resident.blank()

    resident.send(blank, **CONTENT)
    resident.send(blank, **CONTENT | {"d1": 2})

    assert [(answer.version, answer.d1) for answer in answers()] == [(1, 4), (2, 2)]


def test_an_answered_code_shows_the_earlier_marks_for_correction(resident, clock):
    resident.send(**CONTENT | {"d3": "na"}, chip="price", call_me="1", phone="13900000000")
    clock.shift(HOUR)

    page = resident.open()

    wanted = {item: str(mark) for item, mark in CONTENT.items()} | {"d3": "na"}
    assert checked(page) == wanted | {"chip": "price", "call_me": "1"}
    assert "您已于 3月4日 09:00 作过评价，3月5日 09:00 之前" in page.text


def test_a_correction_is_a_second_version_and_the_first_stays(resident, clock):
    resident.send(**LET_DOWN, chip="speed")
    clock.shift(HOUR)

    page = resident.send(**DELIGHTED)

    assert [(answer.version, answer.d1) for answer in answers()] == [(1, 1), (2, 5)]
    assert "您的修改我们已收到" in page.text


def test_written_words_are_not_shown_to_whoever_holds_the_slip(resident, clock):
    resident.send(**LET_DOWN, words="师傅态度很差")
    clock.shift(HOUR)

    assert "师傅态度很差" not in resident.open().text


def test_words_left_alone_in_a_correction_stay(resident, clock):
    resident.send(**LET_DOWN, words="师傅态度很差")
    clock.shift(HOUR)

    resident.send(**CONTENT)

    assert [answer.words for answer in answers()] == ["师傅态度很差"] * 2


@pytest.mark.parametrize(("wait", "title"), [(DAY, "修改您的评价"), (DAY + MOMENT, "我们已收到")])
def test_an_answer_can_be_corrected_for_a_day(resident, clock, wait, title):
    resident.send(**CONTENT)
    clock.shift(wait)

    page = resident.open()

    assert page.status_code == 200
    assert title in page.text


def test_a_correction_after_a_day_is_refused_with_the_time_of_the_answer(resident, clock):
    resident.send(**CONTENT)
    clock.shift(23 * HOUR)
    late = resident.blank()
    clock.shift(2 * HOUR)

    page = resident.send(late, **DELIGHTED)

    assert page.status_code == 409
    assert "3月4日 09:00" in page.text
    assert len(answers()) == 1


def test_two_phones_with_one_code_share_one_answer(resident):
    resident.send(**CONTENT)

    Resident(resident.client, resident.address.removeprefix("/s/")).send(**DELIGHTED)

    assert [answer.version for answer in answers()] == [1, 2]


def test_a_short_form_asks_three_questions(resident):
    project = a_project(policy={"survey": {"ticket_form": "pulse"}})
    pulse = Resident(resident.client, fresh(project))

    page = pulse.open()
    pulse.send(d1=2, d2="na", c=1, e1=5)

    assert "共 3 个小问题" in page.text
    assert 'name="e1"' not in page.text
    [answer] = answers()
    assert (answer.form, answer.e1, answer.not_applicable) == (Form.PULSE, None, ["d2"])


@pytest.fixture
def poster(resident, project) -> Resident:
    """A poster in the lift."""
    return Resident(resident.client, a_place_code(project), door="rate")


def test_a_poster_opens_an_empty_form_for_everybody(poster):
    poster.send(d1=1, c=1, words="电梯脏")

    page = poster.open()

    assert checked(page) == {}
    assert "请您评价这里的服务" in page.text


def test_each_visitor_of_a_poster_gives_an_answer_of_their_own(poster):
    poster.send(d1=1, c=1)
    poster.send(d1=5, c=5)

    assert [answer.version for answer in answers()] == [1, 1]


def test_a_double_tap_at_a_poster_is_one_answer(poster):
    blank = poster.blank()

    for _ in range(2):
        poster.send(blank, d1=4)

    assert len(answers()) == 1


def test_a_form_left_open_for_a_day_comes_back_filled_in_and_is_accepted_then(resident, clock):
    blank = resident.blank()
    clock.shift(DAY)

    back = resident.send(blank, **CONTENT, words="谢谢", chip="price")

    assert back.status_code == 422
    assert "您填写的内容都还在" in back.text
    assert checked(back) == {item: str(mark) for item, mark in CONTENT.items()} | {"chip": "price"}
    assert "谢谢</textarea>" in back.text
    assert resident.send(blank_of(back), **CONTENT, words="谢谢").status_code == 200
    assert answers()[0].seconds == DAY.total_seconds()


def test_a_form_is_accepted_until_the_day_is_over(resident, clock):
    blank = resident.blank()
    clock.shift(DAY - timedelta(seconds=1))

    assert resident.send(blank, **CONTENT).status_code == 200


@pytest.mark.parametrize("forged", ["", "nonsense", "WyJ4IiwxLDFd.c2lnbmF0dXJl"])
def test_a_form_that_is_not_ours_comes_back_filled_in(resident, forged):
    back = resident.send(forged, **CONTENT)

    assert back.status_code == 422
    assert checked(back)["d1"] == "4"
    assert answers() == []


def test_how_long_a_form_that_was_not_ours_lay_open_is_unknown(resident, clock):
    back = resident.send("forged", **CONTENT)
    clock.shift(MINUTE)

    resident.send(blank_of(back), **CONTENT)

    assert answers()[0].seconds is None


def test_a_form_of_another_code_is_not_accepted(resident, project):
    other = Resident(resident.client, fresh(project))

    assert resident.send(other.blank(), **CONTENT).status_code == 422


def test_an_untouched_form_comes_back_with_a_hint(resident):
    back = resident.send()

    assert back.status_code == 422
    assert "只答一项也可以" in back.text
    assert answers() == []


@pytest.mark.parametrize("mark", ["0", "6", "3.5", "-1", "４", "true", "na", "5'--", ["1", "5"]])
def test_a_mark_outside_the_ladder_is_refused_and_the_rest_kept(resident, mark):
    back = resident.send(**CONTENT | {"d1": mark})

    assert back.status_code == 422
    assert "有一项回答不在选项之内" in back.text
    assert checked(back) == {item: str(m) for item, m in CONTENT.items() if item != "d1"}
    assert answers() == []


def test_words_that_are_too_long_come_back_whole(resident):
    back = resident.send(words="长" * 2001)

    assert back.status_code == 422
    assert "2000 字以内" in back.text
    assert "长" * 2001 in back.text
    assert resident.send(words="长" * 2000).status_code == 200


def test_hostile_words_are_harmless(resident, clock):
    words = "</textarea><script>alert(1)</script>\u202egnp.exe\u0000 =1+1"
    back = resident.send("forged", words=words)

    assert "<script>alert" not in back.text
    resident.send(blank_of(back), words=words)
    assert answers()[0].words == "</textarea><script>alert(1)</script>gnp.exe =1+1"


def test_broken_encodings_are_harmless(resident):
    blank = resident.blank()
    body = f"blank={blank}&d1=4&words=%ff%fe%ED%A0%80ok&%ff=1".encode()

    page = resident.client.post(
        resident.address,
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert page.status_code == 200
    assert answers()[0].words.endswith("ok")


@pytest.mark.parametrize(
    ("header", "query", "spoken"),
    [
        ("zh-CN,zh;q=0.9", "", "请您评价这次服务"),
        ("en-GB,en;q=0.9", "", "How was our service?"),
        ("fr", "", "请您评价这次服务"),
        ("zh-CN", "?lang=en", "How was our service?"),
        ("en", "?lang=zh_CN", "请您评价这次服务"),
        ("en", "?lang=kl", "How was our service?"),
    ],
)
def test_the_form_speaks_the_residents_language(resident, header, query, spoken):
    resident.headers = {"Accept-Language": header}

    assert spoken in resident.open(query).text


def test_the_language_of_the_form_is_kept_with_the_answer(resident):
    page = resident.send(query="?lang=en", **LET_DOWN, words="late")

    assert "To be resolved by" in page.text
    assert answers()[0].language == "en"


def test_a_switch_leads_to_the_same_code_in_the_other_language(resident):
    assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in resident.open().text


def test_large_type_is_a_link_and_goes_along_with_the_language(resident):
    plain, big = resident.open("?lang=en").text, resident.open("?lang=en&type=big").text

    assert '<a href="?lang=en&amp;type=big" class="type">' in plain
    assert '<html lang="en">' in plain
    assert '<a href="?lang=en" class="type">' in big
    assert '<a href="?lang=zh_CN&amp;type=big"' in big
    assert '<html lang="en" class="big">' in big


def test_large_type_stays_after_sending(resident):
    assert 'class="big"' in resident.send(query="?type=big", **CONTENT).text


@pytest.mark.parametrize("asked", ["?type=huge", '?type="><b>', "?type="])
def test_any_other_type_is_the_ordinary_one(resident, asked):
    assert 'class="big"' not in resident.open(asked).text


def test_the_page_says_what_may_be_kept_on_the_phone(resident):
    """The script keeps drafts of new forms and of forms that came back; never after sending."""
    fresh, back, thanks = resident.open(), resident.send(), resident.send(**CONTENT)
    correction = resident.open()

    told = [KEEP.search(page.text)[1] for page in (fresh, back, thanks, correction)]
    assert told == ["new", "back", "sent", "sent"]


def test_an_answer_that_met_another_is_tried_again(resident, monkeypatch):
    refusals = iter([ChangedMeanwhile, ChangedMeanwhile, None])

    def busy(*arguments, **named):
        refusal = next(refusals)
        if refusal:
            raise refusal
        return receive(*arguments, **named)

    monkeypatch.setattr(views, "receive", busy)

    assert resident.send(**CONTENT).status_code == 200
    assert len(answers()) == 1


def test_a_job_still_under_way_says_how_far_it_is(resident, project):
    early = Resident(resident.client, a_code(project, a_ticket(project, subject="车库道闸不抬杆")))

    page = early.open()

    assert page.status_code == 200
    assert "已收到，正在安排人员" in page.text
    assert "车库道闸不抬杆" in page.text
    assert "我们已收到" in page.text
    assert (
        early.client.post(early.address, data={"d1": 1}, headers=early.headers).status_code == 409
    )
