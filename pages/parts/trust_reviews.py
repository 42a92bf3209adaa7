"""Looking answers through (答卷复核): what is doubted, one by one; a reviewer decides, and why."""

from collections.abc import Iterator
from datetime import date

import streamlit as st
from sqlalchemy.orm import Session

from db import projects, reviews
from db.engine import reading
from db.reviews import PAGE_LENGTH, ReviewLine, Standing
from desk import rulings
from domain.access import Action
from domain.periods import Period, limits
from pages.parts import acting, address, turning
from pages.parts import results_words as say
from pages.parts.live import changes
from pages.parts.results_charts import signed
from pages.parts.session import _, actor, may, moment, now, project, term

STANDING, PAGE, RULE = "review", "review_page", "ruling"


def draw(period: Period, today: date) -> None:
    st.subheader(_("Looked through one by one"), anchor=False, divider="gray")
    standing = _choose()
    key = f"{PAGE}_{project().id}_{period}_{standing}"
    page = turning.at(key)
    found = _read(project().id, changes(), period, today, standing, page)
    if not found:
        st.caption(_("Nothing here."))
    for place, line in enumerate(found[:PAGE_LENGTH]):
        _line(line, place)
    turning.buttons(key, page, has_more=len(found) > PAGE_LENGTH)


def _choose() -> Standing:
    words = {
        Standing.DOUBTED.value: _("To look at"),
        Standing.LEFT_OUT: _("Left out"),
        Standing.DECIDED.value: _("Decided"),
        Standing.EVERY.value: _("All answers"),
    }
    return Standing(address.choose(STANDING, _("Answers"), words))


@st.cache_data(max_entries=64, show_spinner=False)
def _read(
    project_id: int, version: int, period: Period, today: date, standing: Standing, page: int
) -> list[ReviewLine]:
    with reading() as session:
        since, _until = limits(period, today, projects.card(session, project_id).zone)
        return reviews.lines(session, project_id, since.date(), today, standing, page)


def _line(line: ReviewLine, place: int) -> None:
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(" ".join(_marks(line)), width="content")
            if may(Action.REVIEW):
                _decide(line, place)
        st.caption(" · ".join(_about(line)))


def _marks(line: ReviewLine) -> Iterator[str]:
    if line.excluded:
        yield say.badge("red", _("✗ left out"))
    else:
        yield say.badge("gray", _("✓ counted"))
    if line.ticket and line.kind:
        yield f"{term('kind', line.kind)} {address.ticket(line.ticket)}"
    else:
        yield say.plain(line.place or term("code_kind", line.code))
    yield from (say.badge("orange", term("doubt", doubt)) for doubt in line.doubts)
    if line.contradicts:
        yield say.badge("orange", _("contradicting itself"))


def _about(line: ReviewLine) -> Iterator[str]:
    yield moment(line.answered_at)
    if line.verdict:
        yield say.verdict(line.verdict)
    if line.gap is not None:
        yield _("gap {gap}", gap=signed(line.gap))
    if line.seconds is not None:
        yield _("filled in within {seconds:.0f} s", seconds=line.seconds)
    if line.reason and line.ruled_at:
        yield _(
            "{who} decided on {moment}: {reason}",
            who=say.plain(line.ruled_by or "–"),
            moment=moment(line.ruled_at),
            reason=say.plain(line.reason),
        )


def _decide(line: ReviewLine, place: int) -> None:
    label = _("Count it") if line.excluded else _("Leave it out")
    here = f"{RULE}_{place}_{line.answered_at:%s%f}"
    with st.popover(label, type="tertiary"):
        with st.form(f"{here}_{acting.done()}", border=False):
            reason = st.text_input(_("Reason, kept on record"))
            st.caption(_("The answer itself stays as it was given; this can be undone."))
            if st.form_submit_button(label, type="primary"):
                acting.carry_out(here, lambda session: _rule(session, line, reason))
        acting.refusal(here)


def _rule(session: Session, line: ReviewLine, reason: str) -> str:
    rulings.rule(
        session, actor(), project().id, line.key, reason, now(), excluded=not line.excluded
    )
    return _("The answer is counted.") if line.excluded else _("The answer is left out.")
