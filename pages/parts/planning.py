"""Planning callbacks (回访计划): the supervisor gives the sheets out, everybody else takes theirs.

Chosen for a colleague are only callbacks that this colleague makes (DOMAIN §3).
"""

from datetime import date, timedelta

import streamlit as st
from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import people
from db.callbacks import NOBODY, CallbackLine
from db.engine import reading
from db.people import Colleague
from desk import callbacks
from desk.callbacks import Which
from domain.access import Action
from pages.parts import acting
from pages.parts.callback_lines import table
from pages.parts.ordering import ordered
from pages.parts.session import _, actor, language, may, now, project, term
from reports.press import Order, print_record_sheets

HERE = "plan_callbacks"
AHEAD = (0, 7, 30)


def dialog() -> None:
    acting.forget()
    st.dialog(_("Plan callbacks"), width="large")(_plan)()


def _plan() -> None:
    today = now().astimezone(project().zone).date()
    people_column, days_column = st.columns(2, vertical_alignment="bottom")
    with people_column:
        who = _choose_colleague()
    with days_column:
        opens_by = today + timedelta(days=_choose_ahead())
    if who is None:
        st.info(_("Nobody here makes callbacks yet."))
        return
    _give_out(who, _nobodys(who, today, opens_by), today)
    acting.refusal(HERE)
    _sheets(who, today, opens_by)


def _choose_colleague() -> Colleague | None:
    """The supervisor plans for anybody, everybody else for themselves."""
    with reading() as session:
        staff = people.colleagues(session, project().id)
    if not may(Action.REVIEW):
        staff = [person for person in staff if person.id == actor().staff_id]
    return st.selectbox(
        _("To whom"),
        staff,
        format_func=lambda person: f"{person.name} · {term('role', person.role)}",
    )


def _choose_ahead() -> int:
    words = {0: _("Open now"), 7: _("Open within a week"), 30: _("within a month")}
    chosen = st.segmented_control(
        _("Windows"), AHEAD, default=7, required=True, format_func=words.__getitem__
    )
    return int(chosen)


def _nobodys(who: Colleague, today: date, opens_by: date) -> list[CallbackLine]:
    with reading() as session:
        lines = callbacks_db.due(session, project().id, opens_by=opens_by, hands=NOBODY)
        return callbacks.theirs(session, who, project().id, lines, today)


def _give_out(who: Colleague, lines: list[CallbackLine], today: date) -> None:
    if not lines:
        st.caption(_("Nothing is left to give out that {name} makes.", name=who.name))
        return
    columns = [_("No."), _("State"), _("Subject"), _("Kind")]
    picked = st.dataframe(
        table(lines, today)[columns],
        hide_index=True,
        height=320,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"{HERE}_{who.id}_{acting.done()}",
        alt=_("Callbacks in nobody's hands, the first window to close first"),
    )
    chosen = [lines[row] for row in picked["selection"]["rows"] if row < len(lines)]
    label = _("Give out {count} to {name}", count=len(chosen), name=who.name)
    if st.button(label, type="primary", disabled=not chosen, width="stretch"):
        acting.carry_out(HERE, lambda session: _assign(session, who, chosen))


def _assign(session: Session, who: Colleague, chosen: list[CallbackLine]) -> str:
    """All of them or none, so that nobody has to find out which."""
    for line in chosen:
        callbacks.assign(session, actor(), _which(line), who.id, now())
    return _("{name} has {count} more to call.", name=who.name, count=len(chosen))


def _which(line: CallbackLine) -> Which:
    return Which(project().id, line.ticket, line.round)


def _sheets(who: Colleague, today: date, opens_by: date) -> None:
    """What this colleague has in hand, to be taken along on paper."""
    with reading() as session:
        held = callbacks_db.due(session, project().id, opens_by=opens_by, hands=who.id)
    if not held:
        return
    st.caption(_("{name} has {count} in hand.", name=who.name, count=len(held)))
    order, spoken = ordered(), language()
    st.download_button(
        _("Record sheets to print"),
        lambda: _printed(held, order, spoken),
        file_name=f"callbacks-{today:%Y%m%d}.html",
        mime="text/html",
        icon=":material/print:",
    )


def _printed(held: list[CallbackLine], order: Order, spoken: str) -> str:
    with reading() as session:
        return print_record_sheets(session, order, [_which(line) for line in held], spoken)
