"""Sections (分区) of the results: each read once per change, drawn once per language and ground."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import streamlit as st
from sqlalchemy.orm import Session

from db import kept, projects, recoveries, results, results_audit, results_groups, results_time
from db.engine import reading
from db.recoveries import Voice
from db.results import Results
from db.results_audit import Audit, VersionLine
from db.results_groups import Groups
from db.results_time import OverTime
from db.tallies import Asked, By, Only
from domain.periods import Period, limits
from domain.satisfaction import Verdict
from pages.parts import (
    address,
    results_answers,
    results_figures,
    results_formula,
    results_versions,
)
from pages.parts import results_groups as groups_part
from pages.parts import results_names as names
from pages.parts import results_time as time_part
from pages.parts.results_palette import ground, palette
from pages.parts.session import _, language

ONLY = "only"
BY = "by"
CHOICES = (By.BUILDING, By.KIND, By.TEAM, By.CHANNEL, By.CODE)


class Section(StrEnum):
    SCORE = "score"
    GROUPS = "groups"
    TIME = "time"
    FORMULA = "formula"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at, as of one change of the database."""

    project_id: int
    change: int
    period: Period
    today: date
    version: int | None = None
    only: Only | None = None


_once_per_change = st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Look: repr})


def section_name(section: Section) -> str:
    return {
        Section.SCORE: _("Score"),
        Section.GROUPS: _("By group"),
        Section.TIME: _("Over time"),
        Section.FORMULA: _("Formula"),
        Section.ANSWERS: _("Answers"),
    }[section]


def draw(section: Section, look: Look) -> None:
    if section is Section.SCORE:
        _score(look, language(), ground())
    elif section is Section.GROUPS:
        _groups(look)
    elif section is Section.TIME:
        _time(look, language(), ground())
    elif section is Section.FORMULA:
        _formula(look)
    else:
        _answers(look)


def asked_of(session: Session, look: Look) -> Asked:
    zone = projects.card(session, look.project_id).zone
    since, until = limits(look.period, look.today, zone)
    version, only = look.version, look.only
    return results.asked_for(session, look.project_id, since, until, version=version, only=only)


@_once_per_change
def counted_at(look: Look) -> datetime | None:
    """When these days were counted; None where they are counted as they are asked for."""
    with reading() as session:
        return kept.counted_at(session, asked_of(session, look))


@_once_per_change
def score_of(look: Look) -> Results:
    with reading() as session:
        return results.results_of(session, asked_of(session, look))


# Drawn once per change and replayed to every viewer, so that looking costs next to nothing.
@_once_per_change
def _score(look: Look, language: str, ground: str) -> None:
    found = score_of(look)
    if not (found.responses or found.uncut.excluded):
        st.info(_("Nobody answered in this period. A longer one may hold answers."))
        return
    results_figures.draw(found, palette(ground))


def _groups(look: Look) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = _choose_by()
        shown = [one.key for one in _groups_of(look, by).found if one.gap.is_shown]
        if shown and look.only is None:
            _choose_only(by, shown)
    _draw_groups(look, by, language(), ground())


def _choose_by() -> By:
    codes = [by.value for by in CHOICES]
    chosen = st.segmented_control(
        _("Group by"),
        codes,
        default=address.asked(BY, codes) or By.KIND.value,
        format_func=lambda code: names.by_name(By(code)),
        key=address.widget_key(BY),
        on_change=address.keep,
        args=(BY,),
        required=True,
        label_visibility="collapsed",
    )
    return By(chosen)


def _choose_only(by: By, keys: list[object]) -> None:
    """One of the groups that are shown, to be looked into by itself."""
    words = {names.written((by, key)): names.group_name(by, key) for key in keys}
    address.select(ONLY, _("Look into one group"), words, width=240)


@_once_per_change
def _groups_of(look: Look, by: By) -> Groups:
    with reading() as session:
        return results_groups.groups_of(session, asked_of(session, look), by)


@_once_per_change
def _draw_groups(look: Look, by: By, language: str, ground: str) -> None:
    groups_part.draw(_groups_of(look, by), _days_and_rules(look), palette(ground))


def _days_and_rules(look: Look) -> Asked:
    with reading() as session:
        return asked_of(session, look)


@_once_per_change
def _over_time(look: Look) -> OverTime:
    with reading() as session:
        return results_time.over_time(session, asked_of(session, look))


@_once_per_change
def _time(look: Look, language: str, ground: str) -> None:
    time_part.draw(_over_time(look), palette(ground))


def _formula(look: Look) -> None:
    _draw_audit(look, language(), ground())
    offer = _audit(look).offer
    if offer is not None and look.only is None:
        results_versions.offer(look.project_id, offer.weights)
    lines = versions_of(look)
    results_versions.draw(look.project_id, lines, look.version)


@_once_per_change
def _audit(look: Look) -> Audit:
    with reading() as session:
        return results_audit.audit(session, asked_of(session, look))


@_once_per_change
def _draw_audit(look: Look, language: str, ground: str) -> None:
    results_formula.draw(_audit(look), palette(ground))


@_once_per_change
def versions_of(look: Look) -> list[VersionLine]:
    with reading() as session:
        return results_audit.versions(session, asked_of(session, replace(look, version=None)))


def _answers(look: Look) -> None:
    verdict, page = results_answers.choose_verdict(), results_answers.page_asked()
    found = _behind(look, verdict, page)
    results_answers.draw(found)
    if found:
        results_answers.turn_pages(len(found), page)


@_once_per_change
def _behind(look: Look, verdict: Verdict | None, page: int) -> list[Voice] | None:
    with reading() as session:
        return recoveries.behind(session, asked_of(session, look), verdict, page=page)
