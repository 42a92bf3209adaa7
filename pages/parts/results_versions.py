"""Versions of the formula (公式版本): under which a period is read, and restating it under one."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

import lang
from db import projects
from db.engine import reading, writing
from db.results_audit import VersionLine
from db.scores import FIRST, Key
from desk import formulas
from domain.access import Action
from domain.agreement import LearnedWeights
from domain.errors import HuifangError
from domain.formula import Formula
from pages.parts import address
from pages.parts.session import _, actor, language, may, moment, now

VERSION = "version"


def asked(lines: Sequence[VersionLine]) -> int | None:
    """The version that the address names, if there is one of that number."""
    number = address.number(st.query_params.get(VERSION, ""))
    return number if number in {line.version for line in lines} else None


def draw(project_id: int, lines: Sequence[VersionLine], reading_under: int | None) -> None:
    st.subheader(_("Versions of the formula"), anchor=False, divider="gray")
    if not lines:
        st.caption(_("The first answer stores the first version."))
        return
    st.dataframe([_line(line) for line in lines], hide_index=True)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = {str(line.version): _name(line) for line in lines}
        address.select(VERSION, _("Read as it was given"), words, width=240)
        missing = missing_under(lines, reading_under)
        if reading_under is not None and missing and may(Action.ADMINISTER):
            told = _("Restate {count} answers", count=missing)
            if st.button(told, key="restate"):
                _restate(project_id, reading_under)
    st.caption(
        _(
            "Every answer keeps the score it was given. Restating puts another beside it, so "
            "that a period can be read under one version throughout."
        )
    )


def missing_under(lines: Sequence[VersionLine], version: int | None) -> int:
    """How many answers of the period were given under others and not restated under this one."""
    if version is None:
        return 0
    here = next(line for line in lines if line.version == version)
    return max(0, sum(line.given for line in lines) - here.given - here.restated)


def banner(lines: Sequence[VersionLine], version: int | None) -> None:
    """Above every figure that is not as it was given."""
    if version is None:
        return
    missing = missing_under(lines, version)
    told = _("Read under version {number} of the formula, restated.", number=version)
    if missing:
        told += " " + _("{count} answers are not restated yet and not counted.", count=missing)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange-badge[{told}]", width="content")
        as_given = partial(address.turn, VERSION)
        st.button(_("Read as it was given"), type="tertiary", key="as_given", on_click=as_given)


def _line(line: VersionLine) -> dict[str, object]:
    return {
        _("Version"): line.version,
        _("Since"): moment(line.since),
        _("Weights"): _in_short(line.formula),
        _("Tolerance"): f"±{line.formula.tolerance:g}",
        _("Answers given under it"): line.given,
        _("Restated under it"): line.restated,
    }


def _name(line: VersionLine) -> str:
    return _("Under version {number}", number=line.version)


def _in_short(formula: Formula) -> str:
    sides = (formula.expectation_weights, formula.delivered_weights)
    expected, delivered = (" : ".join(f"{weight:g}" for weight in side) for side in sides)
    return _("expected {expected}, delivered {delivered}", expected=expected, delivered=delivered)


def offer(project_id: int, learned: LearnedWeights) -> None:
    """The weights that were learned, to be taken up by whoever administers, never by themselves."""
    if not may(Action.ADMINISTER):
        return
    with st.popover(_("Use these weights from now on")):
        st.markdown(
            _(
                "Answers from now on are scored by a new version of the formula. Those given "
                "until now keep their scores, and can be restated below."
            )
        )
        if st.button(_("Use them"), key="use_weights", type="primary"):
            _use(project_id, learned)


def _use(project_id: int, learned: LearnedWeights) -> None:
    try:
        with writing() as session:
            formulas.use_weights(session, actor(), project_id, learned, now())
    except HuifangError as refused:
        st.error(lang.error(language(), refused))
        return
    st.toast(_("The next answer is scored by them."))


def _restate(project_id: int, version: int) -> None:
    """In parts, each a transaction of its own, so that no resident waits for all of them."""
    try:
        with st.spinner(_("Restating …")):
            with reading() as session:
                card = projects.card(session, project_id)
            key: Key | None = FIRST
            while key is not None:
                with writing() as session:
                    key = formulas.restate(session, actor(), card, version, key)
    except HuifangError as refused:
        st.error(lang.error(language(), refused))
        return
    st.rerun(scope="fragment")
