"""Service-plan review (服务策划评审): points for a plan, 100 in all, kept as a sheet."""

import streamlit as st
from sqlalchemy.orm import Session

from db.reports import EditionLine
from desk import reports
from domain.plan_reviews import LONGEST_NAME, MOST, ReviewItem
from domain.reports import LONGEST_NOTE
from pages.parts import acting
from pages.parts.session import _, actor, now, project, term

REVIEW = "review_plan"


def form(shown: EditionLine | None) -> None:
    """For a new plan, or for the one shown, which gets a further edition."""
    st.subheader(_("Review a plan"), anchor=False, divider="gray")
    anew = shown is not None and st.checkbox(_("Review the plan shown here once more"))
    with st.form(f"{REVIEW}_{acting.done()}", border=False):
        plan = "" if anew else st.text_input(_("Service plan"), max_chars=LONGEST_NAME)
        points = {item: _points(item) for item in ReviewItem}
        remark = st.text_area(_("Remark"), max_chars=LONGEST_NOTE, height=70)
        if acting.press(_("Keep the review"), REVIEW, 0):
            given = {item: value for item, value in points.items() if value is not None}
            _keep(plan, given, remark, shown.code if anew and shown else "")
    acting.refusal(REVIEW)


def _points(item: ReviewItem) -> float | None:
    most = MOST[item]
    value: float | None = st.number_input(
        _("{item}, of {most}", item=term("review_item", item), most=most),
        min_value=0.0,
        max_value=float(most),
        value=None,
        step=0.5,
        format="%.1f",
        key=f"{REVIEW}_{item}_{acting.done()}",
    )
    return value


def _keep(plan: str, points: dict[ReviewItem, float], remark: str, again: str) -> None:
    def verb(session: Session) -> str:
        here = (session, actor(), project().id)
        reports.review_plan(*here, plan, points, remark, now(), again=again)
        return _("The review is kept.")

    acting.carry_out(REVIEW, verb)
