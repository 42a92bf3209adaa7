"""Signing in and out, first passwords and other passwords, as a browser meets them."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest

from db import accounts
from db.engine import DatabaseUnreachable, reading, writing
from desk import accounts as account_desk
from desk import passwords
from domain.access import Role
from domain.accounts import LINK_LASTS
from gate.seals import FORM_LASTS, seal_form
from tests.builders import MOMENT, MONDAY_MORNING, a_colleague, a_project, a_session, an_account
from tests.gate.conftest import PASSWORD
from web.forms import LONGEST_BODY

BOTH = pytest.mark.parametrize("language", ["zh-CN", "en"])
NEW = "xiao qiao liu shui"
SECOND = timedelta(seconds=1)


def login_of(who) -> str:
    with reading() as session:
        return str(accounts.of(session, who.staff_id).login)


def lives(sid: str, now=MONDAY_MORNING):
    with reading() as session:
        return bool(accounts.is_live(session, sid, now))


def shut(who) -> None:
    with writing() as session:
        accounts.set_disabled(session, who.staff_id, MONDAY_MORNING)


def must_be_guarded(page) -> None:
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


class Watched:
    """Passwords are hashed as ever, and the hashes they are held against noted."""

    def __init__(self, hasher, held: list[str]) -> None:
        self.hasher, self.held = hasher, held

    def hash(self, password: str) -> str:
        return str(self.hasher.hash(password))

    def verify(self, hash: str, password: str) -> bool:
        self.held.append(hash)
        return bool(self.hasher.verify(hash, password))


# Signing in


@pytest.mark.parametrize(
    ("asked", "is_told"), [("/wall", 1), ("/wall?project=1", 1), ("/queue", 0)]
)
def test_who_wants_the_wall_is_told_that_a_screen_needs_no_login(visitor, asked, is_told):
    page = visitor.client.get("/sign-in", params={"next": asked})

    assert page.text.count('href="screen"') == is_told


def test_whoever_knows_login_and_password_is_in(visitor, wang):
    led = visitor.sign_in(login_of(wang))

    assert (led.status_code, led.headers["location"]) == (303, "/")
    assert lives(visitor.sid)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{upper}", "{wide}"])
def test_a_login_may_be_typed_carelessly(visitor, wang, typed):
    login = login_of(wang)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in login)

    led = visitor.sign_in(typed.format(login, upper=login.upper(), wide=wide))

    assert led.status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor, wang):
    set_cookie = visitor.sign_in(login_of(wang)).headers.get_list("set-cookie")

    kept = next(one for one in set_cookie if one.startswith("sid="))
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert "Path=/;" in kept
    assert f"Max-Age={7 * 86_400}" in kept
    assert "Secure" not in kept


def test_over_https_the_cookie_belongs_to_this_host_alone(visitor, wang, monkeypatch):
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", "https://wy.example.cn")
    visitor.client.base_url = "https://testserver"

    set_cookie = visitor.sign_in(login_of(wang)).headers.get_list("set-cookie")

    kept = next(one for one in set_cookie if one.startswith("__Host-sid="))
    assert "Secure" in kept
    assert "Path=/;" in kept
    assert "Domain" not in kept


@BOTH
@pytest.mark.parametrize("wrong", ["password", "login", "shut", "invited"])
def test_every_wrong_try_is_told_the_same(visitor, wang, language, wrong):
    login, password = login_of(wang), PASSWORD
    if wrong == "password":
        password = PASSWORD + "x"
    if wrong == "login":
        login = "nobody-here"
    if wrong == "shut":
        shut(wang)
    if wrong == "invited":
        login = login_of(an_account(a_colleague(a_project(), Role.RECEPTION)))
    lang = {"zh-CN": "zh_CN", "en": "en"}[language]

    page = visitor.sign_in(login, password, f"?lang={lang}")

    told = {"zh-CN": "登录名或密码不正确", "en": "The login or the password is not right"}
    assert page.status_code == 422
    assert told[language] in page.text
    assert f'value="{login}"' in page.text
    assert PASSWORD not in page.text
    assert visitor.sid == ""
    must_be_guarded(page)


@pytest.mark.parametrize("account", ["known", "unknown", "shut", "invited"])
def test_every_try_is_held_against_a_hash_so_that_all_take_as_long(
    visitor, wang, monkeypatch, account
):
    login = login_of(wang)
    if account == "unknown":
        login = "nobody-here"
    if account == "shut":
        shut(wang)
    if account == "invited":
        login = login_of(an_account(a_colleague(a_project(), Role.RECEPTION)))
    held: list[str] = []
    monkeypatch.setattr(passwords, "_hasher", Watched(passwords._hasher, held))

    visitor.sign_in(login, "x" * 12)

    assert [hash.startswith("$argon2id$") for hash in held] == [True]


def test_each_sign_in_is_a_new_session_and_ends_the_one_brought_along(visitor, wang):
    visitor.client.cookies.set("sid", "chosen-by-somebody-else", "testserver.local", "/")
    visitor.sign_in(login_of(wang))
    first = visitor.sid

    visitor.sign_in(login_of(wang))

    assert first != "chosen-by-somebody-else"
    assert visitor.sid != first
    assert not lives("chosen-by-somebody-else")
    assert [lives(first), lives(visitor.sid)] == [False, True]


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/queue", "/queue"),
        ("/queue?project=1%26ticket=5", "/queue?project=1&ticket=5"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/queue%0d%0aSet-Cookie: a=b", "/"),
        ("/queue/../../x", "/"),
    ],
)
def test_one_is_led_on_to_pages_of_ours_only(visitor, wang, asked, led):
    page = visitor.sign_in(login_of(wang), query=f"?next={asked}")

    assert page.headers["location"] == led


def test_the_language_of_the_gate_goes_along(visitor, wang):
    page = visitor.sign_in(login_of(wang), query="?next=/wall%3Fproject=1&lang=en")

    assert page.headers["location"] == "/wall?project=1&lang=en"


# Slowing down


@BOTH
def test_a_hasty_guesser_is_asked_to_wait(visitor, wang, clock, language):
    query = {"zh-CN": "?lang=zh_CN", "en": "?lang=en"}[language]
    for _ in range(2):
        visitor.sign_in(login_of(wang), "wrong", query)

    page = visitor.sign_in(login_of(wang), PASSWORD, query)

    assert page.status_code == 429
    assert page.headers["retry-after"] == "1"
    assert {"zh-CN": "请等 1 秒", "en": "wait 1 seconds"}[language] in page.text
    assert not visitor.sid
    clock.shift(SECOND)
    assert visitor.sign_in(login_of(wang), PASSWORD, query).status_code == 303


def test_a_browser_known_to_its_owner_is_not_kept_out_by_strangers(new_browser, wang):
    known, stranger = new_browser("192.0.2.1"), new_browser("192.0.2.66")
    known.sign_in(login_of(wang))
    for _ in range(3):
        stranger.sign_in(login_of(wang), "guess")

    assert stranger.sign_in(login_of(wang)).status_code == 429
    assert known.sign_in(login_of(wang)).status_code == 303


def test_a_browser_known_to_one_colleague_is_a_stranger_to_another(new_browser, wang):
    other = an_account(a_colleague(a_project(), Role.TECHNICIAN), PASSWORD)
    known, stranger = new_browser("192.0.2.1"), new_browser("192.0.2.66")
    known.sign_in(login_of(other))
    for _ in range(3):
        stranger.sign_in(login_of(wang), "guess")

    assert known.sign_in(login_of(wang)).status_code == 429


def test_a_place_that_tries_many_logins_is_slowed_down_too(visitor, wang):
    for number in range(11):
        visitor.sign_in(f"nobody-{number}", "guess")

    assert visitor.sign_in(login_of(wang)).status_code == 429


def test_of_many_guesses_at_once_few_are_heard(new_browser, wang, monkeypatch):
    heard = []
    monkeypatch.setattr(passwords, "is_right", lambda *_: heard.append(1))
    guessers = [new_browser(f"198.51.100.{number}") for number in range(12)]
    seals = [guesser.seal("/sign-in") for guesser in guessers]

    def guess(number: int):
        sent = guessers[number].send(
            "/sign-in", seals[number], login=login_of(wang), password=f"guess {number}"
        )
        return sent.status_code

    with ThreadPoolExecutor(12) as together:
        answers = list(together.map(guess, range(12)))

    assert len(heard) == answers.count(422) == 2
    assert answers.count(429) == 10


# Forms are ours and this browser's


@pytest.mark.parametrize("seal", ["", "x", "WyJ4IiwxXQ.bad", "字", "\x00"])
def test_a_form_without_our_seal_is_shown_again(visitor, wang, seal):
    page = visitor.send("/sign-in", seal, login=login_of(wang), password=PASSWORD)

    assert page.status_code == 422
    assert not visitor.sid


def test_a_form_handed_to_another_browser_is_shown_again(new_browser, wang):
    mine, foreign = new_browser(), new_browser()
    mine.get("/sign-in")

    page = mine.send("/sign-in", foreign.seal("/sign-in"), login=login_of(wang), password=PASSWORD)

    assert page.status_code == 422
    assert not mine.sid


def test_a_browser_without_our_cookie_cannot_be_made_to_sign_in(visitor, wang):
    page = visitor.send(
        "/sign-in", seal_form("", MONDAY_MORNING), login=login_of(wang), password=PASSWORD
    )

    assert page.status_code == 422
    assert not visitor.sid


@pytest.mark.parametrize(("age", "status"), [(FORM_LASTS - SECOND, 303), (FORM_LASTS, 422)])
def test_a_form_lasts_half_a_day(visitor, wang, clock, age, status):
    seal = visitor.seal("/sign-in")
    clock.shift(age)

    sent = visitor.send("/sign-in", seal, login=login_of(wang), password=PASSWORD)

    assert sent.status_code == status


# Sessions end


@pytest.mark.parametrize(
    ("hours", "is_live"), [(12 - 0.001, True), (12, False)], ids=["before", "at"]
)
def test_an_unused_session_ends_after_twelve_hours(visitor, wang, hours, is_live):
    visitor.sign_in(login_of(wang))

    assert lives(visitor.sid, MONDAY_MORNING + timedelta(hours=hours)) is is_live


def test_the_hours_are_a_setting(visitor, wang, monkeypatch):
    monkeypatch.setenv("HUIFANG_IDLE_HOURS", "1")
    visitor.sign_in(login_of(wang))

    assert not lives(visitor.sid, MONDAY_MORNING + timedelta(hours=1))


def test_signing_out_ends_the_session_for_good(visitor, wang):
    visitor.sign_in(login_of(wang))
    sid = visitor.sid

    led = visitor.send("/sign-out")

    assert led.headers["location"].startswith("/sign-in")
    assert not lives(sid)
    assert visitor.sid == ""


def test_another_site_cannot_sign_anybody_out(visitor, wang):
    visitor.sign_in(login_of(wang))

    visitor.send("/sign-out", "")

    assert lives(visitor.sid)


def test_to_look_at_the_way_out_ends_nothing(visitor, wang):
    visitor.sign_in(login_of(wang))

    assert visitor.get("/sign-out").status_code == 200
    assert lives(visitor.sid)


def test_nobody_signed_in_has_nothing_to_sign_out_of(visitor):
    assert visitor.get("/sign-out").headers["location"] == "/sign-in"


# One-time links


def a_link(who, now=MONDAY_MORNING) -> str:
    with reading() as session:
        project_id = accounts.roles_of(session, who.staff_id)[0][0]
    with writing() as session:
        token = account_desk.new_link(session, None, project_id, who.staff_id, now)
    return f"/welcome/{token}"


def test_a_link_sets_the_first_password_and_signs_in(visitor):
    invited = an_account(a_colleague(a_project(), Role.TECHNICIAN))

    led = visitor.send(a_link(invited), new=NEW, again=NEW)

    assert led.status_code == 303
    assert lives(visitor.sid)
    visitor.send("/sign-out")
    assert visitor.sign_in(login_of(invited), NEW).status_code == 303


def test_looking_at_a_link_uses_nothing_up(visitor, wang):
    link = a_link(wang)

    for _ in range(3):
        assert visitor.get(link).status_code == 200

    assert visitor.send(link, new=NEW, again=NEW).status_code == 303


@BOTH
def test_a_used_link_opens_no_more(visitor, wang, language):
    link = a_link(wang)
    visitor.send(link, new=NEW, again=NEW)

    page = visitor.get(link, **{"Accept-Language": language})

    assert page.status_code == 410
    assert {"zh-CN": "已使用过", "en": "used already"}[language] in page.text
    assert visitor.client.post(link, data={"new": NEW}).status_code == 410
    must_be_guarded(page)


@pytest.mark.parametrize(("age", "status"), [(LINK_LASTS - MOMENT, 200), (LINK_LASTS, 410)])
def test_a_link_lasts_two_days(visitor, wang, clock, age, status):
    link = a_link(wang)
    clock.shift(age)

    assert visitor.get(link).status_code == status


def test_a_link_that_resets_a_password_signs_out_everywhere(new_browser, wang):
    old, fresh = new_browser(), new_browser()
    old.sign_in(login_of(wang))

    fresh.send(a_link(wang), new=NEW, again=NEW)

    assert [lives(old.sid), lives(fresh.sid)] == [False, True]
    assert new_browser().sign_in(login_of(wang), PASSWORD).status_code == 422


def test_until_it_is_used_the_old_password_holds(visitor, wang):
    a_link(wang)

    assert visitor.sign_in(login_of(wang)).status_code == 303


def test_of_two_who_use_a_link_at_once_one_gets_in(new_browser, wang):
    link, both = a_link(wang), [new_browser(), new_browser()]
    seals = [browser.seal(link) for browser in both]

    with ThreadPoolExecutor(2) as together:
        answers = together.map(
            lambda n: both[n].send(link, seals[n], new=f"{NEW} {n}", again=f"{NEW} {n}"), range(2)
        )

    assert sorted(answer.status_code for answer in answers) == [303, 410]


@BOTH
@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("short", "short", {"zh-CN": "至少需要十个字符", "en": "at least ten characters"}),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", {"zh-CN": "容易被猜到", "en": "guessed soon"}),
        ("{login} abcdef", "{login} abcdef", {"zh-CN": "您的登录名", "en": "your login"}),
        (NEW, NEW + "x", {"zh-CN": "不一致", "en": "not the same"}),
    ],
)
def test_a_bad_password_leaves_the_link_open(visitor, wang, language, new, again, told):
    link, login = a_link(wang), login_of(wang)
    visitor.client.headers["Accept-Language"] = language

    page = visitor.send(link, new=new.format(login=login), again=again.format(login=login))

    assert page.status_code == 422
    assert told[language] in page.text
    assert visitor.get(link).status_code == 200


def test_a_link_of_a_shut_account_is_closed(visitor, wang):
    link = a_link(wang)
    shut(wang)

    assert visitor.get(link).status_code == 410


# Another password


def test_another_password_signs_out_every_other_browser(new_browser, wang):
    here, elsewhere = new_browser(), new_browser()
    for browser in (here, elsewhere):
        browser.sign_in(login_of(wang))
    before = here.sid

    led = here.send("/password", old=PASSWORD, new=NEW, again=NEW)

    assert led.status_code == 303
    assert [lives(sid) for sid in (before, elsewhere.sid, here.sid)] == [False, False, True]
    assert new_browser().sign_in(login_of(wang), NEW).status_code == 303


def test_without_the_password_until_now_nothing_changes(visitor, wang):
    visitor.sign_in(login_of(wang))

    page = visitor.send("/password", old="guess", new=NEW, again=NEW)

    assert page.status_code == 422
    assert visitor.sign_in(login_of(wang), PASSWORD).status_code == 303


def test_who_is_not_signed_in_is_led_to_sign_in_first(visitor, wang):
    assert visitor.get("/password").headers["location"] == "/sign-in?next=%2Fpassword"
    sent = visitor.send("/password", "", old=PASSWORD, new=NEW, again=NEW)
    assert sent.headers["location"] == "/sign-in?next=%2Fpassword"
    assert visitor.sign_in(login_of(wang), PASSWORD).status_code == 303


# Every answer


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("HEAD", "/sign-in", 200),
        ("PUT", "/sign-in", 405),
        ("POST", "/sign-in", 415),
        ("GET", "/sign-out", 303),
        ("GET", "/password", 303),
        ("GET", "/welcome/nosuch", 410),
        ("POST", "/welcome/nosuch", 415),
        ("GET", "/welcome/%00%ff", 410),
    ],
)
def test_every_answer_is_guarded(visitor, method, path, status):
    page = visitor.client.request(method, path, content=b"" if method == "POST" else None)

    assert page.status_code == status
    must_be_guarded(page)


def test_a_body_is_bounded(visitor):
    page = visitor.client.post(
        "/sign-in",
        content=b"login=".ljust(LONGEST_BODY + 1, b"a"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert page.status_code == 413


def test_the_style_on_the_page_is_the_one_its_policy_allows(visitor):
    page = visitor.get("/sign-in")

    style = page.text.split("<style>")[1].split("</style>")[0]
    fingerprint = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{fingerprint}'" in page.headers["content-security-policy"]


def test_what_is_typed_is_shown_as_text(visitor):
    page = visitor.sign_in('"><script>alert(1)</script>', "x")

    assert "<script>" not in page.text


def test_a_fault_is_a_page_and_names_nobody(visitor, wang, monkeypatch, caplog):
    def broken(*_facts):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(accounts, "by_login", broken)

    page = visitor.sign_in(login_of(wang))

    assert page.status_code == 500
    assert "on fire" not in page.text
    assert PASSWORD not in caplog.text
    must_be_guarded(page)


def test_a_silent_database_is_told_in_words(visitor, wang, monkeypatch):
    def silent(*_facts):
        raise DatabaseUnreachable("timeout")

    monkeypatch.setattr(accounts, "by_login", silent)

    assert visitor.sign_in(login_of(wang)).status_code == 503


def test_whoever_is_signed_in_is_greeted_and_led_on(visitor, wang):
    visitor.client.cookies.set("sid", a_session(wang.staff_id))

    page = visitor.get("/sign-in?lang=en")

    assert "王芳 is signed in here." in page.text
