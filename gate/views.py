"""Views (页面): signing in and out, the first password, another password."""

from starlette.responses import Response

from db import accounts
from db.accounts import AccountRow
from db.engine import reading, writing
from desk import passwords, sessions
from domain.accounts import (
    LinkClosed,
    TooSoon,
    WeakPassword,
    WrongCredentials,
    must_be_strong,
    tidy_login,
    tidy_password,
)
from domain.errors import HuifangError
from gate import provider
from gate.layout import Page, forget_session, keep_device, keep_session, lead, respond
from gate.patience import FREE_FROM_ONE_PLACE, Count, Patience
from gate.seals import StaleForm, device, must_be_ours, seal_device
from gate.visits import Visit
from lang import N_, error, say

SIGN_IN = "/sign-in"
# Why somebody who went to the provider is here again, by the word in the address.
PROVIDER, NOBODY = "provider", "nobody"
CAME_BACK: dict[str, HuifangError] = {
    PROVIDER: provider.ProviderFailed(""),
    NOBODY: provider.NobodyOfOurs(),
}
PATIENCE = Patience()


class PasswordsDiffer(HuifangError):
    """The new password was typed in two ways."""

    code = "gate.passwords_differ"


# With any of these the form is shown again, and says why.
NOT_ACCEPTED = (StaleForm, WrongCredentials, TooSoon, WeakPassword, PasswordsDiffer)


def _show(
    visit: Visit, template: str, refused: HuifangError | None = None, **facts: object
) -> Response:
    """The form, with a word about why it comes back if it does."""
    facts["notice"] = error(visit.language(), refused) if refused else ""
    if isinstance(refused, TooSoon):
        return respond(visit, Page(template, facts, 429, {"Retry-After": str(refused.seconds)}))
    return respond(visit, Page(template, facts, 422 if refused and visit.is_sending else 200))


def ask_sign_in(visit: Visit, refused: HuifangError | None = None, typed: str = "") -> Response:
    here, refused = _whose_browser(visit), refused or CAME_BACK.get(visit.query.get("why", ""))
    name, onward = here.name if here else "", visit.onward()
    facts: dict[str, object] = {"here": name, "onward": onward, "typed": typed[:80]}
    facts["is_wall"] = visit.next.partition("?")[0] == "/wall"
    facts["provider"] = f"/sign-in/provider{visit.here()}" if provider.is_set_up() else ""
    return _show(visit, "sign_in.html", refused, **facts)


def sign_in(visit: Visit) -> Response:
    """On to where one was going, in a new session; the one before, if any, ends."""
    filled = visit.filled()
    login = tidy_login(filled.get("login", ""))
    try:
        must_be_ours(filled.get("form", ""), visit.form, visit.now)
        account = _checked(visit, login, filled.get("password", ""))
    except NOT_ACCEPTED as refused:
        return ask_sign_in(visit, refused, filled.get("login", ""))
    with writing() as session:
        if visit.sid:
            sessions.sign_out(session, visit.sid, visit.now)
        sid = sessions.sign_in(session, account.staff_id, visit.user_agent, visit.now)
    return _signed_in(visit, account, sid)


def _checked(visit: Visit, login: str, password: str) -> AccountRow:
    """The account behind login and password. Raises WrongCredentials, TooSoon."""
    counts = _counts(visit, login)
    PATIENCE.begin(counts, visit.now)
    with reading() as session:
        account = accounts.by_login(session, login)
    # An unknown login, and an account that is shut, take as long to refuse as a wrong password.
    is_right = passwords.is_right(
        account.password_hash if account else None, tidy_password(password)
    )
    if account is None or account.disabled_at is not None or not is_right:
        raise WrongCredentials
    PATIENCE.forgive(counts)
    return account


def _counts(visit: Visit, login: str) -> list[Count]:
    number = device(visit.device, login)
    if number is not None:
        return [Count(("device", number))]
    return [Count(("login", login)), Count(("source", visit.source), FREE_FROM_ONE_PLACE)]


def _signed_in(visit: Visit, account: AccountRow, sid: str) -> Response:
    response = lead(visit.onward())
    keep_session(response, sid)
    if device(visit.device, account.login) is None:
        keep_device(response, seal_device(account.login))
    return response


