"""Opening (点开): whatever is clicked in a chart leads to the answers behind it.

Where a mark leads is an address of ours, "verdict=dissatisfied&mark=method.formula", so that the
selectors of the answers reach the same by keyboard, and a link opens the same view.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

import altair as alt
import streamlit as st

from db.behind import Mark, What
from db.tallies import Only
from domain.satisfaction import Method, Verdict
from pages.parts import address
from pages.parts import results_names as names
from pages.parts.results_marks import PICKED

SECTION, SCORE, ANSWERS = "section", "score", "answers"
ONLY, VERDICT, MARK, PAGE, BACK = "only", "verdict", "mark", "answers", "back"
NARROWED = (VERDICT, MARK, PAGE)
FORMULA = urlencode({MARK: names.written_mark(Mark(What.METHOD, Method.FORMULA))})


def group(only: Only) -> str:
    """Where a group leads."""
    return urlencode({ONLY: names.written(only)})


def answers(what: What, key: Any, verdict: Verdict | None = None) -> str:
    """Where a mark leads: answers that have it, all of them or those with one verdict."""
    narrowed = {MARK: names.written_mark(Mark(what, key))}
    return urlencode(narrowed | ({VERDICT: verdict.value} if verdict else {}))


def show(name: str, told: str, draw: Callable[..., alt.LayerChart], *rows: Any) -> None:
    """The chart, `told` in words too; `name` tells it from others of the same section."""
    spec = _spec(draw, *rows)
    if PICKED not in {one["name"] for one in spec.get("params", ())}:
        st.vega_lite_chart(spec, alt=told)
        return
    key = f"chart_{name}"
    st.vega_lite_chart(spec, alt=told, key=key, on_select=partial(_picked, key))


# Put together once for as long as the figures are the same: looking at them costs next to nothing.
@lru_cache(maxsize=512)
def _spec(draw: Callable[..., alt.LayerChart], *rows: Any) -> dict[str, Any]:
    spec: dict[str, Any] = draw(*rows).to_dict()
    named = spec.pop("datasets", {})
    for part in (spec, *spec["layer"]):
        if "name" in part.get("data", {}):
            part["data"] = {"values": named[part["data"]["name"]]}
    return spec


def _picked(key: str) -> None:
    for one in st.session_state[key].selection[PICKED] or ():
        if one.get("opens"):
            lead(dict(parse_qsl(one["opens"])))


def choose(name: str, label: str, words: Mapping[str, str]) -> None:
    """The same by keyboard: a list of where the marks of a chart lead."""
    key = f"open_{name}"
    st.selectbox(
        label,
        list(words),
        index=None,
        format_func=words.__getitem__,
        placeholder=label,
        key=key,
        on_change=_chosen,
        args=(key,),
        label_visibility="collapsed",
        width=340,
    )


def _chosen(key: str) -> None:
    if st.session_state.get(key):
        lead(dict(parse_qsl(st.session_state[key])))


def lead(narrowed: Mapping[str, str]) -> None:
    """To the answers that the address asks for, and to the way back."""
    here, only = st.query_params.get(SECTION, SCORE), st.query_params.get(ONLY, "")
    for name in {*NARROWED, *narrowed}:
        address.turn(name, narrowed.get(name, ""))
    # A browser may tell of one click twice.
    if here != ANSWERS:
        st.query_params[BACK] = f"{here} {only}"
    address.turn(SECTION, ANSWERS)


def go_back() -> None:
    """To the chart that was clicked in, as it was."""
    section, _space, only = st.query_params.pop(BACK, SCORE).partition(" ")
    address.turn(SECTION, section)
    address.turn(ONLY, only)
    for name in NARROWED:
        address.turn(name)
