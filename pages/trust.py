"""Trust (可信度): how answers came in, for whom they speak, what they need, three voices."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from domain.access import Action
from domain.periods import Period
from pages.parts import (
    address,
    cost_of_dissatisfaction,
    three_voices,
    trust_arrivals,
    trust_needs,
    trust_silent,
)
from pages.parts import results_words as say
from pages.parts.session import _, actor, now, project

SHOWN, PERIOD = "trust", "period"


def page() -> None:
    actor().must(Action.SEE_RESULTS, project().id)
    sections = _sections()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.header(_("Trust"), anchor=False, width="content")
        shown = address.choose(
            SHOWN, _("Trust"), {key: name for key, (name, _part) in sections.items()}
        )
        periods = {period.value: say.period(period) for period in Period}
        # The cost is always of twelve months.
        usual = Period.LAST_90_DAYS.value
        period = usual if shown == "cost" else address.choose(PERIOD, _("Period"), periods, usual)
    today = now().astimezone(project().zone).date()
    sections[shown][1](Period(period), today)


def _sections() -> dict[str, tuple[str, Callable[[Period, date], None]]]:
    return {
        "arrivals": (_("Arrival"), trust_arrivals.draw),
        "silent": (_("The silent"), trust_silent.draw),
        "voices": (_("Three voices"), three_voices.draw),
        "needs": (_("Needs"), trust_needs.draw),
        "cost": (_("Cost"), cost_of_dissatisfaction.draw),
    }
