"""Turnout (回收率) of an annual survey: by building, with its doubt, and who is still silent."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from db.campaigns import Asked, CampaignCard, Household
from db.engine import reading
from domain.access import Action
from domain.campaigns import Turnout, turnout
from domain.groups import Interval
from pages.parts import code, plain
from pages.parts import results_charts as charts
from pages.parts import results_words as say
from pages.parts.ordering import ordered
from pages.parts.results_charts import ShareRow
from pages.parts.results_palette import ground, palette
from pages.parts.session import _, language, may, project
from reports import reminders
from reports.press import Order, print_letters

MOST_BARS = 40
SHOWN = 200
ROW_HEIGHT = 35


def rate(whole: Turnout) -> None:
    if whole.rate is None:
        st.metric(_("Response rate"), "–", width="content")
        return
    st.metric(
        _("Response rate"),
        say.percent(whole.rate.fraction),
        _between(whole.rate.interval),
        delta_color="off",
        delta_arrow="off",
        width="content",
    )


def _between(interval: Interval) -> str:
    return f"{say.percent(interval.low)} – {say.percent(interval.high)}"


def show(campaign: CampaignCard, buildings: Sequence[Asked], asked: Sequence[Household]) -> None:
    left, right = st.columns([11, 9], gap="large")
    with left:
        st.subheader(_("Turnout by building"), anchor=False, divider="gray")
        _chart(buildings)
    with right:
        st.subheader(_("Not answered yet"), anchor=False, divider="gray")
        _silent(campaign, [one for one in asked if not one.has_answered])


def _chart(buildings: Sequence[Asked]) -> None:
    told = [(one.building or "–", turnout(one.asked, one.answered)) for one in buildings]
    rows = [row for name, one in told if (row := _bar(name, one)) is not None]
    if rows:
        words = "; ".join(f"{row.name} {row.told}" for row in rows)
        st.altair_chart(charts.shares(rows[:MOST_BARS], palette(ground())), alt=words)
    if len(rows) > MOST_BARS:
        st.caption(_("The first {count} buildings are drawn.", count=MOST_BARS))
    small = [_in_words(name, one) for name, one in told if one.rate is None]
    if small:
        st.caption(_("Too few households for a rate: {buildings}", buildings="; ".join(small)))
    st.caption(
        _(
            "Answered of asked, in the order of a walk; no ranking. Lines show random variation "
            "only."
        )
    )


def _bar(name: str, one: Turnout) -> ShareRow | None:
    if one.rate is None:
        return None
    share = one.rate
    told = f"{say.percent(share.fraction)}  ({_between(share.interval)})  {share.count}/{share.n}"
    return ShareRow(name, told, palette(ground()).delivered, share.fraction, *share.interval)


def _in_words(name: str, one: Turnout) -> str:
    return name if one.answered is None else f"{name} {one.answered}/{one.asked}"


def _silent(campaign: CampaignCard, silent: Sequence[Household]) -> None:
    if not silent:
        st.success(_("Every household has answered."))
        return
    building = _choose_building(silent)
    shown = [one for one in silent if building in (None, one.place.building)]
    st.markdown(_("**Households to remind: {count}**", count=len(shown)))
    _downloads(campaign, shown)
    st.dataframe(
        _table(shown[:SHOWN]),
        hide_index=True,
        height=min(320, ROW_HEIGHT * (min(len(shown), SHOWN) + 1) + 3),
        alt=_("Households that have not answered, in the order of a walk"),
    )
    if len(shown) > SHOWN:
        st.caption(_("The first {count} are shown; the files hold all.", count=SHOWN))
    if may(Action.ADMINISTER):
        with st.expander(_("A letter was lost")):
            _lost(campaign, shown[:SHOWN])


def _choose_building(silent: Sequence[Household]) -> str | None:
    buildings = list(dict.fromkeys(one.place.building for one in silent))
    chosen: str | None = st.selectbox(
        _("Building"),
        [None, *buildings],
        format_func=lambda one: _("All buildings") if one is None else one or "–",
        label_visibility="collapsed",
        key="silent_in",
    )
    return chosen


def _downloads(campaign: CampaignCard, shown: Sequence[Household]) -> None:
    spoken = language()
    with st.container(horizontal=True):
        for label, lay_out, ending in (
            (_("List as XLSX"), reminders.as_xlsx, "xlsx"),
            (_("List as CSV"), reminders.as_csv, "csv"),
        ):
            st.download_button(
                label,
                partial(lay_out, shown, spoken),
                f"reminders-{campaign.id}.{ending}",
                icon=":material/download:",
                on_click="ignore",
            )


def _table(shown: Sequence[Household]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Building"): [one.place.building or "–" for one in shown],
            _("Unit"): [" ".join(filter(None, (one.place.unit, one.place.name))) for one in shown],
        }
    )


def _lost(campaign: CampaignCard, shown: Sequence[Household]) -> None:
    """A new code for one household, and its letter; the old one stops working."""
    labels = {one.place.id: one for one in shown}
    chosen = st.selectbox(
        _("Household"),
        list(labels),
        index=None,
        format_func=lambda place: labels[place].place.label,
        placeholder=_("Choose a household"),
        key=f"lost_{campaign.id}",
    )
    if chosen is None:
        return
    household = labels[chosen]
    plain.line(household.place.label, code.grouped(household.token))
    order, spoken = ordered(), project().language
    st.download_button(
        _("Its letter"),
        lambda: letters(order, campaign.id, spoken, home=chosen),
        f"letter-{campaign.id}-{chosen}.html",
        "text/html",
        icon=":material/print:",
        on_click="ignore",
    )
    code.replace(household.token)


def letters(
    order: Order,
    campaign: int,
    spoken: str,
    *,
    building: str | None = None,
    home: int | None = None,
) -> str:
    """One page to print: for everybody who is silent, for a building, or for one home."""
    with reading() as session:
        return print_letters(session, order, campaign, spoken, building=building, home=home)
