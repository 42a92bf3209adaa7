"""Everything of the project to be taken along: ordered here, fetched by the one who ordered."""

import streamlit as st
from sqlalchemy.orm import Session

from desk import exports
from domain.access import Action
from domain.exports import ORDER_LASTS
from pages.parts import acting
from pages.parts.session import _, actor, may, now, project
from web import orders

ORDER = "order_export"
KEPT = "export_ordered"
# Of our own site, so in this tab; the browser stays where it is and keeps the file.
FETCH = (
    '<a href="export/{sealed}" target="_self" style="display:inline-block;padding:.4rem .9rem;'
    'border:1px solid currentColor;border-radius:.5rem;color:inherit;text-decoration:none">'
    "↓ {told}</a>"
)


def show() -> None:
    st.markdown(_("**Everything, to take along**"))
    st.caption(_("Every table of this project as CSV, in one archive that any spreadsheet opens."))
    with st.form(f"{ORDER}_{acting.done()}", border=False):
        with_people = may(Action.SEE_PEOPLE) and st.toggle(
            _("With names, phones and words of people")
        )
        if acting.press(_("Order the archive"), ORDER, acting.done()):
            _order(with_people=bool(with_people))
    acting.refusal(ORDER)
    _link()


def _order(*, with_people: bool) -> None:
    def verb(session: Session) -> None:
        order = exports.order(session, actor(), project().id, now(), with_people=with_people)
        st.session_state[KEPT] = order

    acting.carry_out(ORDER, verb)


def _link() -> None:
    """As long as it opens anything; what was ordered stands in the audit list."""
    order = st.session_state.get(KEPT)
    if order is None or order.project_id != project().id or not order.is_fresh(now()):
        return
    told = (
        _("Download, with people's names and words")
        if order.with_people
        else _("Download, without names and words of people")
    )
    st.html(FETCH.format(sealed=orders.seal(order), told=told))
    minutes = int(ORDER_LASTS.total_seconds() // 60)
    st.caption(_("For {count} minutes, and for you alone.", count=minutes))
