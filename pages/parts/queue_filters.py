"""What a queue is narrowed to; every choice stands in the address, so that a link can be shared."""

import streamlit as st

from db.queue import Wanted
from db.tickets import OPEN
from domain.tickets import Kind, Severity, Stage
from pages.parts import address, hands
from pages.parts.session import _, actor, project, term

ENDED = (Stage.REPLIED, Stage.CLOSED)


def ask() -> tuple[Wanted, bool]:
    """The tickets that are wanted, and whether only late ones are."""
    kind = _ask_kind()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        stages = _ask_stages()
        severity = _ask_severity()
        held_by = _ask_hands()
        words = st.text_input(
            _("Search"),
            key="words",
            bind="query-params",
            placeholder=_("Subject, place or number"),
            label_visibility="collapsed",
            width=220,
        )
        only_late = st.toggle(_("Only late"), key="late", bind="query-params")
    wanted = Wanted(stages, kind, severity, held_by, _sees_own_only(), (words or "").strip())
    return wanted, only_late


def _sees_own_only() -> bool:
    return not actor().has(None, project().id)


def _ask_kind() -> Kind | None:
    chosen = address.pills("kind", _("Kind"), {kind.value: term("kind", kind) for kind in Kind})
    return Kind(chosen) if chosen else None


def _ask_stages() -> tuple[Stage, ...]:
    words = {stage.value: term("stage", stage) for stage in (*OPEN, *ENDED)}
    chosen = address.select("stage", _("Every open stage"), words)
    return (Stage(chosen),) if chosen else OPEN


def _ask_severity() -> Severity | None:
    words = {severity.value: term("severity", severity) for severity in Severity}
    chosen = address.select("severity", _("Every severity"), words)
    return Severity(chosen) if chosen else None


def _ask_hands() -> int | None:
    if _sees_own_only():
        return actor().staff_id
    return hands.ask()
