"""Sections (分区) of the results: each read once per change, drawn once per language and ground."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import streamlit as st
from sqlalchemy.orm import Session

from db import behind, kept, projects, results, results_audit, results_groups, results_time
from db.behind import Behind, Mark
from db.engine import reading
from db.results import Results
from db.results_audit import Audit, VersionLine
from db.results_groups import Groups
from db.results_time import OverTime
from db.tallies import Asked, By, Only
from domain.periods import Period, limits, month_limits
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
from pages.parts.results_opening import ONLY
from pages.parts.results_palette import ground, palette
from pages.parts.session import _

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
        _score(look)
    elif section is Section.GROUPS:
        _groups(look)
    elif section is Section.TIME:
        _time(look)
    elif section is Section.FORMULA:
        _formula(look)
    else:
        _answers(look)


def asked_of(session: Session, look: Look) -> Asked:
    zone = projects.card(session, look.project_id).zone
    since, until = limits(look.period, look.today, zone)
    version, only = look.version, look.only
    if only is not None and only[0] is By.MONTH:
        # A month of the trend may lie before the period that is looked at.
        since, until = month_limits(only[1], zone)
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


def _score(look: Look) -> None:
    found = score_of(look)
    if not (found.responses or found.uncut.excluded):
        st.info(_("Nobody answered in this period. A longer one may hold answers."))
        return
    results_figures.draw(found, palette(ground()))


def _groups(look: Look) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = _choose_by()
        shown = [one.key for one in _groups_of(look, by).found if one.gap.is_shown]
        if shown and look.only is None:
            _choose_only(by, shown)
    groups_part.draw(_groups_of(look, by), _days_and_rules(look), palette(ground()))


def _choose_by() -> By:
    words = {by.value: names.by_name(by) for by in CHOICES}
    return By(address.choose(BY, _("Group by"), words, By.KIND.value))


def _choose_only(by: By, keys: list[object]) -> None:
    """One of the groups that are shown, to be looked into by itself."""
    words = {names.written((by, key)): names.group_name(by, key) for key in keys}
    address.select(ONLY, _("Look into one group"), words, width=240)


@_once_per_change
def _groups_of(look: Look, by: By) -> Groups:
    with reading() as session:
        return results_groups.groups_of(session, asked_of(session, look), by)


@_once_per_change
def _days_and_rules(look: Look) -> Asked:
    with reading() as session:
        return asked_of(session, look)


@_once_per_change
def _over_time(look: Look) -> OverTime:
    with reading() as session:
        return results_time.over_time(session, asked_of(session, look))


def _time(look: Look) -> None:
    time_part.draw(_over_time(look), palette(ground()))


def _formula(look: Look) -> None:
    results_formula.draw(_audit(look), palette(ground()))
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
def versions_of(look: Look) -> list[VersionLine]:
    with reading() as session:
        return results_audit.versions(session, asked_of(session, replace(look, version=None)))


def _answers(look: Look) -> None:
    verdict, mark = results_answers.choose()
    page = results_answers.page_asked()
    found, since = _behind(look, verdict, mark, page)
    results_answers.draw(found, mark, since)
    if found:
        results_answers.turn_pages(found, page)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Look: repr, Mark: repr})
def _behind(
    look: Look, verdict: Verdict | None, mark: Mark | None, page: int
) -> tuple[list[Behind] | None, date | None]:
    """One page, and the first day that was searched where it is not the period's."""
    with reading() as session:
        asked = asked_of(session, look)
        searched = behind.newest(session, asked)
        since = searched.first if searched.first > asked.first else None
        return behind.behind(session, searched, verdict, mark, page=page), since
