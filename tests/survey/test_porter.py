"""What stands before every view that takes something in: cookies, colleagues, floods, the bait."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import settings
from db import accounts, trust
from db.engine import reading, writing
from db.schema import Base
from desk import codes as code_desk
from domain.limits import Limits, Pace
from survey import app as door_app
from survey import porter
from survey.app import routes
from survey.limits import Gatekeeper
from survey.porter import BAIT
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MINUTE,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_project,
    a_resolved_ticket,
)
from tests.survey.residents import Resident, answers, hidden, rows

SID = "a-random-session-id"
COOKIE = re.compile(
    r"device=([\w-]{16}); Path=(\S*); Max-Age=86400; HttpOnly; SameSite=Lax(; Secure)?"
)
TEMPLATES = Path(settings.ROOT, "survey", "templates")


def fresh(project: int) -> str:
    """The code of another job that is done."""
    return a_code(project, a_resolved_ticket(project))


@pytest.fixture
def poster(resident, project) -> Resident:
    """The contact card, which everybody may answer."""
    actor = a_colleague(project)
    with writing() as session:
        code = code_desk.for_card(session, actor, project, WEDNESDAY_MORNING)
    return Resident(resident.client, code, door="rate")


def pass_of(page):
    return COOKIE.fullmatch(page.headers["set-cookie"])


# The cookie.


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_brings_no_cookie(resident, method):
    for address in ("/s", "/s/", "/s/NOSUCHCODE", resident.address, resident.address + "?lang=en"):
        assert "set-cookie" not in resident.client.request(method, address).headers


def test_the_first_sending_brings_a_cookie_for_a_day_and_the_next_none(resident):
    first = resident.send(**CONTENT)
    second = resident.send(**DELIGHTED)

    assert pass_of(first).groups()[1:] == ("/s", None)
    assert "set-cookie" not in second.headers


def test_the_cookie_goes_over_encrypted_lines_only_where_there_are_some(resident, monkeypatch):
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", "https://huifang.example")

    assert pass_of(resident.send(**CONTENT))[3] == "; Secure"


def test_the_cookie_stays_where_the_door_hangs(resident):
    office = TestClient(Starlette(routes=[Mount("/p", routes=routes)]))

    page = office.post("/p" + resident.address, data={"blank": resident.blank(), **CONTENT})

    assert page.status_code == 200
    assert pass_of(page)[2] == "/p/s"


@pytest.mark.parametrize("forged", ["", "x", "x" * 17, "x" * 15 + "é", "x" * 4_000])
def test_a_cookie_that_is_not_ours_is_replaced(resident, forged):
    resident.headers["Cookie"] = b"device=" + forged.encode("latin-1")

    assert pass_of(resident.send(**CONTENT))


def test_answers_from_one_phone_are_told_apart_from_others_for_a_day_and_no_longer(
    resident, project, clock
):
    for _ in range(2):
        Resident(resident.client, fresh(project)).send(**CONTENT)
    Resident(TestClient(resident.client.app), fresh(project)).send(**CONTENT)
    clock.shift(DAY)
    Resident(resident.client, fresh(project)).send(**CONTENT)

    first, same, other, later = (answer.device for answer in answers())
    assert first == same
    assert len({first, other, later}) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", mark) for mark in (first, other, later))


def test_answers_from_one_phone_cannot_be_joined_across_projects(resident, project):
    for other in (project, a_project()):
        Resident(resident.client, fresh(other)).send(**CONTENT)

    first, second = (answer.device for answer in answers())
    assert first != second


def test_many_codes_from_one_phone_are_marked_for_review(resident, project, clock):
    for _ in range(4):
        Resident(resident.client, fresh(project)).send(**CONTENT)
        clock.shift(MINUTE)

    assert ["burst" in answer.doubts for answer in answers()] == [False, False, False, True]


# Colleagues.


@pytest.fixture
def colleague(project) -> int:
    staff = a_colleague(project).staff_id
    with writing() as session:
        accounts.add(session, staff, None, WEDNESDAY_MORNING)
        until = WEDNESDAY_MORNING + HOUR
        accounts.begin_session(session, SID, staff, WEDNESDAY_MORNING, until, "Firefox")
    return staff


def test_a_browser_signed_in_as_staff_is_sent_away_kindly(resident, colleague):
    blank = resident.blank()
    resident.headers["Cookie"] = f"sid={SID}"

    looked, sent = resident.open(), resident.send(blank, **CONTENT)

    assert (looked.status_code, sent.status_code) == (200, 403)
    assert "您在此以员工身份登录" in looked.text
    assert "请住户用自己的手机打开此码" in sent.text
    assert answers() == []
    _the_sending_is_counted_by_code_and_the_look_is_not(resident, blank)


def _the_sending_is_counted_by_code_and_the_look_is_not(resident, blank) -> None:
    resident.send(blank, **CONTENT)
    since, until = WEDNESDAY_MORNING, WEDNESDAY_MORNING + HOUR
    days = (since.date(), until.date())
    with reading() as session:
        (line,) = trust.arrivals(session, 1, *days, since, until)
        before = trust.arrivals(session, 1, *days, since - HOUR, since)

    assert (line.kind, line.by_staff, line.sent) == ("ticket", 2, 0)
    assert not any(one.by_staff for one in before)


def test_a_browser_that_has_signed_out_is_anybodys(resident, colleague):
    with writing() as session:
        accounts.end_session(session, SID, WEDNESDAY_MORNING)
    resident.headers["Cookie"] = f"sid={SID}"

    assert resident.send(**CONTENT).status_code == 200


def test_a_session_that_has_run_out_is_nobodys(resident, colleague, clock):
    clock.shift(HOUR)
    resident.headers["Cookie"] = f"sid={SID}"

    assert resident.send(**CONTENT).status_code == 200


def test_without_a_colleagues_cookie_nobody_is_looked_up(resident, monkeypatch):
    monkeypatch.setattr(accounts, "is_live", None)

    assert resident.send(**CONTENT).status_code == 200


def test_a_sid_that_means_nothing_opens_the_form(resident):
    resident.headers["Cookie"] = "sid=\x01; sid"

    assert resident.open().status_code == 200


# Floods.


def slow(monkeypatch, **paces: Pace) -> None:
    wide = dict.fromkeys(("code", "device", "unknown"), Pace(1_000, 1_000))
    keeper = Gatekeeper(Limits(**wide | paces))
    monkeypatch.setattr(porter, "gatekeeper", lambda: keeper)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "此刻提交的人较多"), ("en", "Many are")])
def test_whoever_is_slowed_keeps_what_was_filled_in_and_sends_it_by_one_tap(
    resident, monkeypatch, clock, language, title
):
    slow(monkeypatch, code=Pace(1, 6))
    resident.headers = {"Accept-Language": language}
    blank = resident.blank()
    resident.send()

    page = resident.send(blank, **CONTENT, words='水还在漏"><b>')

    assert (page.status_code, page.headers["retry-after"]) == (429, "10")
    assert title in page.text
    kept = hidden(page)
    assert (kept["d1"], kept["words"]) == ("4", '水还在漏"><b>')
    assert answers() == []
    clock.shift(timedelta(seconds=10))
    assert resident.client.post(resident.address, data=kept).status_code == 200
    assert answers()[0].words == '水还在漏"><b>'


def test_one_phone_is_slowed_and_the_next_is_not(poster, monkeypatch):
    slow(monkeypatch, device=Pace(1, 6))

    own = [poster.send(**CONTENT).status_code for _ in range(3)]
    other = Resident(TestClient(poster.client.app), poster.address.split("/")[2], door="rate")

    assert own == [200, 200, 429]
    assert other.send(**CONTENT).status_code == 200


def test_whoever_guesses_codes_is_slowed_and_residents_are_not(resident, monkeypatch):
    slow(monkeypatch, unknown=Pace(3, 1))

    guesses = [resident.client.post(f"/s/GUESS{n}", data={"d1": 4}).status_code for n in range(5)]

    assert guesses == [404, 404, 404, 429, 429]
    assert resident.send(**CONTENT).status_code == 200


def test_looking_is_never_slowed(resident, monkeypatch):
    slow(monkeypatch, code=Pace(1, 1), unknown=Pace(1, 1))
    resident.send(**CONTENT)

    assert {resident.open().status_code for _ in range(50)} == {200}
    assert {resident.client.get("/s/NOSUCHCODE").status_code for _ in range(50)} == {404}


def test_a_building_behind_one_wifi_is_let_in(poster):
    """Every household with a phone of its own, in front of one poster, in one minute."""
    phones = [TestClient(poster.client.app) for _ in range(120)]

    sent = {
        Resident(phone, poster.address.split("/")[2], door="rate").send(**CONTENT).status_code
        for phone in phones
    }

    assert sent == {200}
    assert len(answers()) == 120


# The bait.


def test_every_form_that_is_sent_holds_the_bait():
    forms = [
        file for file in TEMPLATES.glob("*.html") if 'method="post"' in file.read_text("utf-8")
    ]

    assert len(forms) >= 2
    for file in forms:
        sent = file.read_text("utf-8").count('method="post"')
        assert file.read_text("utf-8").count('{% include "bait.html" %}') == sent, file.name


def test_no_person_and_no_program_that_fills_in_addresses_meets_the_bait(resident):
    page = resident.open().text

    field = re.search(rf'<p class="bait" aria-hidden="true">.*?<input name="{BAIT}"([^>]*)>', page)[
        1
    ]
    for attribute in (
        'tabindex="-1"',
        'autocomplete="off"',
        "data-1p-ignore",
        "data-bwignore",
        'data-lpignore="true"',
        'data-form-type="other"',
    ):
        assert attribute in field
    assert "required" not in field
    assert " id=" not in field
    assert ".bait{position:absolute;left:-99rem" in page


@pytest.mark.parametrize("marks", [CONTENT, LET_DOWN | {"chip": "speed"}])
def test_whatever_fills_the_bait_is_thanked_and_forgotten(resident, project, marks):
    person, machine = (Resident(resident.client, fresh(project)) for _ in range(2))
    before = rows()

    baited = machine.send(**marks, **{BAIT: "https://buy.example"})

    assert rows() == before
    assert answers() == []
    thanked = person.send(**marks)
    assert baited.status_code == thanked.status_code == 200
    assert baited.text == thanked.text


def test_a_bait_left_alone_or_touched_by_a_space_bar_is_an_answer(resident):
    resident.send(**CONTENT, **{BAIT: " "})

    assert len(answers()) == 1


def test_a_machine_that_says_nothing_gets_the_form_back_like_anybody(resident):
    assert resident.send(**{BAIT: "x"}).status_code == 422


def test_nothing_is_stored_past_the_porter():
    """One place decides what is stored, so no view writes by itself."""
    views = Path(settings.ROOT, "survey").glob("*.py")

    writing_views = {file.name for file in views if "writers" in file.read_text("utf-8")}

    assert writing_views == {"porter.py"}


# Whoever only looks.


def every_address(code: str) -> list[str]:
    """Every public address, filled with this code; as the routes name them."""
    paths = [route.path for route in door_app.app.routes if isinstance(route, Route)]
    return [re.sub(r"\{code(:path)?\}", code, path) for path in paths]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_prefetchers_and_scanners_never_count(resident, method):
    before = contents()
    links = TestClient(Starlette(routes=door_app.app.routes), follow_redirects=True)
    for code in (resident.address.removeprefix("/s/"), "NOSUCHCODE"):
        for address in every_address(code):
            for told in ({}, {"Purpose": "prefetch"}, {"User-Agent": "WhatsApp/2.0 link preview"}):
                page = links.request(method, address, headers=told)
                assert page.status_code in {200, 404}, address
                assert "set-cookie" not in page.headers

    assert contents() == before


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored."""
    with reading() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
