"""The progress page: what a resident is told, and two wishes, hurry and not fixed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from db.engine import reading, writing
from db.schema import Project
from desk.tickets import open_dossier
from domain.contacts import Contacts
from domain.tickets import Rung, Stage, Step
from survey.guard import Blank, seal
from tests.builders import (
    CONTENT,
    DAY,
    HOUR,
    MINUTE,
    a_code,
    a_colleague,
    a_ticket,
    take,
)
from tests.survey.residents import Resident, answers, blank_for, rows

FOUR_HOURS = timedelta(hours=4)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def job(project) -> int:
    """Received on Monday, and nobody has it yet."""
    return a_ticket(project, subject="车库道闸不抬杆")


@pytest.fixture
def waiting(door, project, job) -> Resident:
    """Whoever waits for it."""
    return Resident(door, a_code(project, job), door="progress")


@pytest.fixture
def served(resident: Resident) -> Resident:
    """Somebody whose kitchen pipe was mended yesterday, at the progress page."""
    resident.address += "/progress"
    return resident


def press(resident: Resident, door: str, page=None, query: str = "", **fields):
    """A button of the page, as it was opened before or is opened now."""
    blank = fields.pop("blank", None) or blank_for(page or resident.open(query), door)
    address = resident.address.replace("/progress", f"/{door}") + query
    sent = {"blank": blank, **fields}
    return resident.client.post(address, data=sent, headers=resident.headers)


def a_blank(resident: Resident, wish: str) -> str:
    """What a button would carry that was handed out just now."""
    code = resident.address.split("/")[2]
    return seal(f"{code} {wish}", Blank.fresh(now()), now())


def dossier(project: int, number: int = 1):
    with reading() as session:
        return open_dossier(session, project, number)


def test_looking_stores_nothing(waiting):
    before = rows()

    waiting.open()
    for door in ("urge", "reopen"):
        address = waiting.address.replace("progress", door)
        assert waiting.client.get(address, headers=waiting.headers).status_code == 200

    assert rows() == before


def test_every_step_is_told_with_its_time_and_without_names_or_notes(waiting, project, job):
    worker = a_colleague(project, "technician", "张师傅")
    take(project, job, Step.DISPATCHED, now(), assignee_id=worker.staff_id, note="内部：老客户")
    take(project, job, Step.NOTED, now(), note="内部：再观察")
    take(project, job, Step.HANDED_OVER, now(), department="工程部")
    take(project, job, Step.INSTRUCTED, now(), note="内部：尽快")
    take(project, job, Step.ARRIVED, now())

    page = waiting.open()

    for told in ("我们已收到", "已安排同事处理", "同事已到现场", "3月4日 09:00", "车库道闸不抬杆"):
        assert told in page.text
    for kept in ("张师傅", "内部", "工程部"):
        assert kept not in page.text


def test_what_was_replied_is_told_with_numbers_masked(waiting, project, job):
    take(project, job, Step.RESOLVED, now())
    take(project, job, Step.REPLIED, now(), note="换了电机，保修电话 13912345678")

    page = waiting.open()

    assert "换了电机" in page.text
    assert "13912345678" not in page.text


def test_the_next_promise_is_told_and_a_broken_one_is_owned_up_to(waiting, project, job, clock):
    page = waiting.open()
    assert "最迟解决时间" in page.text
    assert "3月4日 09:00" in page.text
    assert "▲ 已超时" in page.text
    assert "非常抱歉" in page.text

    take(project, job, Step.RESOLVED, now())

    assert "最迟解决时间" not in waiting.open().text


def test_an_appointment_and_a_price_are_told(waiting, project, job):
    take(project, job, Step.DISPATCHED, now(), promised_at=now() + 5 * HOUR)
    take(project, job, Step.QUOTED, now(), amount=120.5)
    take(project, job, Step.PAID, now(), amount=100)

    page = waiting.open()

    for told in ("约定时间", "3月4日 14:00", "¥120.50", "¥100.00"):
        assert told in page.text


def test_a_price_is_agreed_to_once_and_a_new_price_asks_anew(waiting, project, job):
    take(project, job, Step.QUOTED, now(), amount=120.5)
    page = waiting.open()
    assert "同意 ¥120.50" in page.text

    first = press(waiting, "agree", page, price="120.5")
    again = press(waiting, "agree", page, price="120.5")

    assert "处理人员已知道您同意报价" in first.text
    assert again.status_code == 200
    assert dossier(project, job).progress.fee_agreed == 120.5
    assert [event.step for event in dossier(project, job).history].count(Step.AGREED) == 1
    assert "同意 ¥120.50</button>" not in waiting.open().text
    take(project, job, Step.QUOTED, now(), amount=200)
    assert "同意 ¥200.00" in waiting.open().text


@pytest.mark.parametrize("price", ["120.5", "0", "-1", "nan", "abc", ""])
def test_another_price_than_the_one_that_stands_is_not_agreed_to(waiting, project, job, price):
    take(project, job, Step.QUOTED, now(), amount=200)

    page = press(waiting, "agree", price=price)

    assert page.status_code == 422
    assert "同意 ¥200.00" in page.text
    assert dossier(project, job).progress.open_quote == 200


def test_without_a_price_there_is_nothing_to_agree_to(waiting, project, job):
    page = press(waiting, "agree", blank=a_blank(waiting, "agree"), price="100")

    assert page.status_code == 409
    assert "没有需要确认的报价" in page.text


def test_a_job_that_waits_says_for_what_and_until_when(waiting, project, job, clock):
    take(project, job, Step.PAUSED, now(), promised_at=now() + DAY, note="等配件")

    assert "需要等到 3月5日 09:00。 等配件" in waiting.open().text

    clock.shift(DAY)
    assert "需要等到" not in waiting.open().text


def test_whom_to_call_for_what_is_told(waiting, project):
    with writing() as session:
        session.get(Project, project).contacts = Contacts(
            "客服主管", "0571-8688 1111", "", "13800000001", "kf@example.org", "8:00–20:00"
        )

    page = waiting.open()

    for told in ("客服主管", 'href="tel:057186881111"', "kf@example.org", "8:00–20:00"):
        assert told in page.text
    assert "<dt>维修</dt>" not in page.text


def test_an_urge_is_counted_and_answered(waiting, project, job):
    page = press(waiting, "urge")

    assert page.status_code == 200
    assert "您的催办已记下" in page.text
    assert "3月4日 13:00 之后可以再次催办" in page.text
    assert dossier(project, job).progress.urges == 1


def test_the_same_button_pressed_twice_urges_once(waiting, project, job):
    page = waiting.open()

    with ThreadPoolExecutor(4) as phones:
        sent = [phones.submit(press, waiting, "urge", page) for _ in "four"]

    assert {one.result().status_code for one in sent} == {200}
    assert dossier(project, job).progress.urges == 1


@pytest.mark.parametrize(
    ("wait", "status", "urges"), [(FOUR_HOURS - MINUTE, 409, 1), (FOUR_HOURS, 200, 2)]
)
def test_one_urges_again_after_a_while(waiting, project, job, clock, wait, status, urges):
    press(waiting, "urge")
    clock.shift(wait)

    pressed = press(waiting, "urge", blank=a_blank(waiting, "urge"))

    assert pressed.status_code == status
    assert dossier(project, job).progress.urges == urges


def test_who_urges_too_soon_is_told_from_when_on_and_what_happens_meanwhile(waiting, clock):
    press(waiting, "urge")
    clock.shift(HOUR)

    page = press(waiting, "urge", blank=a_blank(waiting, "urge"))

    assert "您的催办已收到" in page.text
    assert "3月4日 13:00 之后可以再次催办" in page.text
    assert "/progress" in page.text
    assert "0571-8688 1234" in page.text


def test_what_is_done_is_not_urged(served):
    assert "/urge" not in served.open().text

    page = press(served, "urge", blank=a_blank(served, "urge"))

    assert page.status_code == 409
    assert "不必再催办" in page.text


@pytest.mark.parametrize("wish", ["urge", "reopen"])
def test_a_button_of_another_code_or_of_another_wish_changes_nothing(served, waiting, wish):
    other = {"urge": "reopen", "reopen": "urge"}[wish]
    before = rows()

    for blank in ("nonsense", a_blank(waiting, wish), a_blank(served, other)):
        page = press(served, wish, blank=blank, reason="还在漏水")
        assert page.status_code == 422
        assert "还在漏水" in page.text or wish == "urge"

    assert rows() == before


def test_a_page_left_open_for_a_day_is_sent_once_more(waiting, project, job, clock):
    page = waiting.open()
    clock.shift(DAY)

    back = press(waiting, "urge", page)

    assert back.status_code == 422
    assert press(waiting, "urge", back).status_code == 200
    assert dossier(project, job).progress.urges == 1


def test_not_fixed_goes_back_to_work_one_level_up(served, project):
    page = press(served, "reopen", reason="换了垫圈还在漏")

    after = dossier(project)
    assert page.status_code == 200
    assert "已重新处理，并上报了一级" in page.text
    assert (after.progress.stage, after.progress.round) == (Stage.RECEIVED, 2)
    assert after.progress.rung is Rung.SUPERVISOR
    assert after.history[-1].note == "换了垫圈还在漏"
    assert "换了垫圈还在漏" not in served.open().text


def test_each_reopening_goes_one_level_higher(served, project, clock):
    for reason in ("还在漏", "又漏了"):
        press(served, "reopen", reason=reason)
        clock.shift(HOUR)
        take(project, 1, Step.RESOLVED, now())
        clock.shift(HOUR)

    assert dossier(project).progress.rung is Rung.COMPANY_LEADER
    assert dossier(project).progress.round == 3


@pytest.mark.parametrize("reason", ["", "  \n ", "\u200b\u202e"])
def test_a_reopening_says_why(served, project, reason):
    page = press(served, "reopen", reason=reason)

    assert page.status_code == 422
    assert "请写明还有哪里没有办好" in page.text
    assert dossier(project).progress.round == 1


def test_a_reason_that_is_too_long_comes_back_whole(served, project):
    page = press(served, "reopen", reason="长" * 2001)

    assert page.status_code == 422
    assert "长" * 2001 in page.text
    assert dossier(project).progress.round == 1


def test_the_same_reopening_sent_twice_is_one(served, project):
    page = served.open()

    with ThreadPoolExecutor(4) as phones:
        sent = [phones.submit(press, served, "reopen", page, reason="还在漏") for _ in "four"]

    assert {one.result().status_code for one in sent} == {200}
    assert dossier(project).progress.round == 2


def test_work_in_hand_is_not_reopened(waiting, project, job):
    assert "/reopen" not in waiting.open().text

    page = press(waiting, "reopen", blank=a_blank(waiting, "reopen"), reason="还在漏")

    assert page.status_code == 409
    assert "不必重新提出" in page.text
    assert dossier(project, job).progress.round == 1


@pytest.mark.parametrize(("wait", "status"), [(29 * DAY, 200), (29 * DAY + MINUTE, 409)])
def test_a_job_can_be_reopened_for_thirty_days(served, project, clock, wait, status):
    clock.shift(wait)

    page = press(served, "reopen", blank=a_blank(served, "reopen"), reason="还在漏")

    assert page.status_code == status
    if status == 409:
        assert "这件事早已办完" in page.text
        assert "/reopen" not in served.open().text


def test_after_a_reopening_the_new_round_is_rated_anew(served, project, clock):
    rating = Resident(served.client, served.address.split("/")[2])
    rating.send(**CONTENT)
    clock.shift(HOUR)
    press(served, "reopen", reason="还在漏")
    assert "/rate" not in served.open().text
    clock.shift(HOUR)
    take(project, 1, Step.RESOLVED, now())

    assert "/rate" in served.open().text
    rating.send(**CONTENT)

    assert [(answer.slot, answer.version) for answer in answers()] == [
        ("round-1", 1),
        ("round-2", 1),
    ]


def test_a_rated_job_says_when_and_offers_to_correct_in_time(served, clock):
    assert "评价这次服务" in served.open().text
    Resident(served.client, served.address.split("/")[2]).send(**CONTENT)

    assert "修改您的评价" in served.open().text
    clock.shift(2 * DAY)
    page = served.open().text
    assert "/rate" not in page
    assert "您的评价我们已收到 · 3月4日 09:00" in page


@pytest.mark.parametrize("sent", ["application/json", "multipart/form-data; boundary=x", ""])
@pytest.mark.parametrize("wish", ["urge", "reopen"])
def test_only_a_form_is_taken_in(served, wish, sent):
    address = served.address.replace("progress", wish)

    page = served.client.post(address, content=b"reason=a", headers={"Content-Type": sent})

    assert page.status_code == 415


def test_hostile_reasons_are_harmless(served, project):
    page = press(served, "reopen", reason="</textarea><script>alert(1)</script>\u202e\u0000=1+1")

    assert "<script>alert" not in page.text
    assert dossier(project).history[-1].note == "</textarea><script>alert(1)</script>=1+1"


def test_the_chosen_language_is_kept_by_the_buttons(served):
    page = served.open("?lang=en")

    assert "Not fixed?" in page.text
    assert "/reopen?lang=en" in page.text
    assert "It is open again" in press(served, "reopen", query="?lang=en", reason="wet").text
