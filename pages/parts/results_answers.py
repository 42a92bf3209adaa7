"""The answers behind a figure (明细), as far as the group is large enough to be looked into."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import streamlit as st

import lang
from db.behind import PAGE_LENGTH, Behind, Mark, What
from domain.groups import SHOWN_FROM
from domain.masking import masked
from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Method, Verdict
from domain.surveys import Chip
from pages.parts import address
from pages.parts import results_names as names
from pages.parts import results_words as say
from pages.parts.results_opening import BACK, MARK, PAGE, VERDICT, go_back
from pages.parts.session import _, language, project, term


def choose() -> tuple[Verdict | None, Mark | None]:
    """What of the answers is meant; a chart leads here with the choice made already."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if BACK in st.query_params:
            st.button(_("Back to the chart"), icon=":material/arrow_back:", on_click=go_back)
        verdict = address.pills(VERDICT, _("Verdict"), {v.value: say.verdict(v) for v in Verdict})
        words = {names.written_mark(one): names.mark_name(one) for one in _marks()}
        mark = address.select(MARK, _("All that was answered"), words, width=340)
    return Verdict(verdict) if verdict else None, names.read_mark(mark)


def _marks() -> Iterator[Mark]:
    """What a chart can be clicked for, so that the keyboard reaches it as well."""
    asked = names.read_mark(st.query_params.get(MARK))
    if asked is not None and asked.what is What.POINT:
        yield asked
    yield from (Mark(What.METHOD, method) for method in Method)
    yield from (Mark(What.TERM, item) for item in (*EXPECTATION_ITEMS, *DELIVERED_ITEMS))
    yield from (Mark(What.CHIP, chip) for chip in Chip)
    yield from (Mark(What.COMPARED, verdict) for verdict in Verdict)


def page_asked() -> int:
    return address.number(st.query_params.get(PAGE, "0")) or 0


def draw(lines: Sequence[Behind] | None, mark: Mark | None, since: date | None) -> None:
    st.subheader(_("The answers behind the figures"), anchor=False, divider="gray")
    if since is not None:
        day = lang.day(language(), since, year=True)
        st.caption(_("Answers since {day}; older ones are not looked through.", day=day))
    if lines is None:
        st.caption(_("Answers of fewer than {count} households are not listed.", count=SHOWN_FROM))
        return
    if not lines:
        st.caption(_("No answer of this kind."))
        return
    st.dataframe(
        [_line(one, mark) for one in lines[:PAGE_LENGTH]],
        hide_index=True,
        height="content",
        column_config={
            _("Ticket"): st.column_config.LinkColumn(display_text=r"#(.*)$", width="small"),
            _("Words"): st.column_config.TextColumn(width="large"),
            _("Fix first"): st.column_config.TextColumn(width="medium"),
        },
    )
    st.caption(
        _(
            "Each answer stands by itself here. In the charts a household that answered more "
            "than once counts once, with the mean of its answers."
        )
    )


def _line(one: Behind, mark: Mark | None) -> dict[str, object]:
    """Nothing here says who spoke."""
    adds = {_("This term adds"): say.signed_or_none(one.adds)}
    return {
        _("Answered"): _when(one.answered_at),
        _("Ticket"): _link(one),
        _("Kind"): term("kind", one.kind) if one.kind else "–",
        _("Verdict"): say.verdict(one.verdict) if one.verdict else "–",
        _("Judged by"): _method(one),
        _("Gap"): say.signed_or_none(one.gap),
        **(adds if mark and mark.what is What.TERM else {}),
        _("Fix first"): ", ".join(term("chip", chip) for chip in one.chips),
        _("Words"): masked(one.words),
        _("Doubts"): say.doubts(one.doubts, excluded=one.excluded) if one.doubts else "",
    }


def _when(at: datetime) -> str:
    """A month of the trend may be years ago."""
    return lang.moment(language(), at, project().zone, year=True)


def _link(one: Behind) -> str | None:
    """What follows the sign is shown; the browser does not send it on."""
    if one.ticket is None:
        return None
    where = f"queue?project={project().id}&lang={language()}&ticket={one.ticket}"
    return f"{where}#{one.ticket}"


def _method(one: Behind) -> str:
    return _("the formula") if one.method is Method.FORMULA else _("direct comparison")


def turn_pages(lines: Sequence[Behind], page: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if page:
            st.button(_("Newer"), key="newer", on_click=_turn, args=(page - 1,))
        if len(lines) > PAGE_LENGTH:
            st.button(_("Older"), key="older", on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    st.query_params[PAGE] = str(page)
