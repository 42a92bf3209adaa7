"""The callback table of a project (回访标准): windows, targets, and who calls."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domain.access import Role
from domain.policy import CallbackRow
from pages.parts.session import _, term

WIDTHS = [3, 2, 2, 2.4, 2, 7]
FIELDS = ("opens_after_days", "closes_after_days", "closes_after_months", "target", "made_by")
CALLERS = [role.value for role in Role if role not in {Role.WALL, Role.TECHNICIAN}]
LONGEST = 999


def keys(row: CallbackRow) -> list[str]:
    return [f"callbacks.{row}.{field}" for field in FIELDS]


def draw(held: dict[str, Any], house: dict[str, Any]) -> dict[str, Any]:
    """What was told for each key of every row."""
    headings = (_("Ticket"), _("Opens after"), _("Closes after"), "", _("Target, %"), _("Made by"))
    for where, heading in zip(st.columns(WIDTHS), headings, strict=True):
        where.caption(heading)
    told: dict[str, Any] = {}
    for row in CallbackRow:
        told |= _row(row, held, house)
    return told


def _row(row: CallbackRow, held: dict[str, Any], house: dict[str, Any]) -> dict[str, Any]:
    at = f"callbacks.{row}"
    name, opens, closes, unit, target, made_by = st.columns(WIDTHS, vertical_alignment="center")
    name.markdown(term("callback_row", row))
    told: dict[str, Any] = {
        f"{at}.target": _target(target, row, held.get(f"{at}.target")),
        f"{at}.made_by": _made_by(made_by, row, held[f"{at}.made_by"]),
    }
    if house.get(f"{at}.opens_after_middle_of_term"):
        opens.caption(_("middle of the term"))
        return told
    days = _days(opens, row, "opens_after_days", held.get(f"{at}.opens_after_days"))
    told[f"{at}.opens_after_days"] = house.get(f"{at}.opens_after_days") if days is None else days
    return told | _window(row, closes, unit, held, house)


def _window(
    row: CallbackRow,
    closes: DeltaGenerator,
    unit: DeltaGenerator,
    held: dict[str, Any],
    house: dict[str, Any],
) -> dict[str, Any]:
    """Days or months after which it closes; the other is taken back where the house names it."""
    days, months = f"callbacks.{row}.closes_after_days", f"callbacks.{row}.closes_after_months"
    in_months = held.get(months) is not None
    number = _days(closes, row, "closes_after_days", held.get(months if in_months else days))
    units = {code: term("unit", code) for code in ("d", "months")}
    measured = unit.selectbox(
        f"{_label(row, 'closes_after_days')} …",
        list(units),
        int(in_months),
        format_func=units.__getitem__,
        label_visibility="collapsed",
    )
    if number is None:
        return {days: house.get(days), months: house.get(months)}
    if measured == "months":
        return {days: None, months: number}
    return {days: number, months: None}


def _days(where: DeltaGenerator, row: CallbackRow, field: str, held: int | None) -> int | None:
    label = _label(row, field)
    return where.number_input(label, 0, LONGEST, held, label_visibility="collapsed")


def _target(where: DeltaGenerator, row: CallbackRow, held: float | None) -> float | None:
    percent = where.number_input(
        _label(row, "target"),
        0,
        100,
        None if held is None else round(100 * held),
        label_visibility="collapsed",
    )
    return None if percent is None else percent / 100


def _made_by(where: DeltaGenerator, row: CallbackRow, held: list[str]) -> list[str]:
    words = {code: term("role", code) for code in CALLERS}
    return where.multiselect(
        _label(row, "made_by"),
        CALLERS,
        held,
        format_func=words.__getitem__,
        label_visibility="collapsed",
    )


def _label(row: CallbackRow, field: str) -> str:
    return f"{term('callback_row', row)}: {term('policy', field)}"
