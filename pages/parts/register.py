"""The safety register on the page, and the form that records a cut."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from db import homes as homes_db
from db.engine import reading
from db.visits import OnRegister
from desk import outages
from domain.outages import LONGEST_NOTE, Cut, Stretch, Supply
from pages.parts import acting
from pages.parts.session import _, actor, language, now, project, term
from reports import rounds

NEW = "new_outage"


def ask_cut() -> None:
    planned = st.segmented_control(
        _("Kind of cut"),
        ["planned", "unplanned"],
        default="planned",
        required=True,
        format_func={
            "planned": _("Planned: visit before"),
            "unplanned": _("Unplanned: visit at once"),
        }.__getitem__,
        label_visibility="collapsed",
    )
    is_planned = planned == "planned"
    with st.form(f"{NEW}_{planned}_{acting.done()}", border=False, enter_to_submit=False):
        supply = st.selectbox(
            _("What is cut"),
            [one.value for one in Supply],
            format_func=lambda code: term("supply", code),
        )
        where = _ask_where()
        left, right = st.columns(2)
        with left:
            starts = _ask_moment(_("Begins"), _next_hour() if is_planned else _here(now()))
        with right:
            ends = _ask_moment(_("Supply back by"), None)
        note = st.text_input(_("Note"), max_chars=LONGEST_NOTE)
        if acting.press(_("Record the cut"), NEW, 0):
            # A cut that is there was there a moment ago, whatever the minute hand said meanwhile.
            began = starts or now()
            _record(Cut(Supply(supply), is_planned, began, where, ends, note))
    acting.refusal(NEW)


def _here(at: datetime) -> datetime:
    return at.astimezone(project().zone).replace(second=0, microsecond=0, tzinfo=None)


def _next_hour() -> datetime:
    return _here(now()).replace(minute=0) + timedelta(hours=1)


def _ask_moment(label: str, value: datetime | None) -> datetime | None:
    chosen = st.datetime_input(label, value=value)
    return chosen.replace(tzinfo=project().zone) if chosen else None


def _ask_where() -> tuple[Stretch, ...]:
    """Whole buildings first, then single units."""
    with reading() as session:
        known = [place for place, _unit in homes_db.units(session, project().id)]
    buildings = {Stretch(place.building): place.building for place in known if place.building}
    single = {Stretch(place.building, place.unit): place.label for place in known}
    words = {stretch: _("{building}, all of it", building=b) for stretch, b in buildings.items()}
    words |= single
    chosen = st.multiselect(
        _("Buildings and units"),
        list(words),
        format_func=words.__getitem__,
        placeholder=_("Choose one or more"),
    )
    return tuple(chosen)


def _record(cut: Cut) -> None:
    def verb(session: Session) -> str:
        outages.record(session, actor(), project().id, cut, now())
        return _("The cut is recorded. Whom to visit is listed on the left.")

    acting.carry_out(NEW, verb)


def draw() -> None:
    st.markdown(_("**Safety register**"))
    with reading() as session:
        everybody = outages.register(session, actor(), project().id)
    if not everybody:
        st.info(
            _(
                "Nobody is on the register. Whoever has a life-sustaining device at home, or is "
                "disabled or elderly and lives alone, comes onto it by the criteria in their "
                "details."
            )
        )
        return
    st.dataframe(_table(everybody), hide_index=True, alt=_("The safety register, devices first"))
    st.download_button(
        _("Register to print"),
        rounds.register_sheet(project(), everybody, now(), language()),
        "safety-register.html",
        "text/html",
        icon=":material/print:",
    )
    st.caption(_("Keep a printed copy where it is found when the power is off."))


def _table(everybody: list[OnRegister]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Unit"): [one.where for one in everybody],
            _("Name"): [one.name for one in everybody],
            _("Phone"): [one.phone for one in everybody],
            _("Device"): ["●" if one.has_device else "" for one in everybody],
            _("Alone"): ["●" if one.lives_alone else "" for one in everybody],
            _("What helps"): [one.note for one in everybody],
        }
    )
