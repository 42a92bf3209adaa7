"""One code (二维码): its picture, its paper, since when and by whom; withdraw it or replace it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db.engine import writing
from db.standing import Hung
from desk import codes
from domain.access import Action
from domain.surveys import CodeKind
from pages.parts import acting, plain
from pages.parts.ordering import ordered
from pages.parts.session import _, actor, may, moment, now, project, term
from reports import codes as pictures
from reports.press import Paper, print_paper

HERE = "code"
GROUP = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What a code stands for, how to give one out for it, and the paper it is printed on."""

    label: str
    kind: CodeKind
    code: Hung
    give: Callable[[Session, datetime], str]
    papers: tuple[tuple[str, Paper], ...]
    place: str | None = None
    ticket: int | None = None


def grouped(token: str) -> str:
    """As one types it: in groups of four."""
    return "-".join(token[at : at + GROUP] for at in range(0, len(token), GROUP))


def show(subject: Subject) -> None:
    plain.heading(subject.label)
    if subject.code.token is None:
        _none_yet(subject)
    else:
        _one(subject, subject.code.token)
    acting.refusal(HERE)


def _none_yet(subject: Subject) -> None:
    st.info(_("No code hangs here. Once there is one, residents scan it and their answers count."))
    if not _may_give(subject):
        return

    def verb(session: Session) -> str:
        subject.give(session, now())
        return _("The code is given out.")

    if st.button(_("Give it a code"), type="primary", icon=":material/qr_code_2:"):
        acting.carry_out(HERE, verb)


def _may_give(subject: Subject) -> bool:
    return may(Action.WORK if subject.kind is CodeKind.TICKET else Action.ADMINISTER)


def _one(subject: Subject, token: str) -> None:
    where = pictures.address(settings.PUBLIC_URL(), token)
    picture, facts = st.columns([5, 6], gap="medium")
    with picture:
        st.image(_png(where), width=230, alt=_("QR code of {place}", place=subject.label))
    with facts:
        _facts(subject)
    st.code(where, language=None, wrap_lines=True)
    _papers(subject, token, where)
    if _may_withdraw(subject):
        _changes(subject, token)


@st.cache_data(max_entries=64, show_spinner=False)
def _png(where: str) -> bytes:
    return pictures.png(where)


def _facts(subject: Subject) -> None:
    code = subject.code
    assert code.token is not None
    st.markdown(f"**{grouped(code.token)}**")
    st.caption(
        _("{kind}, since {when}", kind=term("code_kind", subject.kind), when=moment(code.issued_at))
    )
    if code.issued_by:
        plain.line(_("Given out by {name}", name=code.issued_by))
    if code.expires_at:
        left = code.expires_at > now()
        until = moment(code.expires_at)
        st.markdown(
            _("Opens until {when}", when=until) if left else f":red[▲ {_('It has run out')}]"
        )
    st.metric(_("Answers, 30 days"), code.answers, width="content")
    st.caption(_("Last answer: {when}", when=moment(code.last_answer)))


def _papers(subject: Subject, token: str, where: str) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "SVG", lambda: pictures.svg(where), f"{token}.svg", "image/svg+xml", on_click="ignore"
        )
        st.download_button(
            "PNG", lambda: pictures.png(where), f"{token}.png", "image/png", on_click="ignore"
        )
        if _may_give(subject):
            for label, paper in subject.papers:
                download_paper(label, paper, place=subject.place, ticket=subject.ticket)


def download_paper(
    label: str, paper: Paper, *, place: str | None = None, ticket: int | None = None
) -> None:
    """A button whose sheet is laid out when it is pressed; of every place where none is named."""
    order = ordered()

    def laid_out() -> str:
        with writing() as session:
            places = [place] if place is not None else []
            return print_paper(session, order, paper, ticket=ticket, places=places)

    st.download_button(
        label,
        laid_out,
        f"{paper}.html",
        "text/html",
        key=f"{paper}_{place}_{ticket}",
        icon=":material/print:",
        on_click="ignore",
    )


def _may_withdraw(subject: Subject) -> bool:
    return may(Action.REPLY if subject.kind is CodeKind.TICKET else Action.ADMINISTER)


def _changes(subject: Subject, token: str) -> None:
    with st.container(horizontal=True):
        if subject.kind is CodeKind.PLACE:
            with st.popover(_("Until when"), icon=":material/event:"):
                _limit(token, subject.code.expires_at)
        with st.popover(_("Replace"), icon=":material/autorenew:"):
            replace(token)
        with st.popover(_("Withdraw"), icon=":material/block:"):
            _withdraw(token)


def _limit(token: str, expires_at: datetime | None) -> None:
    zone = project().zone
    is_set = expires_at is not None and expires_at > now()
    last = (expires_at - timedelta(days=1)).astimezone(zone).date() if expires_at else None
    chosen = st.date_input(
        _("Last day, empty for always"),
        value=last if is_set else None,
        min_value=now().astimezone(zone).date(),
        key=f"limit_{token}_{acting.done()}",
    )

    def verb(session: Session) -> str:
        codes.limit(session, actor(), project().id, token, _end_of(chosen), now())
        return _("The last day is kept.")

    if st.button(_("Keep this day"), key=f"keep_{token}"):
        acting.carry_out(HERE, verb)


def _end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), project().zone)


def replace(token: str) -> None:
    st.markdown(
        _("A new code takes its place; what is printed with the old one stops working at once.")
    )

    def verb(session: Session) -> str:
        new = codes.reissue(session, actor(), project().id, token, now())
        return _("The new code is {code}. Print it anew.", code=grouped(new))

    if st.button(_("Give out a new code"), type="primary", key=f"replace_{token}"):
        acting.carry_out(HERE, verb)


def _withdraw(token: str) -> None:
    st.markdown(_("Whoever scans it is told that it is no longer in use. Answers stay."))

    def verb(session: Session) -> str:
        codes.revoke(session, actor(), project().id, token, now())
        return _("The code opens nothing any more.")

    if st.button(_("Withdraw this code"), type="primary", key=f"withdraw_{token}"):
        acting.carry_out(HERE, verb)
