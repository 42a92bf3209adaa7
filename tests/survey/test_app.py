"""The door itself: its addresses, what every answer carries, and what is refused how."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from sqlalchemy import text, update
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from db import engine
from db.engine import DatabaseUnreachable, writing
from db.schema import Code
from domain.errors import ChangedMeanwhile
from survey import refusals, views
from survey.app import app, routes
from tests.builders import CONTENT, LET_DOWN, MOMENT, WEDNESDAY_MORNING
from tests.survey.residents import Resident, answers, hidden
from web.forms import LONGEST_BODY

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOTH = pytest.mark.parametrize("language", ["zh-CN", "en"])


def token(resident: Resident) -> str:
    return resident.address.removeprefix("/s/")


def close(resident, **columns) -> None:
    with writing() as session:
        session.execute(update(Code).where(Code.token == token(resident)).values(**columns))


NOT_STORED = "no-store"
MAY_BE_PUT_BACK = "private, no-cache"


def must_be_guarded(page, cache=NOT_STORED) -> None:
    """What every answer carries, whatever it says."""
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "; script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self'" in policy
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == cache
    assert "set-cookie" not in page.headers or page.request.method == "POST"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/s", 200),
        ("HEAD", "/s", 200),
        ("GET", "/s/", 200),
        ("GET", "/s?code=abc", 303),
        ("POST", "/s", 405),
        ("GET", "/s/NOSUCHCODE", 404),
        ("GET", "/s/a/b/../c%2Fd", 404),
        ("GET", "/s/%00%ff%F0%9F%98%80", 404),
        ("GET", "/s/" + "A" * 3000, 404),
        ("POST", "/s/NOSUCHCODE", 415),
        ("PUT", "/s/NOSUCHCODE", 405),
        ("DELETE", "/s/NOSUCHCODE", 405),
        ("OPTIONS", "/s/NOSUCHCODE", 405),
    ],
)
def test_every_answer_is_guarded(door, method, path, status):
    page = door.request(method, path)

    assert page.status_code == status
    must_be_guarded(page)


def test_the_form_and_the_thanks_are_guarded(resident):
    must_be_guarded(resident.open(), MAY_BE_PUT_BACK)
    must_be_guarded(resident.send(), MAY_BE_PUT_BACK)
    must_be_guarded(resident.send(**LET_DOWN, chip="speed"))


@pytest.mark.parametrize("tag", ["style", "script"])
def test_what_is_inline_is_what_the_policy_allows(resident, tag):
    for page in (resident.open(), resident.send(**CONTENT)):
        [allowed] = re.findall(f"{tag}-src ([^;]+)", page.headers["content-security-policy"])
        for inline in re.findall(f"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL):
            fingerprint = b64encode(sha256(inline.encode()).digest()).decode()
            assert f"'sha256-{fingerprint}'" in allowed.split()


def test_a_page_asks_for_nothing_else(resident):
    text = resident.open().text

    # The script speaks to the page's own address only, as its policy says.
    for asking in ("<script ", " src=", "@import", "url(", "http://", "https://", " style="):
        assert asking not in text


def test_the_first_page_is_small(resident):
    page = resident.client.get(resident.address, headers={"Accept-Encoding": "gzip"})

    assert page.headers["content-encoding"] == "gzip"
    assert int(page.headers["content-length"]) < 7_500
    assert page.headers["vary"] == "Accept-Encoding, Accept-Language"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, br", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
    ],
)
def test_a_page_is_packed_for_whoever_can_unpack_it(door, accepted, packed):
    with door.stream("GET", "/s", headers={"Accept-Encoding": accepted}) as page:
        body = b"".join(page.iter_raw())

    assert ("content-encoding" in page.headers) is packed
    assert (gzip.decompress(body) if packed else body).startswith(b"<!doctype html>")


def test_head_is_answered_like_get(resident):
    got, headed = resident.open(), resident.client.head(resident.address, headers=resident.headers)

    assert headed.status_code == got.status_code == 200
    assert headed.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    "typed", ["{}", " {} ", "{lower}", "{dashed}", "{wide}", "https://example.org/s/{}?lang=en"]
)
def test_a_typed_code_leads_to_its_page(door, resident, typed):
    code = token(resident)
    typed = typed.format(
        code,
        lower=code.lower(),
        dashed="-".join((code[:4], code[4:8], code[8:])),
        wide="".join(chr(ord(letter) + 0xFEE0) for letter in code),
    )

    led = door.get("/s", params={"code": typed, "lang": "en", "type": "big"})

    assert led.headers["location"] == f"s/{code}?lang=en&type=big"
    assert door.get("/" + led.headers["location"]).status_code == 200


def test_a_typed_code_cannot_lead_elsewhere(door):
    led = door.get("/s", params={"code": "//evil.example\r\nSet-Cookie: a=b", "lang": "//x"})

    assert led.headers["location"].startswith("s/")
    assert "\r" not in led.headers["location"]
    must_be_guarded(led)


@BOTH
def test_an_unknown_code_can_be_typed_again(door, language):
    page = door.get("/s/ABCD-1234", headers={"Accept-Language": language})

    assert page.status_code == 404
    assert 'action="../s"' in page.text
    assert 'value="ABCD-1234"' in page.text


@BOTH
def test_a_withdrawn_code_says_so_and_whom_to_call(resident, language):
    resident.headers = {"Accept-Language": language}
    close(resident, revoked_at=WEDNESDAY_MORNING)

    page = resident.open()

    assert page.status_code == 410
    assert {"zh-CN": "已作废", "en": "it was withdrawn"}[language] in page.text
    assert "0571-8688 1234" in page.text


@BOTH
def test_a_code_that_has_run_out_says_so(resident, language):
    resident.headers = {"Accept-Language": language}
    close(resident, expires_at=WEDNESDAY_MORNING)

    page = resident.open()

    assert page.status_code == 410
    assert {"zh-CN": "已过有效期", "en": "it has run out"}[language] in page.text


def test_a_code_opens_until_the_moment_it_runs_out(resident):
    close(resident, expires_at=WEDNESDAY_MORNING + MOMENT)

    assert resident.open().status_code == 200


def test_a_code_withdrawn_while_the_form_was_open_takes_nothing_in(resident):
    blank = resident.blank()
    close(resident, revoked_at=WEDNESDAY_MORNING)

    assert resident.send(blank, **CONTENT).status_code == 410
    assert answers() == []


def test_a_method_that_does_not_work_names_those_that_do(door):
    assert door.put("/s/X").headers["allow"] == "HEAD, GET, POST"


@pytest.mark.parametrize("sent", ["application/json", "multipart/form-data; boundary=x", ""])
def test_only_a_form_is_taken_in(resident, sent):
    page = resident.client.post(
        resident.address, content=b"d1=5", headers={"Content-Type": sent, **resident.headers}
    )

    assert page.status_code == 415
    assert "不是一份填好的问卷" in page.text


def test_a_form_of_a_thousand_fields_is_not_ours(resident):
    body = b"&".join(b"f%d=1" % number for number in range(1000))

    assert resident.client.post(resident.address, content=body, headers=FORM).status_code == 415


@pytest.mark.parametrize(("size", "status"), [(LONGEST_BODY, 422), (LONGEST_BODY + 1, 413)])
def test_a_body_is_bounded(resident, size, status):
    body = b"words=".ljust(size, b"a")

    page = resident.client.post(resident.address, content=body, headers=FORM)

    assert page.status_code == status
    must_be_guarded(page, MAY_BE_PUT_BACK if status == 422 else NOT_STORED)


def broken(*_arguments, **_named):
    raise RuntimeError("the disk is on fire")


@BOTH
def test_a_fault_keeps_the_form_and_one_tap_sends_it_again(resident, monkeypatch, language):
    resident.headers = {"Accept-Language": language}
    blank = resident.blank()
    with monkeypatch.context() as fire:
        fire.setattr(views, "receive", broken)
        page = resident.send(blank, **CONTENT, words='水还在漏"><b>')

    assert page.status_code == 500
    assert "on fire" not in page.text
    must_be_guarded(page)
    assert page.headers["retry-after"] == "30"
    kept = hidden(page)
    assert kept["words"] == '水还在漏"><b>'
    assert resident.client.post(resident.address, data=kept).status_code == 200
    assert answers()[0].words == '水还在漏"><b>'


@pytest.mark.parametrize("busy", [ChangedMeanwhile(), DatabaseUnreachable("timeout")])
def test_a_busy_database_asks_for_patience(resident, monkeypatch, busy):
    def refuse(*_arguments, **_named):
        raise busy

    blank = resident.blank()
    monkeypatch.setattr(views, "receive", refuse)

    page = resident.send(blank, **CONTENT)

    assert page.status_code == 503
    assert hidden(page)["d1"] == "4"


def test_a_fault_behind_a_refusal_is_still_a_page(door, monkeypatch):
    monkeypatch.setattr(refusals, "_behind", broken)

    page = door.get("/s/NOSUCHCODE")

    assert page.status_code == 500
    assert "请稍后再打开一次" in page.text
    must_be_guarded(page)


def test_a_fault_is_written_to_the_log(door, monkeypatch, caplog):
    monkeypatch.setattr(views, "open_code", broken)

    door.get("/s/NOSUCHCODE")

    assert "a resident met a fault" in caplog.text


def test_the_log_of_a_fault_keeps_the_residents_words_out(resident, caplog):
    blank = resident.blank()
    with writing() as session:
        session.execute(text("ALTER TABLE responses RENAME COLUMN flags TO lost"))

    page = resident.send(blank, **CONTENT, words="我的电话是13800000000")

    assert page.status_code == 500
    assert "responses" in caplog.text
    assert "13800000000" not in caplog.text


def test_the_routes_bring_everything_with_them_wherever_they_hang(resident):
    """As in the main program: no middleware, no exception handlers, an address of its own."""
    office = TestClient(Starlette(routes=[Mount("/p", routes=routes)]))
    mounted = Resident(office, token(resident))
    mounted.address = "/p" + mounted.address

    assert mounted.send(**CONTENT).status_code == 200
    unknown = office.get("/p/s/NOSUCHCODE")
    assert 'action="../s"' in unknown.text
    must_be_guarded(unknown)
    assert office.get("/p/s", params={"code": token(resident)}).status_code == 200


def test_the_door_stands_alone(empty_url, key):
    engine.use(empty_url)
    with TestClient(app) as alone:
        pages = [alone.get(path) for path in ("/s", "/s/NOSUCHCODE", "/", "/wp-login.php")]
    engine.current().dispose()
    engine._current = None

    assert [page.status_code for page in pages] == [200, 404, 404, 404]
    assert key.exists()
    for page in pages:
        must_be_guarded(page)