def ask_sign_out(visit: Visit) -> Response:
    here = _whose_browser(visit)
    return respond(visit, Page("sign_out.html", {"here": here.name})) if here else lead(SIGN_IN)


def sign_out(visit: Visit) -> Response:
    try:
        must_be_ours(visit.filled().get("form", ""), visit.form, visit.now)
    except StaleForm:
        return ask_sign_out(visit)
    with writing() as session:
        sessions.sign_out(session, visit.sid, visit.now)
    response = lead(SIGN_IN + visit.here(next=""))
    forget_session(response)
    return response


def ask_first_password(visit: Visit) -> Response:
    """The page behind a one-time link; to look at it uses nothing up. Raises LinkClosed."""
    return _first_password(visit, _invited(visit))


def set_first_password(visit: Visit) -> Response:
    """The password is set and the browser signed in. Raises LinkClosed."""
    filled, account = visit.filled(), _invited(visit)
    try:
        new = _new_password(visit, filled, account.login)
    except NOT_ACCEPTED as refused:
        return _first_password(visit, account, refused)
    made = passwords.hashed(new)
    with writing() as session:
        sid = sessions.welcome(session, visit.token, made, visit.user_agent, visit.now)
    return _signed_in(visit, account, sid)


def _invited(visit: Visit) -> AccountRow:
    with reading() as session:
        account = accounts.whose_link(session, visit.token, visit.now)
    if account is None:
        raise LinkClosed
    return account


def _new_password(visit: Visit, filled: dict[str, str], login: str) -> str:
    """Raises StaleForm, PasswordsDiffer, WeakPassword."""
    must_be_ours(filled.get("form", ""), visit.form, visit.now)
    new = tidy_password(filled.get("new", ""))
    if new != tidy_password(filled.get("again", "")):
        raise PasswordsDiffer
    must_be_strong(new, login)
    return new


def _first_password(
    visit: Visit, whose: AccountRow, refused: HuifangError | None = None
) -> Response:
    facts: dict[str, object] = {"name": whose.name, "login": whose.login, "asks_old": False}
    return _show(visit, "password.html", refused, **facts)


def ask_password(visit: Visit) -> Response:
    here = _whose_browser(visit)
    if here is None:
        return _to_sign_in(visit)
    return _password(visit, here)


def change_password(visit: Visit) -> Response:
    """Every other browser is signed out."""
    filled, here = visit.filled(), _whose_browser(visit)
    if here is None:
        return _to_sign_in(visit)
    try:
        new = _new_password(visit, filled, here.login)
        _checked(visit, here.login, filled.get("old", ""))
    except NOT_ACCEPTED as refused:
        return _password(visit, here, refused)
    made = passwords.hashed(new)
    with writing() as session:
        sid = sessions.change_password(session, here.staff_id, made, visit.user_agent, visit.now)
    return _signed_in(visit, here, sid)


def _password(visit: Visit, whose: AccountRow, refused: HuifangError | None = None) -> Response:
    facts: dict[str, object] = {"name": whose.name, "login": whose.login, "asks_old": True}
    return _show(visit, "password.html", refused, **facts)


def _whose_browser(visit: Visit) -> AccountRow | None:
    if not visit.sid:
        return None
    with reading() as session:
        here = accounts.live(session, visit.sid, visit.now)
        return accounts.of(session, here.staff_id) if here else None


def _to_sign_in(visit: Visit) -> Response:
    return lead(SIGN_IN + visit.here(next="/password"))


LINK_ADVICE = N_("Please ask whoever invited you for a new one. If you have a password, sign in.")


def link_closed(visit: Visit, refused: LinkClosed) -> Response:
    language = visit.language()
    facts: dict[str, object] = {
        "title": say(language, N_("This link no longer opens")),
        "paragraphs": [error(language, refused), say(language, LINK_ADVICE)],
        "back": f"../sign-in{visit.here(next='')}",
        "way_on": say(language, N_("Sign in")),
    }
    return respond(visit, Page("note.html", facts, 410))
