"""One field of a project's policy: what it is about, what holds now, and what the house says."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import lang
from domain.surveys import Form
from domain.trees import read
from pages.parts.session import _, language, term

# The key, what holds now and what the house says; gives back what was told, None for nothing.
Field = Callable[[str, Any, Any], Any]
UNITS = ("m", "h", "d")
LONGEST = 9_999


def duration(key: str, held: str | None, house: str | None) -> str | None:
    with _line(key, held, house, _spelled(house)) as (amount, unit):
        known, units = held or house or "1h", _words("unit", UNITS)
        number = amount.number_input(
            term("policy", key),
            1,
            LONGEST,
            int(known[:-1]) if held else None,
            label_visibility="collapsed",
        )
        measured = unit.selectbox(
            f"{term('policy', key)} …",
            UNITS,
            UNITS.index(known[-1]),
            format_func=units.__getitem__,
            label_visibility="collapsed",
        )
    return f"{number}{measured}" if number else None


def whole(key: str, held: int | None, house: int | None) -> int | None:
    with _line(key, held, house, str(house)) as (amount, unit):
        number = amount.number_input(
            term("policy", key), 0, LONGEST, held, label_visibility="collapsed"
        )
        unit.markdown(term("unit", "h" if key.endswith("hours") else "d"))
    return number


def share(key: str, held: float | None, house: float | None) -> float | None:
    """Told in per cent, kept as 0–1."""
    with _line(key, held, house, f"{house:.0%}" if house else "–") as (amount, unit):
        percent = amount.number_input(
            term("policy", key),
            0.0,
            100.0,
            None if held is None else round(100 * held, 1),
            step=1.0,
            format="%.1f",
            label_visibility="collapsed",
        )
        unit.markdown("%")
    return None if percent is None else round(percent / 100, 3)


def form(key: str, held: str | None, house: str | None) -> str | None:
    words = _words("form", (Form.STANDARD.value, Form.PULSE.value))
    with _line(key, held, house, term("form", house)) as (choice, _unit):
        return choice.selectbox(
            term("policy", key),
            list(words),
            list(words).index(str(held)),
            format_func=words.__getitem__,
            label_visibility="collapsed",
        )


@contextmanager
def _line(
    key: str, held: Any, house: Any, told: str
) -> Iterator[tuple[DeltaGenerator, DeltaGenerator]]:
    """What it is about on the left, fields in the middle, and the house where the two differ."""
    name, amount, unit, aside = st.columns([5, 2, 2, 3], vertical_alignment="center")
    name.markdown(term("policy", key))
    yield amount, unit
    if held != house:
        aside.caption(_("house: {value}", value=told))


def _words(kind: str, codes: Iterable[str]) -> dict[str, str]:
    return {code: term(kind, code) for code in codes}


def _spelled(house: str | None) -> str:
    return lang.spelled(language(), read(timedelta, house)) if house else "–"
