"""Notices (通知): what is told outside the house, where, when, and what became of it."""

from datetime import datetime

import streamlit as st

from db import notices as notices_db
from db.engine import reading
from db.notices import Counts, NoticeLine
from desk import notices
from domain.access import Action
from lang.notices import notice
from pages.parts import acting, notice_targets, plain
from pages.parts.live import changes, living
from pages.parts.session import _, actor, language, moment, now, project, term

RETRY = "retry"
FAILED_SHOWN = 5


def page() -> None:
    actor().must(Action.ADMINISTER, project().id)
    title, headline = st.columns([2, 7.6], vertical_alignment="bottom")
    title.header(_("Notices"), anchor=False)
    with headline:
        _headline()
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _outbox()
    with beside:
        notice_targets.show()


@living(Action.ADMINISTER)
def _headline() -> None:
    counts = _counts(project().id, changes())
    st.markdown(_standing(counts))


def _standing(counts: Counts) -> str:
    waiting = _("{count} wait", count=counts.waiting)
    sent = _("{count} sent", count=counts.sent)
    if counts.failed:
        failed = _(":red[**▲ {count} could not be sent**]", count=counts.failed)
        return f"{failed} · {waiting} · {sent}"
    if counts.waiting or counts.sent:
        return f"**{waiting}** · {sent}"
    return _("**Nothing has been told yet.**")


@living(Action.ADMINISTER)
def _outbox() -> None:
    lines = _latest(project().id, changes())
    if not lines:
        st.info(
            _("What is raised, major or due soon appears here, once a target is set."),
        )
        return
    failed = [line for line in lines if line.failed_at is not None]
    for line in failed[:FAILED_SHOWN]:
        _failed(line)
    acting.refusal(RETRY)
    st.dataframe(
        [_row(line) for line in lines],
        hide_index=True,
        height="content" if len(lines) < 15 else 560,
        column_config={
            _("State"): st.column_config.TextColumn(width=118),
            _("Notice"): st.column_config.TextColumn(width=270),
            _("Target"): st.column_config.TextColumn(width=90),
        },
    )


def _failed(line: NoticeLine) -> None:
    told, again = st.columns([4, 1.3], vertical_alignment="center")
    with told:
        about = notice(language(), line.kind, line.facts)
        plain.line(f"▲ {about}", f"→ {line.target} · {_reason(line)}")
    if again.button(_("Begin anew"), key=f"retry_{line.id}", icon=":material/refresh:"):
        _again(line)


def _again(line: NoticeLine) -> None:
    acting.carry_out(
        RETRY,
        lambda session: notices.retry(session, actor(), project().id, line.id, now()),
    )


def _row(line: NoticeLine) -> dict[str, str]:
    return {
        _("State"): _state(line, now()),
        _("Notice"): notice(language(), line.kind, line.facts),
        _("Target"): line.target,
        _("Remark"): _reason(line),
    }


def _state(line: NoticeLine, at: datetime) -> str:
    if line.sent_at is not None:
        return _("✓ {moment}", moment=moment(line.sent_at))
    if line.failed_at is not None:
        return _("▲ given up")
    if line.try_at is not None and line.try_at > at:
        return _("◷ {moment}", moment=moment(line.try_at))
    return _("◷ at once")


def _reason(line: NoticeLine) -> str:
    if not line.last_error:
        return ""
    # A code of ours, or what the other side said.
    reason = term("reason", line.last_error)
    return _("attempt {count}: {reason}", count=line.attempts, reason=reason)


@st.cache_data(max_entries=64, show_spinner=False)
def _latest(project_id: int, version: int) -> list[NoticeLine]:
    with reading() as session:
        return notices_db.latest(session, project_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _counts(project_id: int, version: int) -> Counts:
    with reading() as session:
        return notices_db.counts(session, project_id)
