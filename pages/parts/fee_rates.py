"""Fee-collection rates (收费率): typed in month by month, or read from a small file."""

from datetime import date

import streamlit as st
from sqlalchemy.orm import Session

from db import reports_rates
from db.engine import reading
from desk import fee_rates
from domain.reports import month, months_up_to
from lang import period as period_name
from pages.parts import acting
from pages.parts.session import _, actor, language, now, project

TYPE, READ = "type_rate", "read_rates"
MONTHS = 24
SHAPE = "2026-01,95.2%\n2026-02,96%"


def panel() -> None:
    st.subheader(_("Fee-collection rate"), anchor=False, divider="gray")
    today = now().astimezone(project().zone).date()
    months = [one.first for one in reversed(months_up_to(month(today), MONTHS))]
    with reading() as session:
        known = reports_rates.fee_rates(session, project().id, months[-1], today)
    _type(months, known)
    with st.expander(_("From a file")):
        _read()


def _type(months: list[date], known: dict[date, float]) -> None:
    with st.form(f"{TYPE}_{acting.done()}", border=False):
        names = {first: _month(first, known.get(first)) for first in months}
        first = st.selectbox(_("Month"), months, index=1, format_func=names.__getitem__)
        percent = st.number_input(
            _("Rate, %"), min_value=0.0, max_value=100.0, value=None, step=0.1, format="%.1f"
        )
        st.caption(_("A rate that is typed again counts from then on; the one before stays kept."))
        if acting.press(_("Keep the rate"), TYPE, 0) and percent is not None:
            _keep(first, percent / 100)
    acting.refusal(TYPE)


def _month(first: date, rate: float | None) -> str:
    name = period_name(language(), f"{first:%Y-%m}")
    return name if rate is None else f"{name} · {rate:.1%}"


def _keep(first: date, rate: float) -> None:
    def verb(session: Session) -> str:
        fee_rates.type_rate(session, actor(), project().id, first, rate, now())
        return _("The rate is kept. It stands in every report made from now on.")

    acting.carry_out(TYPE, verb)


def _read() -> None:
    with st.form(f"{READ}_{acting.done()}", border=False):
        file = st.file_uploader(_("Months and rates"), type=["csv", "txt", "xlsx"])
        st.caption(_("A month and a rate to each row:"))
        st.code(SHAPE, language=None)
        if acting.press(_("Read"), READ, 0) and file is not None:
            _take_in(file.getvalue())
    acting.refusal(READ)


def _take_in(content: bytes) -> None:
    def verb(session: Session) -> str:
        count = fee_rates.read_rates(session, actor(), project().id, content, now())
        return _("{count} rates are kept.", count=count)

    acting.carry_out(READ, verb)
