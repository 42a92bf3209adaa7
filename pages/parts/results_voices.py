"""The closed loop (闭环): who was let down and what became of it, then everybody's own words."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import streamlit as st

from db.recoveries import Recovery, Voice
from domain.masking import masked
from domain.satisfaction import Verdict
from domain.tickets import Kind
from pages import queue
from pages.parts import results_words as say
from pages.parts.results_charts import signed
from pages.parts.session import _, moment, span, term, time_left

FIRST = 4
LONGEST = 240


def draw(
    let_down: Sequence[Voice],
    recoveries: dict[int, Recovery],
    words: Callable[[], None],
    at: datetime,
) -> None:
    late = sum(one.is_at_work and one.is_late(at) for one in recoveries.values())
    st.markdown(f"#### {say.headline(let_down, recoveries, late)}")
    if not let_down:
        words()
        return
    left, right = st.columns([11, 9], gap="large")
    with left:
        st.caption(_("Let down, the newest first"))
        _list(let_down, recoveries, at)
    with right:
        words()


def _list(voices: Sequence[Voice], recoveries: dict[int, Recovery], at: datetime) -> None:
    for voice in voices[:FIRST]:
        _let_down(voice, recoveries.get(voice.complaint or 0), at)
    if voices[FIRST:]:
        with st.expander(_("{count} more who were let down", count=len(voices) - FIRST)):
            for voice in voices[FIRST:]:
                _let_down(voice, recoveries.get(voice.complaint or 0), at)


def _let_down(voice: Voice, recovery: Recovery | None, at: datetime) -> None:
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if recovery is not None:
                _to_ticket(Kind.COMPLAINT, recovery.complaint)
            elif voice.ticket and voice.kind:
                _to_ticket(voice.kind, voice.ticket)
            st.markdown(" ".join(_marks(voice, recovery, at)), width="content")
        if voice.words:
            st.text(_quoted(voice))
        st.caption(_about(voice))


def _marks(voice: Voice, recovery: Recovery | None, at: datetime) -> Iterator[str]:
    yield _standing(recovery, at) if recovery else _without_complaint(voice)
    if voice.call_me:
        yield say.badge("orange", _(":material/call: call me"))
    yield from (say.badge("gray", term("chip", chip)) for chip in voice.chips)
    if voice.doubts:
        yield say.badge("orange", say.doubts(voice.doubts, excluded=voice.excluded))


def _without_complaint(voice: Voice) -> str:
    if voice.verdict is not Verdict.DISSATISFIED:
        return say.badge("gray", _("no complaint"))
    told = _("named no problem, so no complaint")
    return say.badge("red", f"{say.verdict(voice.verdict)} · {told}")


def _standing(recovery: Recovery, at: datetime) -> str:
    stage = term("stage", recovery.stage)
    if recovery.is_at_work:
        colour = "red" if recovery.is_late(at) else "gray"
        return say.badge(colour, f"{stage} · {time_left(recovery.due_at, at)}")
    if recovery.resolved_at and recovery.due_at and recovery.is_late(at):
        past = _("▲ resolved {time} late", time=span(recovery.resolved_at - recovery.due_at))
        return say.badge("red", f"{stage} · {past}")
    in_time = _("✓ resolved in time")
    return say.badge("gray", f"{stage} · {in_time}")


def _about(voice: Voice) -> str:
    told = [moment(voice.answered_at)]
    if voice.ticket and voice.kind:
        about = f"{term('kind', voice.kind)} #{voice.ticket}"
        told.append(f"{about} {say.plain(masked(voice.subject or ''))}")
    if voice.gap is not None:
        told.append(_("gap {gap}", gap=signed(voice.gap)))
    return " · ".join(told)


def _quoted(voice: Voice) -> str:
    return _("“{words}”", words=textwrap.shorten(masked(voice.words), LONGEST, placeholder="…"))


def _to_ticket(kind: Kind, number: int) -> None:
    st.page_link(
        st.Page(queue.page, url_path="queue"),
        label=f"{term('kind', kind)} #{number}",
        icon=":material/arrow_outward:",
        icon_position="right",
        query_params={"ticket": str(number)},
    )
