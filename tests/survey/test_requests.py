"""Reporting a problem and asking for a call: what is opened, told, kept, and refused."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from sqlalchemy import select

from db import people
from db import photos as photos_db
from db import tickets as tickets_db
from db.engine import reading
from db.schema import Photo, Ticket, TicketEvent
from db.schema import Resident as Person
from desk.photos import redraw
from domain.tickets import Channel, Kind
from survey import development
from survey.uploads import LONGEST_PHOTO
from tests.builders import DAY, HOUR, WEDNESDAY_MORNING, a_card_code, a_place_code
from tests.photos import SECRET, a_photo
from tests.survey.residents import Resident, blank_of
from web.forms import LONGEST_BODY

PHONE = "13900000000"
REPORT = {"kind": "repair", "words": "电梯门夹人"}


@pytest.fixture
def place(door, project) -> Resident:
    return Resident(door, a_place_code(project), door="report")


@pytest.fixture
def card(door, project) -> Resident:
    return Resident(door, a_card_code(project), door="report")


@pytest.fixture
def caller(door, project) -> Resident:
    return Resident(door, a_card_code(project), door="call")


def send(resident, blank=None, photo=None, **fields):
    """As a browser sends a form that may hold a photo."""
    filled = {"blank": resident.blank() if blank is None else blank, **fields}
    sent = {"photo": ("p.jpg", photo if photo is not None else b"")}
    return resident.client.post(resident.address, data=filled, files=sent, headers=resident.headers)


def tickets() -> list[Ticket]:
    with reading() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.number)))


def photos() -> list[Photo]:
    with reading() as session:
        return list(session.scalars(select(Photo)))


def persons() -> list[Person]:
    with reading() as session:
        return list(session.scalars(select(Person)))


def follow(page) -> str:
    """The private link on the answer page, as an absolute path."""
    return "/s/" + re.search(r'class="go" href="[^"]*/s/(\w+)"', page.text)[1]


@pytest.mark.parametrize("kind", ["repair", "complaint", "help", "other_service"])
def test_a_report_opens_a_ticket_at_the_place_of_the_poster(place, project, kind):
    page = send(place, kind=kind, words="电梯门夹人\n已经两次", place="靠左那台")

    [ticket] = tickets()
    assert page.status_code == 200
    assert (ticket.kind, ticket.channel, ticket.subject) == (kind, Channel.QR, "电梯门夹人")
    assert (ticket.words, ticket.place_words) == ("电梯门夹人\n已经两次", "靠左那台")
    with reading() as session:
        assert tickets_db.line(session, project, ticket.number).place == "2 号电梯"


def test_the_answer_tells_number_promised_times_and_a_link_of_ones_own(place):
    page = send(place, **REPORT)

    assert '<dd class="figure">1</dd>' in page.text
    assert "3月4日 11:00" in page.text
    assert "3月6日 09:00" in page.text
    progress = place.client.get(follow(page), headers=place.headers)
    assert progress.status_code == 200
    assert "电梯门夹人" in progress.text
    token = follow(page).removeprefix("/s/")
    assert "-".join((token[:4], token[4:8], token[8:])) in page.text


def test_a_card_knows_no_place_and_asks_in_words(card):
    send(card, **REPORT, place="3 栋 1202")

    [ticket] = tickets()
    assert (ticket.place_id, ticket.place_words) == (None, "3 栋 1202")


def test_phone_and_name_stand_with_the_people_and_nowhere_else(place):
    page = send(place, **REPORT, phone="139 0000-0000", name="李强")

    [person], [ticket] = persons(), tickets()
    assert (person.name, person.phone, ticket.resident_id) == ("李强", PHONE, person.id)
    with reading() as session:
        told = [event.note for event in session.scalars(select(TicketEvent))]
    for shown in (page.text, str(page.url), ticket.words, ticket.subject, *told):
        assert PHONE not in shown
        assert "李强" not in shown


def test_whoever_is_known_by_their_phone_stays_one_person(place, project):
    send(place, **REPORT, phone=PHONE, name="李强")
    send(place, **REPORT, phone=PHONE)
    send(place, **REPORT, phone=PHONE, name="王芳")

    assert [person.name for person in persons()] == ["李强", "王芳"]
    assert [ticket.resident_id for ticket in tickets()] == [1, 1, 2]


def test_a_number_among_the_words_is_hidden_in_the_subject(place):
    send(place, kind="repair", words="电梯坏了，打13912345678")

    [ticket] = tickets()
    assert "13912345678" not in ticket.subject
    assert "13912345678" in ticket.words


def test_a_report_stored_by_a_second_sending_is_the_same(place):
    blank = place.blank()

    first, again = (send(place, blank, **REPORT) for _ in range(2))
    changed = send(place, blank, kind="help", words="改了几个字")

    assert len(tickets()) == 1
    assert first.text == again.text
    assert follow(changed) == follow(first)


def test_sendings_at_the_same_moment_are_one_ticket(place):
    blank, photo = place.blank(), a_photo()

    with ThreadPoolExecutor(4) as phones:
        sent = [phones.submit(send, place, blank, photo, **REPORT) for _ in "four"]

    assert [one.result().status_code for one in sent] == [200] * 4
    assert len(tickets()) == len(photos()) == 1


def test_a_photo_is_stored_without_what_it_knows(place, project):
    page = send(place, photo=a_photo(), **REPORT)

    [photo] = photos()
    assert photo.ticket == 1
    assert SECRET.encode() not in photo.image
    assert "您的照片已附上" in page.text
    with reading() as session:
        assert photos_db.of_ticket(session, project, 1) == [redraw(BytesIO(a_photo()))]


def test_a_photo_alone_is_enough(place):
    send(place, photo=a_photo(), kind="repair")

    [ticket] = tickets()
    assert ticket.subject == "有东西坏了"


def test_a_form_that_comes_back_keeps_everything_and_its_photo(place):
    back = send(place, photo=a_photo(), words="门坏了", place="门厅", phone="12", name="李强")

    assert back.status_code == 422
    for kept in ("门坏了</textarea>", 'value="门厅"', 'value="12"', 'value="李强"'):
        assert kept in back.text
    assert "您的照片已保留" in back.text

    page = send(place, blank_of(back), kind="repair", words="门坏了")

    assert "您的照片已附上" in page.text
    assert [photo.ticket for photo in photos()] == [1]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "门坏了"}, "请选择是哪方面的事"),
        ({"kind": "letter", "words": "门坏了"}, "请选择是哪方面的事"),
        ({"kind": "repair"}, "请写几句话说明情况"),
        ({"kind": "repair", "words": "\u200b \u202e"}, "请写几句话说明情况"),
        ({"kind": "repair", "words": "长" * 2001}, "2000 字以内"),
        ({**REPORT, "phone": "not a phone"}, "请再看一下电话号码"),
    ],
)
def test_what_is_missing_is_asked_for_by_name(place, fields, told):
    back = send(place, **fields)

    assert back.status_code == 422
    assert told in back.text
    assert tickets() == []


@pytest.mark.parametrize("asked", ["report", "call"])
def test_a_form_of_another_door_or_a_forged_one_is_not_accepted(place, caller, asked):
    mine, other = (place, caller) if asked == "report" else (caller, place)
    fields = REPORT | {"phone": PHONE}

    for forged in (other.blank(), "", "nonsense"):
        back = mine.send(forged, **fields)
        assert back.status_code == 422
        assert "您填写的内容都还在" in back.text
    assert tickets() == []


def test_a_form_left_open_for_a_day_is_sent_once_more(place, clock):
    blank = place.blank()
    clock.shift(DAY)

    back = send(place, blank, photo=a_photo(), **REPORT)
    page = send(place, blank_of(back), **REPORT)

    assert back.status_code == 422
    assert page.status_code == 200
    assert len(photos()) == 1


@pytest.mark.parametrize("photo", [b"<html>", b"\x89PNG\r\n\x1a\n", a_photo()[:500]])
def test_what_is_no_photo_is_named_and_the_rest_is_kept(place, photo):
    back = send(place, photo=photo, **REPORT)

    assert back.status_code == 422
    assert "不是我们能读取的照片" in back.text
    assert "电梯门夹人</textarea>" in back.text
    assert not photos()
    assert not tickets()


@pytest.mark.parametrize("size", [LONGEST_PHOTO + LONGEST_BODY, 4 * LONGEST_PHOTO])
def test_a_photo_that_is_too_large_is_named_and_the_rest_is_kept(place, size):
    back = send(place, photo=bytes(size), **REPORT)

    assert back.status_code == 422
    assert "照片太大了" in back.text
    assert "电梯门夹人</textarea>" in back.text
    assert send(place, blank_of(back), **REPORT).status_code == 200


def test_when_too_many_photos_arrive_one_is_asked_for_patience(place, monkeypatch):
    monkeypatch.setattr(development, "_places", BoundedSemaphore(1))
    development._places.acquire()

    back = send(place, photo=a_photo(), **REPORT)

    assert back.status_code == 422
    assert "上传的照片太多" in back.text
    assert "电梯门夹人</textarea>" in back.text


def test_hostile_words_are_harmless(place):
    words = "=cmd|' /C calc'!A0</textarea><script>alert(1)</script>\u202egnp.exe\u0000"
    back = send(place, words=words, place="<b>\r\nSet-Cookie: a=b", name='"><img src=x>')
    assert "<script>alert" not in back.text
    assert "<img" not in back.text

    page = send(place, blank_of(back), kind="help", words=words, place="<b>\r\nx\u2066y")

    [ticket] = tickets()
    assert "<script>alert" not in page.text
    assert ticket.words == "=cmd|' /C calc'!A0</textarea><script>alert(1)</script>gnp.exe"
    assert ticket.place_words == "<b> xy"


BOUNDARY = b"--x"
FIELD = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", FIELD + b"a\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"no parts at all"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nnameless\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\na",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken\r\n\r\na\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", (FIELD + b"a\r\n") * 50 + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", FIELD + b"a" * (LONGEST_BODY + 1) + b"\r\n--x--\r\n"),
        ("multipart/form-data; boundary=" + "x" * 500, FIELD + b"a\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\na\r\n' * 3
            + b"--x--\r\n",
        ),
        ("application/json", b'{"words": "a"}'),
        ("", b"words=a"),
    ],
)
def test_what_no_browser_sends_is_not_ours(place, kind, body):
    page = place.client.post(
        place.address, content=body, headers={"Content-Type": kind, **place.headers}
    )

    assert page.status_code == 415
    assert tickets() == []


def test_broken_encodings_are_harmless(place):
    parts = {"blank": place.blank().encode(), "kind": b"repair", "words": b"\xff\xfe\xed\xa0\x80ok"}
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts.items()
    )

    page = place.client.post(
        place.address,
        content=body + b"--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x", **place.headers},
    )

    assert page.status_code == 200
    assert tickets()[0].words.endswith("ok")


def test_a_form_without_a_photo_may_come_the_short_way(place):
    assert place.send(**REPORT).status_code == 200


def test_the_log_keeps_phones_out(place, caplog):
    send(place, **REPORT, phone=PHONE, name="李强")

    assert PHONE not in caplog.text


def test_a_call_that_is_asked_for_is_a_ticket(caller, project):
    page = caller.send(phone="+86 139 0000 0000", words="物业费", suits="周五下午", name="李强")

    [ticket], [person] = tickets(), persons()
    assert (ticket.kind, ticket.subject, ticket.words) == (Kind.ENQUIRY, "请求回电", "物业费")
    assert (ticket.asks, person.phone) == ("周五下午", "+8613900000000")
    assert "我们会打给您" in page.text
    assert follow(page)


@pytest.mark.parametrize("phone", ["", "  ", "12345", "call me maybe"])
def test_nobody_is_called_without_a_number(caller, phone):
    back = caller.send(phone=phone, words="物业费", suits="周五下午")

    assert back.status_code == 422
    assert "请再看一下电话号码" in back.text
    assert 'value="周五下午"' in back.text
    assert not tickets()
    assert not persons()


def test_the_same_call_asked_for_twice_is_one(caller):
    blank = caller.blank()

    for _ in range(2):
        caller.send(blank, phone=PHONE)

    assert len(tickets()) == len(persons()) == 1


def test_a_call_wished_beside_an_answer_is_a_ticket_once(door, project):
    rating = Resident(door, a_place_code(project), door="rate")
    blank = rating.blank()

    for words in ("早点来", "早点来", "换个说法"):
        page = rating.send(blank, d1=4, c=4, words=words, phone=PHONE)

    [ticket] = tickets()
    assert (ticket.kind, ticket.subject) == (Kind.ENQUIRY, "请求回电")
    assert f"登记编号：{ticket.number}" in page.text
    with reading() as session:
        assert people.resident(session, project, ticket.resident_id or 0).phone == PHONE


def test_a_complaint_that_an_answer_opens_brings_the_number_itself(door, project):
    rating = Resident(door, a_place_code(project), door="rate")

    rating.send(d1=1, c=1, words="电梯脏", phone=PHONE)

    [ticket], [person] = tickets(), persons()
    assert (ticket.kind, ticket.asks) == (Kind.COMPLAINT, "请求回电")
    assert (ticket.resident_id, person.phone) == (person.id, PHONE)


def test_english_is_spoken_to_whoever_reads_english(door, project):
    reader = Resident(door, a_place_code(project), "en-GB", door="report")

    page = send(reader, **REPORT)

    assert "We have received it" in page.text
    assert "4 Mar 11:00" in page.text
    assert (WEDNESDAY_MORNING + 2 * HOUR).hour == 3
