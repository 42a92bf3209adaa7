"""What an annual survey says (普查结果): beside the last one, by factor, and what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from db import campaigns, outcomes, projects
from db.campaigns import Asked, CampaignCard
from db.engine import reading
from db.outcomes import Outcome
from domain.access import Action
from domain.campaigns import turnout
from domain.formula import Formula
from domain.groups import Group, finding
from domain.outcomes import difference, factor, first_things
from pages.parts import results_words as say
from pages.parts.live import changes
from pages.parts.results_charts import signed
from pages.parts.session import _, may, project, term

ROW_HEIGHT = 35
TERMS = {
    "d1": "high_quality_service",
    "d2": "service_promise_kept",
    "d3": "standardised_operation",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One survey, the one before it if there was one, and the formula that judges both."""

    now: Outcome
    before: Outcome | None
    asked: list[Asked]
    asked_before: list[Asked]
    formula: Formula


def show(known: Sequence[CampaignCard], campaign: CampaignCard) -> None:
    """For whoever may see results, once anybody has answered."""
    if not may(Action.SEE_RESULTS):
        return
    last = next((one for one in known if one.opens_at < campaign.opens_at), None)
    found = _read(project().id, changes(), campaign.id, last.id if last else None)
    if not found.now.households:
        return
    st.subheader(_("What it says"), anchor=False, divider="gray")
    left, right = st.columns([11, 9], gap="large")
    with left:
        _gaps(found, last)
        if last is not None:
            _by_building(found, last)
    with right:
        _first(found.now)
        _factors(found.now)


@st.cache_data(max_entries=16, show_spinner=False)
def _read(project_id: int, change: int, campaign: int, last: int | None) -> Reading:
    with reading() as session:
        formula = projects.policy(session, project_id).formula
        before = outcomes.outcome(session, project_id, last, formula) if last else None
        return Reading(
            outcomes.outcome(session, project_id, campaign, formula),
            before,
            campaigns.turnout(session, project_id, campaign),
            campaigns.turnout(session, project_id, last) if last else [],
            formula,
        )


def _gaps(found: Reading, last: CampaignCard | None) -> None:
    st.markdown(_("This survey: {gap}", gap=_told(finding(found.now.gaps, found.formula))))
    if last is None or found.before is None:
        st.caption(_("The next survey stands here beside this one."))
        return
    before = _told(finding(found.before.gaps, found.formula))
    st.markdown(_("{name}: {gap}", name=say.plain(last.name), gap=before))
    apart = difference(found.now.gaps, found.before.gaps, found.formula)
    if apart is None:
        st.caption(_("Too few households in one of them to compare."))
        return
    words = _("better than last time") if apart.value > 0 else _("worse than last time")
    if not apart.is_told_apart:
        words = _("no difference beyond chance")
    st.markdown(
        _(
            "**Difference {value}** ({interval}): {words}",
            value=signed(apart.value),
            interval=say.between(apart.interval),
            words=words,
        )
    )
    st.caption(
        _(
            "95% intervals, random variation only. Many households answer both times, so the "
            "interval of the difference is rather too wide."
        )
    )


def _told(gap: Group) -> str:
    if gap.mean is None or gap.interval is None:
        return say.too_few(gap.n)
    told = say.strong(f"{say.group_verdict(gap.verdict)} {signed(gap.mean)}")
    return f"{told} ({say.between(gap.interval)}), n {gap.n}"


def _by_building(found: Reading, last: CampaignCard) -> None:
    before = {one.building: one for one in found.asked_before}
    st.dataframe(
        pd.DataFrame(
            {
                _("Building"): [one.building or "–" for one in found.asked],
                _("Response now"): [_rate(one) for one in found.asked],
                last.name: [_rate(before.get(one.building)) for one in found.asked],
            }
        ),
        hide_index=True,
        height=ROW_HEIGHT * (min(len(found.asked), 8) + 1) + 3,
        alt=_("Response by building, in this survey and in the last"),
    )


def _rate(one: Asked | None) -> str:
    told = turnout(one.asked, one.answered) if one else None
    if told is None or told.rate is None:
        return "–"
    return f"{say.percent(told.rate.fraction)} ({told.rate.count}/{told.rate.n})"


def _first(now: Outcome) -> None:
    st.caption(_("What to do first, in the households' own choice"))
    named = first_things(now.chips, now.households)
    if not named:
        st.caption(_("Too few households named anything."))
    for place, (chip, found) in enumerate(named[:3], start=1):
        st.markdown(f"{place}. {say.strong(term('chip', chip))} · {say.share(found)}")


def _factors(now: Outcome) -> None:
    found = [factor(item, *counts) for item, counts in now.factors.items()]
    shown = [one for one in found if one is not None]
    st.caption(_("Satisfied and dissatisfied factors"))
    if not shown:
        st.caption(_("Too few households answered."))
        return
    st.dataframe(
        pd.DataFrame(
            {
                _("Factor"): [term("term", TERMS[one.item]) for one in shown],
                _("Satisfied"): [say.share(one.satisfied) for one in shown],
                _("Dissatisfied"): [say.share(one.dissatisfied) for one in shown],
            }
        ),
        hide_index=True,
        alt=_("Households satisfied and dissatisfied with each term of the service"),
    )
