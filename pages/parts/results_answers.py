"""The answers behind a figure (明细), as far as the group is large enough to be looked into."""

from collections.abc import Sequence

import streamlit as st

from db.recoveries import MOST_VOICES, Voice
from domain.groups import SHOWN_FROM
from domain.masking import masked
from domain.satisfaction import Method, Verdict
from pages.parts import address
from pages.parts import results_words as say
from pages.parts.results_charts import signed
from pages.parts.session import _, language, moment, project, term

VERDICT = "verdict"
PAGE = "answers"


def choose_verdict() -> Verdict | None:
    chosen = address.pills(VERDICT, _("Verdict"), {v.value: say.verdict(v) for v in Verdict})
    return Verdict(chosen) if chosen else None


def page_asked() -> int:
    return address.number(st.query_params.get(PAGE, "0")) or 0


def draw(voices: Sequence[Voice] | None) -> None:
    st.subheader(_("The answers behind the figures"), anchor=False, divider="gray")
    if voices is None:
        st.caption(_("Answers of fewer than {count} households are not listed.", count=SHOWN_FROM))
        return
    if not voices:
        st.caption(_("No answer of this kind."))
        return
    st.dataframe(
        [_line(voice) for voice in voices],
        hide_index=True,
        height="content",
        column_config={
            _("Ticket"): st.column_config.LinkColumn(display_text=r"#(.*)$", width="small"),
            _("Words"): st.column_config.TextColumn(width="large"),
            _("Fix first"): st.column_config.TextColumn(width="medium"),
        },
    )


def _line(voice: Voice) -> dict[str, object]:
    """Nothing here says who spoke."""
    return {
        _("Answered"): moment(voice.answered_at),
        _("Ticket"): _link(voice),
        _("Kind"): term("kind", voice.kind) if voice.kind else "–",
        _("Verdict"): say.verdict(voice.verdict) if voice.verdict else "–",
        _("By"): _method(voice),
        _("Gap"): signed(voice.gap) if voice.gap is not None else "–",
        _("Fix first"): ", ".join(term("chip", chip) for chip in voice.chips),
        _("Words"): masked(voice.words),
        _("Doubts"): say.doubts(voice.doubts, excluded=voice.excluded) if voice.doubts else "",
    }


def _link(voice: Voice) -> str | None:
    """What follows the sign is shown; the browser does not send it on."""
    if voice.ticket is None:
        return None
    where = f"queue?project={project().id}&lang={language()}&ticket={voice.ticket}"
    return f"{where}#{voice.ticket}"


def _method(voice: Voice) -> str:
    return _("the formula") if voice.method is Method.FORMULA else _("direct comparison")


def turn_pages(count: int, page: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if page:
            st.button(_("Newer"), key="newer", on_click=_turn, args=(page - 1,))
        if count == MOST_VOICES:
            st.button(_("Older"), key="older", on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    st.query_params[PAGE] = str(page)
