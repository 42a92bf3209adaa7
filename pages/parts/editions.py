"""Editions (版次) of a report: which one to read, and the further one that puts it right."""

from collections.abc import Sequence

import streamlit as st
from sqlalchemy.orm import Session

from db.engine import reading
from db.reports import EditionLine
from desk import reports
from desk.reports import Wanted
from domain.reports import LONGEST_NOTE, Period, ReportKind
from pages.parts import acting, address, plain
from pages.parts.session import _, actor, moment, now, project
from reports.worded import BY_ITSELF

KEEP = "keep_report"


def choose(kept: Sequence[EditionLine], name: str) -> EditionLine | None:
    """The newest one, or the one that is asked for; None where nothing is kept yet."""
    if len(kept) < 2:
        return kept[0] if kept else None
    numbers = {str(one.edition): one for one in kept}
    codes = list(numbers)
    chosen = st.selectbox(
        _("Edition"),
        codes,
        index=codes.index(address.asked(name, codes) or codes[0]),
        key=f"{name}_{kept[0].kind}_{kept[0].code}_{codes[0]}",
        on_change=_keep_choice,
        args=(name, f"{name}_{kept[0].kind}_{kept[0].code}_{codes[0]}"),
        width=110,
    )
    return numbers[chosen]


def _keep_choice(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]


def keep(kind: ReportKind, period: Period, kept: Sequence[EditionLine]) -> None:
    """The editions there are, and the form that makes one more."""
    st.subheader(_("Editions"), anchor=False, divider="gray")
    for one in kept:
        by = one.made_by or _(BY_ITSELF)
        plain.line(_("Edition {number}", number=one.edition), f"{moment(one.made_at)} · {by}")
        plain.line(one.note)
    if not period.is_over(now().astimezone(project().zone).date()):
        st.caption(
            _("It drafts itself on the first day after the period, and is kept as it is then.")
        )
        return
    with st.form(f"{KEEP}_{acting.done()}", border=False):
        note = ""
        if kept:
            note = st.text_area(
                _("What it puts right"),
                max_chars=LONGEST_NOTE,
                height=70,
                key=f"{KEEP}_note_{acting.done()}",
            )
            st.caption(_("Nothing is overwritten: a further edition stands beside the others."))
        label = _("Make a further edition") if kept else _("Keep this report")
        if acting.press(label, KEEP, len(kept)):
            _make(kind, period, note)
    acting.refusal(KEEP)


def _make(kind: ReportKind, period: Period, note: str) -> None:
    wanted, at = Wanted(project().id, kind, period), now()
    with reading() as session:
        document = reports.figures(session, actor(), wanted, at)

    def verb(session: Session) -> str:
        number = reports.restate(session, actor(), wanted, document, note, at)
        return _("Edition {number} is kept.", number=number)

    acting.carry_out(KEEP, verb)
