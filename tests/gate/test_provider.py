"""Sign-in at a provider, against a real one; whatever is not exactly right lets nobody in."""

import time
from datetime import UTC, datetime

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey

from db import accounts, audit
from db.engine import reading, writing
from domain.access import Role
from gate.provider import TRIP_LASTS
from tests.builders import a_colleague, a_project, an_account
from tests.gate.op import CLIENT, SECRET, Provider, serving

MAIL = "wang.fang@example.com"


@pytest.fixture
def clock():
    """Providers look at the clock on the wall."""
    return


@pytest.fixture
def op(monkeypatch):
    with serving(Provider(who={"sub": "77", "email": MAIL, "email_verified": True})) as provider:
        monkeypatch.setenv("HUIFANG_OIDC_ISSUER", provider.issuer)
        monkeypatch.setenv("HUIFANG_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("HUIFANG_OIDC_CLIENT_SECRET", SECRET)
        monkeypatch.setenv("HUIFANG_PUBLIC_URL", "http://testserver")
        yield provider


@pytest.fixture
def wang(database):
    """Somebody whose company account has this e-mail address."""
    return an_account(a_colleague(a_project(), Role.RECEPTION), email=MAIL)


def there(visitor, query=""):
    """The provider's answer: where it sends the browser back to."""
    went = visitor.get(f"/sign-in/provider{query}")
    assert went.status_code == 303
    return requests.get(went.headers["location"], allow_redirects=False, timeout=10).headers[
        "location"
    ]


def round_trip(visitor, query=""):
    return visitor.get(there(visitor, query).removeprefix("http://testserver"))


def told(visitor, led) -> str:
    """What the sign-in page says to whoever was led back to it."""
    assert led.status_code == 303
    assert led.headers["location"].startswith("/sign-in?")
    return str(visitor.get(led.headers["location"]).text)


def is_in(visitor) -> bool:
    with reading() as session:
        return accounts.is_live(session, visitor.sid, datetime.now(UTC))


def test_whoever_the_provider_knows_by_a_verified_address_is_in(visitor, op, wang):
    led = round_trip(visitor, "?next=/callbacks&lang=en")

    assert (led.status_code, led.headers["location"]) == (303, "/callbacks?lang=en")
    assert is_in(visitor)


def test_from_then_on_the_subject_counts_and_not_the_address(visitor, new_browser, op, wang):
    round_trip(visitor)
    op.who["email"] = "married@example.com"

    again = new_browser()
    round_trip(again)

    assert is_in(again)
    with reading() as session:
        project_id = accounts.roles_of(session, wang.staff_id)[0][0]
        assert [one.action for one in audit.newest(session, project_id)] == ["linked"]


def test_another_person_with_the_same_address_is_not_let_in(visitor, new_browser, op, wang):
    round_trip(visitor)
    op.who["sub"] = "78"

    other = new_browser()
    assert "尚未开通" in told(other, round_trip(other))
    assert not is_in(other)


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_opens_nothing(visitor, op, wang, verified):
    op.who["email_verified"] = verified

    assert "尚未开通" in told(visitor, round_trip(visitor))
    assert not is_in(visitor)


def test_who_has_no_account_here_gets_none(visitor, op):
    assert "no account here yet" in told(visitor, round_trip(visitor, "?lang=en"))


def test_a_shut_account_stays_shut(visitor, new_browser, op, wang):
    round_trip(visitor)
    with writing() as session:
        accounts.set_disabled(session, wang.staff_id, datetime.now(UTC))

    other = new_browser()
    round_trip(other)

    assert not is_in(visitor)
    assert not is_in(other)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-program"},
        {"nonce": "of another trip"},
        {"exp": int(time.time()) - 3600},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_token_that_is_not_for_this_trip_is_not_believed(visitor, op, wang, lie):
    op.lies = lie

    assert "企业账号登录未成功" in told(visitor, round_trip(visitor))
    assert not is_in(visitor)


def test_a_token_signed_by_somebody_else_is_not_believed(visitor, op, wang):
    op.signs_with = RSAKey.generate_key(2048, {"kid": "1"})

    round_trip(visitor)

    assert not is_in(visitor)


def test_a_token_signed_with_the_secret_both_sides_know_is_not_believed(visitor, op, wang):
    op.algorithm, op.signs_with = "HS256", OctKey.import_key(SECRET * 4)

    round_trip(visitor)

    assert not is_in(visitor)


def test_a_description_of_another_issuer_is_not_believed(visitor, op, wang):
    op.told_issuer = "https://evil.example"

    assert "企业账号登录未成功" in told(visitor, visitor.get("/sign-in/provider"))


@pytest.mark.parametrize("change", ["state", "code", "nothing sealed", "another browser"])
def test_an_answer_to_another_trip_opens_nothing(visitor, new_browser, op, wang, change):
    back = there(visitor).removeprefix("http://testserver")
    if change == "state":
        back = back.replace("state=", "state=x")
    if change == "code":
        back = back.replace("code=", "code=x")
    if change == "nothing sealed":
        visitor.client.cookies.delete("trip")
    comes_back = new_browser() if change == "another browser" else visitor

    comes_back.get(back)

    assert not is_in(comes_back)


def test_a_code_opens_once(visitor, op, wang):
    back = there(visitor).removeprefix("http://testserver")
    visitor.get(back)
    first = visitor.sid

    visitor.get(back)

    assert visitor.sid == first


def test_a_trip_lasts_ten_minutes(visitor, op, wang, monkeypatch):
    back = there(visitor).removeprefix("http://testserver")
    monkeypatch.setattr("gate.visits.now", lambda: datetime.now(UTC) + TRIP_LASTS)

    visitor.get(back)

    assert visitor.sid == ""


def test_a_silent_provider_leaves_the_password(visitor, op, wang, monkeypatch):
    monkeypatch.setenv("HUIFANG_OIDC_ISSUER", "http://127.0.0.1:9")

    page = told(visitor, visitor.get("/sign-in/provider?lang=en"))

    assert "did not work" in page
    assert 'name="password"' in page


def test_without_a_provider_none_is_offered(visitor, database):
    assert "/sign-in/provider" not in visitor.get("/sign-in").text
    assert visitor.get("/sign-in/provider").headers["location"] == "/sign-in"


def test_where_there_is_a_provider_the_gate_offers_it(visitor, op, database):
    assert "/sign-in/provider?next=%2Fwall" in visitor.get("/sign-in?next=/wall").text
