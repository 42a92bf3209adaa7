"""Sessions (登录): a colleague signs in, is there, and signs out."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import settings
from db import accounts, audit
from db.accounts import AccountRow, Live
from domain.accounts import SEEN_EVERY, Deed, Lifetime, LinkClosed, WrongCredentials

# Families, the more particular first: most browsers also name the ones they descend from.
_FAMILIES = {
    "wxwork": "WeCom",
    "micromessenger": "WeChat",
    "dingtalk": "DingTalk",
    "edg": "Edge",
    "opr/": "Opera",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "crios": "Chrome",
    "safari": "Safari",
}
_SYSTEMS = {
    "harmony": "HarmonyOS",
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac os": "macOS",
    "linux": "Linux",
}


def lifetime() -> Lifetime:
    idle, most = int(settings.IDLE_HOURS()), int(settings.SESSION_DAYS())
    return Lifetime(timedelta(hours=idle), timedelta(days=most))


def sign_in(session: Session, staff_id: int, user_agent: str, now: datetime) -> str:
    """The id of a new session, to be kept by the browser alone. Raises WrongCredentials."""
    account = accounts.of(session, staff_id)
    if account is None or account.disabled_at is not None:
        raise WrongCredentials
    sid = secrets.token_urlsafe(32)
    ends = lifetime().ends(now, now)
    accounts.begin_session(session, sid, staff_id, now, ends, browser(user_agent))
    return sid


def welcome(
    session: Session, token: str, password_hash: str, user_agent: str, now: datetime
) -> str:
    """Use a one-time link: the password is set, every other browser signed out, this one in.

    Raises LinkClosed, also for all but one of those who use the link at the same moment.
    """
    account = accounts.whose_link(session, token, now)
    if account is None or not accounts.use_link(session, token, now):
        raise LinkClosed
    accounts.set_password(session, account.staff_id, password_hash)
    accounts.end_sessions(session, account.staff_id, now)
    note_own(session, account.staff_id, Deed.PASSWORD_SET, now)
    return sign_in(session, account.staff_id, user_agent, now)


def change_password(
    session: Session, staff_id: int, password_hash: str, user_agent: str, now: datetime
) -> str:
    """Every browser is signed out; the id of the new session is for the one that asked."""
    accounts.set_password(session, staff_id, password_hash)
    accounts.end_sessions(session, staff_id, now)
    note_own(session, staff_id, Deed.PASSWORD_CHANGED, now)
    return sign_in(session, staff_id, user_agent, now)


def vouched_for(
    session: Session, subject: str, email: str | None, now: datetime
) -> AccountRow | None:
    """The account of whom a provider calls `subject`; found by verified e-mail the first time."""
    known = accounts.by_subject(session, subject)
    if known is not None or not email:
        return known
    account = accounts.by_email(session, email)
    if account is None or not accounts.link_subject(session, account.staff_id, subject):
        return None
    note_own(session, account.staff_id, Deed.LINKED, now)
    return account


def sign_out(session: Session, sid: str, now: datetime) -> None:
    accounts.end_session(session, sid, now)


def note_own(session: Session, staff_id: int, deed: Deed, now: datetime) -> None:
    """What a colleague did to their own account, in every project they belong to."""
    for project_id, _role in accounts.roles_of(session, staff_id):
        audit.note(session, project_id, staff_id, deed, now, audit.about_staff(staff_id))


def is_worth_noting(here: Live, now: datetime) -> bool:
    """Whether it was so long ago that the session was last written down as seen."""
    return now - here.last_seen_at >= SEEN_EVERY


def see(session: Session, sid: str, here: Live, now: datetime) -> None:
    accounts.see(session, sid, now, lifetime().ends(here.created_at, now))


def browser(user_agent: str) -> str:
    """The family of a browser in words: "Chrome, Windows"."""
    told = user_agent.lower()
    found = [
        next((name for mark, name in known.items() if mark in told), "")
        for known in (_FAMILIES, _SYSTEMS)
    ]
    return ", ".join(part for part in found if part)
