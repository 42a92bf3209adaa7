"""Standards (标准): the time limits, callbacks and surveys of a project, where the house differs.

Every field shows what holds now. One that says what the house says follows the house, and moves
with it.
"""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from db import projects
from db.engine import reading
from desk.policies import set_own
from domain.policy import CallbackRow
from domain.trees import flat, merged
from pages.parts import acting, callback_standards
from pages.parts.policy_fields import Field, duration, form, share, whole
from pages.parts.session import _, actor, now, project

KEEP = "keep_standards"
LIMITS: dict[str, Field] = {
    "standards.dispatch": duration,
    "standards.arrive": duration,
    "standards.resolve": duration,
    "standards.reply": duration,
    "severity.important.raise_within": duration,
    "severity.minor.resolve_within": duration,
    "escalation.climb_after": duration,
    "escalation.late_callback_days": whole,
}
SURVEYS: dict[str, Field] = {
    "survey.ticket_form": form,
    "survey.correction_hours": whole,
    "survey.urge_every": duration,
    "survey.reopen_within": duration,
    "residents.key_area_share": share,
}


def limits() -> None:
    st.caption(_("Open tickets follow at once, and residents read these times beside every form."))
    _form(LIMITS, lambda held, house: _fields(LIMITS, held, house))


def surveys() -> None:
    _form(SURVEYS, lambda held, house: _fields(SURVEYS, held, house))


def callbacks() -> None:
    st.caption(
        _(
            "Days are counted from the end of the work. Target: which share of the callbacks is "
            "to be made inside its window."
        )
    )
    keys = [key for row in CallbackRow for key in callback_standards.keys(row)]
    _form(keys, callback_standards.draw)


def _form(
    keys: Iterable[str], draw: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
) -> None:
    """`draw` gives back what was told for each key, None for what the house is to say."""
    with reading() as session:
        override = projects.override(session, project().id)
    house = flat(projects.house_policy())
    held = flat(merged(projects.house_policy(), override))
    with st.form(f"{KEEP}_{project().id}_{acting.done()}", border=False):
        told = draw(held, house)
        if acting.press(_("Keep"), KEEP, 0):
            own = {key: value for key, value in told.items() if value != house.get(key)}
            _keep(list(keys), own)
    acting.refusal(KEEP)


def _fields(kinds: dict[str, Field], held: dict[str, Any], house: dict[str, Any]) -> dict[str, Any]:
    told = {key: draw(key, held.get(key), house.get(key)) for key, draw in kinds.items()}
    return {key: house.get(key) if value is None else value for key, value in told.items()}


def _keep(keys: list[str], own: dict[str, Any]) -> None:
    def verb(session: Session) -> str:
        set_own(session, actor(), project().id, keys, own, now())
        return _("These standards hold from now on.")

    acting.carry_out(KEEP, verb)
