"""Working time (工作时间): in which hours limits run, and which holidays are known."""

from collections import Counter

import streamlit as st
from sqlalchemy.orm import Session

from db import projects
from db.engine import reading
from desk import calendars
from domain.calendars import WEEK, CalendarRule, Weekday
from lang.times import weekday as weekday_name
from pages.parts import acting
from pages.parts.session import _, actor, day, language, now, project

HOURS, YEAR = "working_hours", "holiday_year"
USUAL = "08:30-12:00, 13:30-18:00"
SHAPE = '{"year": 2026, "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]}'


def draw() -> None:
    with reading() as session:
        rule = projects.policy(session, project().id).calendar
        missing = calendars.years_missing(session, project().id)
    st.markdown(_standing(rule, missing))
    hours, holidays = st.columns(2, gap="large")
    with hours:
        _hours(rule)
    with holidays:
        _holidays(rule)


def _standing(rule: CalendarRule, missing: list[int]) -> str:
    if missing:
        return _(
            ":red[**▲ Deadlines lie in {year}, whose holidays are not known.**]", year=missing[0]
        )
    if rule.is_round_the_clock:
        return _("**Limits run around the clock.**")
    return _("**Limits run in working time.**")


def _hours(rule: CalendarRule) -> None:
    st.markdown(_("**Working hours**"))
    with st.form(f"{HOURS}_{acting.done()}", border=False):
        told = {weekday: _weekday(weekday, rule) for weekday in WEEK}
        reports_too = st.checkbox(
            _("The hour of an important ticket runs in working time, too"), rule.reports_too
        )
        st.caption(
            _(
                "Nothing at all means around the clock. A day of a limit is a working day; "
                "22:00-06:00 ends on the next morning. A major ticket is reported the same day in "
                "any case."
            )
        )
        if acting.press(_("Keep these hours"), HOURS, 0):
            _keep(told, reports_too=reports_too)
    acting.refusal(HOURS)


def _weekday(weekday: Weekday, rule: CalendarRule) -> list[str]:
    empty = USUAL if rule.is_round_the_clock else _("not worked")
    known = ", ".join(str(hours) for hours in rule.hours.get(weekday, ()))
    name, field = st.columns([1, 4], vertical_alignment="center")
    label = weekday_name(language(), WEEK.index(weekday))
    name.markdown(label)
    told = field.text_input(
        label, known, placeholder=empty, max_chars=100, label_visibility="collapsed"
    )
    stretches = told.replace("，", ",").replace("–", "-").replace("：", ":").split(",")
    return ["".join(stretch.split()) for stretch in stretches if stretch.strip()]


def _keep(told: dict[Weekday, list[str]], *, reports_too: bool) -> None:
    def verb(session: Session) -> str:
        calendars.set_hours(session, actor(), project().id, told, now(), reports_too=reports_too)
        return _("Open tickets follow these hours from now on.")

    acting.carry_out(HOURS, verb)


def _holidays(rule: CalendarRule) -> None:
    st.markdown(_("**Holidays and make-up days**"))
    if rule.years:
        _known(rule)
    else:
        st.caption(_("No year is known yet. Holidays matter once working hours are set."))
    with st.form(f"{YEAR}_{acting.done()}", border=False, clear_on_submit=True):
        file = st.file_uploader(_("A year's file (JSON)"), type=["json"], max_upload_size=1)
        st.caption(_("Its shape: {example}", example=f"`{SHAPE}`"))
        if acting.press(_("Read"), YEAR, 0) and file is not None:
            _learn(file.getvalue())
    acting.refusal(YEAR)


def _known(rule: CalendarRule) -> None:
    off, made_up = Counter(d.year for d in rule.off), Counter(d.year for d in rule.made_up)
    for year in rule.years:
        st.markdown(
            _(
                "**{year}**: {off} days off, {made_up} made up",
                year=year,
                off=off[year],
                made_up=made_up[year],
            )
        )
    latest = rule.years[-1]
    with st.expander(_("The days of {year}", year=latest)):
        rows = [(d, _("off")) for d in rule.off] + [(d, _("made up")) for d in rule.made_up]
        days = [row for row in sorted(rows) if row[0].year == latest]
        st.table([{_("Day"): day(on), _("Worked"): what} for on, what in days])


def _learn(content: bytes) -> None:
    def verb(session: Session) -> str:
        year = calendars.learn_year(session, actor(), project().id, content, now())
        return _("The holidays of {year} are known.", year=year)

    acting.carry_out(YEAR, verb)
