"""Retention (保存期限): how long words, photos and people who left are kept."""

from dataclasses import replace

import streamlit as st
from sqlalchemy.orm import Session

from db import projects
from db.engine import reading
from desk import retention
from domain.retention import LONGEST_MONTHS, Gone, RetentionRule
from pages.parts import acting
from pages.parts.session import _, actor, now, project

RULE = "retention"


def draw() -> None:
    with reading() as session:
        rule = projects.policy(session, project().id).retention
    st.markdown(
        _("**What was kept long enough is erased every hour.**")
        if rule.on
        else _("**Nothing is erased by itself yet.**")
    )
    limits, goes = st.columns(2, gap="large")
    with limits:
        asked = _limits(rule)
    with goes:
        _what_goes(asked)
        _ask(rule, asked)


def _limits(rule: RetentionRule) -> RetentionRule:
    """What stands in the fields; what goes by it is shown beside them before it is kept."""
    st.markdown(_("**Kept for so many months**"))
    words = _months(
        _("Words and notes"),
        rule.words_months,
        _("After a ticket was closed or an answer given: subject, words, notes."),
    )
    photos = _months(_("Photos"), rule.photos_months, _("After their ticket was closed."))
    people = _months(
        _("Residents who left"),
        rule.people_months,
        _("After moving out: name, phone, and every word of their tickets."),
    )
    st.caption(
        _(
            "The law asks to keep personal data for the shortest time that their purpose needs; "
            "claims lapse after three years. Whoever lives here stays in the list."
        )
    )
    return RetentionRule(on=True, words_months=words, photos_months=photos, people_months=people)


def _months(label: str, value: int, about: str) -> int:
    key = f"{label}_{acting.done()}"
    return int(st.number_input(label, 1, LONGEST_MONTHS, value, help=about, key=key))


def _what_goes(asked: RetentionRule) -> None:
    st.markdown(_("**What would go now**"))
    with reading() as session:
        gone = retention.would_go(session, actor(), project().id, asked, now())
    if not gone:
        st.info(_("Nothing is that old yet."))
    else:
        st.table(_lines(gone))
    st.caption(
        _(
            "Figures, scores, steps and times stay as they are. It cannot be undone; backups made "
            "before keep the words until they are replaced."
        )
    )


def _lines(gone: Gone) -> list[dict[str, object]]:
    words = {
        "tickets": _("Tickets that lose their words"),
        "answers": _("Answers that lose their words"),
        "visits": _("Safety visits that lose their notes"),
        "photos": _("Photos"),
        "people": _("Residents who left"),
    }
    what, how_many = _("What"), _("How many")
    return [{what: said, how_many: getattr(gone, name)} for name, said in words.items()]


def _ask(rule: RetentionRule, asked: RetentionRule) -> None:
    with st.form(f"{RULE}_{acting.done()}", border=False):
        is_sure = st.checkbox(_("I have seen what would go, and it may go for good"))
        if acting.press(_("Keep to these limits"), RULE, 0):
            if is_sure:
                _set(asked)
            st.warning(_("Please look at what would go, and say by the tick that it may."))
    if rule.on and st.button(_("Erase nothing by itself any more"), type="tertiary"):
        _set(replace(rule, on=False))
    acting.refusal(RULE)


def _set(rule: RetentionRule) -> None:
    def verb(session: Session) -> str:
        retention.set_rule(session, actor(), project().id, rule, now())
        return _("The limits are kept.")

    acting.carry_out(RULE, verb)
