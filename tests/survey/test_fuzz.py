"""Whatever is sent to whichever address: a page of ours in the visitor's language, never a fault.

Every public route as the door standing alone has it; SQLite only, for speed.
"""

import csv
import re
from io import StringIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.testclient import TestClient

from db import surveys as surveys_db
from db import tickets as tickets_db
from db.engine import reading
from domain.limits import Limits, Pace
from reports.imports import FORMULA, harmless
from survey import app as door_app
from survey import porter
from survey.forms import LONGEST_WORDS, tidy_words
from survey.limits import Gatekeeper
from tests.builders import CONTENT, LET_DOWN
from tests.survey.residents import Resident, answers
from tests.survey.test_app import NOT_STORED, must_be_guarded
from web.forms import FORM_TYPE

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("database"),
]
FUZZED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PATHS = [route.path for route in door_app.routes if isinstance(route, Route)]
LANGUAGES = {"zh-CN": "zh-CN", "en": "en", "zh-CN;q=0.1, en;q=0.9": "en"}
NASTY = [
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "\u2066\u200b\ufeff",
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    '"><b>',
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://evil.example";"x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "%00%ff",
    "' OR 1=1 --",
    "字" * 3_000,
    "A" * 70_000,
    "e\u0301" * 40 + "\u0301" * 200,
    "13812345678",
]
WORDS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=40), st.text("=+-@\t\r\n'\"<>&%;\x00", max_size=9)
)
FIELDS = (
    "blank",
    "d1",
    "d2",
    "c",
    "e1",
    "chip",
    "words",
    "call_me",
    "homepage",
    "phone",
    "lang",
    "code",
    "kind",
    "photo",
    "reason",
    "\x00",
)
TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "APPLICATION/X-WWW-FORM-URLENCODED;;;",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        'multipart/form-data; boundary="' + "b" * 300 + '"',
        "application/json",
        "text/plain",
        "",
        "\xff",
    ]
)
PARTS = st.sampled_from(
    [
        b"--x\r\n",
        b"--x--\r\n",
        b'Content-Disposition: form-data; name="words"\r\n\r\n',
        b'Content-Disposition: form-data; name="photo"; filename="a.jpg"\r\n',
        b"Content-Type: image/jpeg\r\n\r\n",
        b"\xff\xd8\xff\xe0not a picture",
        b"&",
        b"=",
        b"%",
        b"%u0000",
        b"words=%ff%fe&d1=5",
        b"\r\n",
        b"\x00",
    ]
)
BODIES = st.one_of(st.lists(PARTS, max_size=12).map(b"".join), st.binary(max_size=60))
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Cookie",
            "Accept-Encoding",
            "User-Agent",
            "X-Forwarded-For",
            "Referer",
            "Range",
            "Purpose",
        ]
    ),
    st.sampled_from(
        [
            "",
            "sid=x; device=y",
            "device=" + "a" * 16,
            "sid=\xff;;=;",
            "gzip;q=x",
            "*",
            "bytes=0-",
            "é" * 90,
        ]
    ).map(lambda told: told.encode("latin-1")),
)


@pytest.fixture
def alone(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The door with every address it has, and nobody slowed."""
    wide = Gatekeeper(Limits(*[Pace(1_000_000, 1_000_000)] * 3))
    monkeypatch.setattr(porter, "gatekeeper", lambda: wide)
    return TestClient(door_app.app, follow_redirects=False)


def address(path: str, code: str) -> str:
    """The path with this code in it, letter by letter as a URL says it."""
    said = quote(code.encode("utf-8", "surrogatepass"))
    return re.sub(r"\{\w+(:path)?\}", lambda _: said, path)


def post(client: TestClient, where: str, **fields: object) -> Any:
    """A form as a browser without manners would send it."""
    body = urlencode({name: str(v).encode("utf-8", "surrogatepass") for name, v in fields.items()})
    headers = {"Content-Type": FORM_TYPE, "Accept-Language": "zh-CN"}
    return client.post(where, content=body, headers=headers)


def must_be_ours(page: Any, spoken: str) -> None:
    assert page.status_code < 500, page.text
    assert page.headers["cache-control"] in {NOT_STORED, "private, no-cache"}
    must_be_guarded(page, page.headers["cache-control"])
    if page.status_code != 303 and page.request.method != "HEAD":
        assert f'<html lang="{spoken}"' in page.text


@FUZZED
@given(
    st.sampled_from(PATHS),
    st.one_of(
        st.none(),
        st.text(st.characters(), max_size=30),
    ),
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]),
    TYPES,
    BODIES,
    HEADERS,
    st.sampled_from(sorted(LANGUAGES)),
    st.sampled_from(
        ["", "?lang=", "?lang=%00", "?lang=en&lang=zh_CN", "?type=big&x=%ff", "?code=//evil"]
    ),
)
def test_whatever_is_sent_gets_a_page_of_ours(
    alone, resident, path, code, method, content_type, body, headers, language, query
):
    known = resident.address.removeprefix("/s/")
    where = address(path, known if code is None else code) + query
    told = headers | {"Content-Type": content_type.encode("latin-1"), "Accept-Language": language}

    page = alone.request(method, where, content=body, headers=told)

    spoken = "en" if "lang=en" in query or LANGUAGES[language] == "en" else "zh-CN"
    spoken = "zh-CN" if "lang=zh_CN" in query else spoken
    must_be_ours(page, spoken)


@FUZZED
@given(st.sampled_from(PATHS), st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=8))
def test_whatever_is_filled_in_gets_a_page_of_ours(alone, resident, path, fields):
    where = address(path, resident.address.removeprefix("/s/"))

    page = post(alone, where, **{"blank": resident.blank()} | fields)

    must_be_ours(page, "zh-CN")
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "</textarea><" not in page.text.replace("</textarea></p>", "")


@FUZZED
@given(WORDS)
def test_whatever_is_written_is_stored_as_harmless_text(alone, resident, text):
    words = text[:LONGEST_WORDS]
    before = len(answers())

    page = post(alone, resident.address, blank=resident.blank(), **LET_DOWN, words=words)

    assert page.status_code == 200, page.text[page.text.find('role="alert"') :][:200]
    stored = answers()[-1].words if len(answers()) > before else ""
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", stored
    )
    assert tidy_words(stored) == stored


def test_a_complaint_opened_by_hostile_words_comes_out_of_the_desk_as_it_was_stored(
    alone, resident, project
):
    words = "=1+1 <script>alert(1)</script> \u202egnp.exe"

    resident.send(**LET_DOWN, words=words)

    [answer] = answers()
    with reading() as session:
        [row] = surveys_db.of_ticket(session, project, answer.ticket or 0)
        intake = tickets_db.intake(session, project, answer.complaint or 0)
    assert row.words == intake.words == "=1+1 <script>alert(1)</script> gnp.exe"


@FUZZED
@given(st.one_of(WORDS, st.text(max_size=20)))
def test_no_cell_of_ours_is_a_formula(text):
    cell = harmless(tidy_words(text))

    with StringIO() as file:
        csv.writer(file).writerow([cell])
        [[read]] = csv.reader(StringIO(file.getvalue()))
    assert read == cell
    assert not FORMULA.match(cell)
    assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"[+-]?[0-9.,]+", cell)


def test_a_look_at_an_answered_form_shows_no_hostile_words(alone, resident):
    resident.send(**CONTENT, words="</textarea><script>alert(1)</script>")

    assert "alert(1)" not in alone.get(resident.address).text
