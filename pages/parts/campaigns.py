"""Annual surveys (普查): plan one, give out its codes, print its letters, see who is silent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from sqlalchemy.orm import Session

from db import campaigns as campaigns_db
from db.campaigns import Asked, CampaignCard, Household
from db.engine import reading
from desk import campaigns
from domain.access import Action
from domain.campaigns import Standing, Window, turnout
from pages.parts import acting, address, campaign_outcome, campaign_turnout
from pages.parts.live import changes
from pages.parts.ordering import ordered
from pages.parts.session import LANGUAGE_NAMES, _, actor, day, may, now, project

HERE, PLAN, MOVE = "campaign", "campaign_plan", "campaign_move"
CHOSEN = "campaign"
USUAL_LENGTH = timedelta(days=20)
# So many letters are laid out within seconds; beyond that, building by building.
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """One campaign as of one change of the database."""

    households: int
    buildings: list[Asked]
    asked: list[Household]


def show() -> None:
    known = _known(project().id, changes())
    if not known:
        _nothing_yet()
        return
    campaign = _choose(known)
    found = _read(project().id, changes(), campaign.id)
    standing = campaign.window.standing(now())
    _headline(campaign, standing)
    _figures(campaign, found, standing)
    if may(Action.ADMINISTER):
        _actions(campaign, found, standing)
    acting.refusal(HERE)
    if not found.asked and not found.buildings:
        st.info(_("No code is out yet. Turnout by building appears here with the first answers."))
        return
    campaign_outcome.show(known, campaign)
    campaign_turnout.show(campaign, found.buildings, found.asked)


@st.cache_data(max_entries=32, show_spinner=False)
def _known(project_id: int, version: int) -> list[CampaignCard]:
    with reading() as session:
        return campaigns_db.every(session, project_id)


@st.cache_data(max_entries=16, show_spinner=False)
def _read(project_id: int, version: int, campaign: int) -> Reading:
    with reading() as session:
        return Reading(
            campaigns_db.count_households(session, project_id),
            campaigns_db.turnout(session, project_id, campaign),
            campaigns_db.households(session, project_id, campaign),
        )


def _nothing_yet() -> None:
    st.info(
        _(
            "Once or twice a year every household is asked by letter. Plan a survey, give out its "
            "codes and print the letters; turnout by building and who is still silent appear here."
        ),
        title=_("No annual survey yet"),
    )
    if may(Action.ADMINISTER):
        with st.container(width=520):
            _plan()


def _choose(known: list[CampaignCard]) -> CampaignCard:
    names = {str(one.id): one.name for one in known}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.selectbox(
            _("Annual survey"),
            list(names),
            index=list(names).index(address.asked(CHOSEN, list(names)) or str(known[0].id)),
            format_func=names.__getitem__,
            key=f"{address.widget_key(CHOSEN)}_{len(known)}",
            width=360,
            label_visibility="collapsed",
        )
        if may(Action.ADMINISTER):
            with st.popover(_("Plan a survey"), icon=":material/event_upcoming:"):
                _plan()
    st.query_params[CHOSEN] = chosen
    return next(one for one in known if str(one.id) == chosen)


def _plan() -> None:
    today = now().astimezone(project().zone).date()
    with st.form(f"{PLAN}_{acting.done()}", border=False):
        name = st.text_input(
            _("Name of the survey"),
            placeholder=_("Such as “Residents' survey {year}”", year=today.year),
        )
        days = _ask_days(today + timedelta(days=1), today + USUAL_LENGTH)
        if acting.press(_("Plan it"), PLAN, 0):
            _carry_out(PLAN, days, lambda session, window: _planned(session, name, window))
    acting.refusal(PLAN)


def _planned(session: Session, name: str, window: Window) -> str:
    number = campaigns.plan(session, actor(), project().id, name, window, now())
    st.query_params[CHOSEN] = str(number)
    return _("The survey is planned. Now give out its codes.")


def _ask_days(first: date, last: date) -> tuple[date, ...]:
    return tuple(st.date_input(_("First and last day"), value=(first, last), format="YYYY/MM/DD"))


def _carry_out(place: str, days: tuple[date, ...], verb: Callable[[Session, Window], str]) -> None:
    if len(days) < 2:
        st.error(_("Please choose both the first and the last day."))
        return
    window = Window.of_days(days[0], days[1], project().zone)
    acting.carry_out(place, lambda session: verb(session, window))


def _headline(campaign: CampaignCard, standing: Standing) -> None:
    first, last = campaign.window.days(project().zone)
    today = now().astimezone(project().zone).date()
    said = {
        Standing.PLANNED: _("Days to go: {days}.", days=(first - today).days),
        Standing.RUNNING: _("Running; days left, today included: {days}.", days=_left(last, today)),
        Standing.OVER: _("Ended on {day}.", day=day(last)),
    }[standing]
    st.markdown(f"**{said}** {day(first)} – {day(last)}")


def _left(last: date, today: date) -> int:
    return (last - today).days + 1


def _figures(campaign: CampaignCard, found: Reading, standing: Standing) -> None:
    asked = sum(one.asked for one in found.buildings)
    answered = sum(one.answered for one in found.buildings)
    whole = turnout(asked, answered)
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Households"), found.households, width="content")
        st.metric(_("Codes out"), len(found.asked), width="content")
        told = whole.answered
        st.metric(_("Answered"), told if told is not None else "–", width="content")
        campaign_turnout.rate(whole)


def _actions(campaign: CampaignCard, found: Reading, standing: Standing) -> None:
    missing = found.households - len(found.asked)
    with st.container(horizontal=True, vertical_alignment="center"):
        if missing and standing is not Standing.OVER:
            _give_out(campaign, missing)
        if standing is not Standing.OVER and any(not one.has_answered for one in found.asked):
            with st.popover(_("Letters to print"), icon=":material/print:"):
                _letters(campaign, found)
        with st.popover(_("Change the days"), icon=":material/edit_calendar:"):
            _move(campaign)
        if standing is Standing.RUNNING:
            with st.popover(_("End it now"), icon=":material/block:"):
                _close(campaign)


def _give_out(campaign: CampaignCard, missing: int) -> None:
    def verb(session: Session) -> str:
        given = campaigns.give_out(session, actor(), project().id, campaign.id, now())
        return _("Codes given out: {count}.", count=given)

    label = _("Give out codes: {count}", count=missing)
    if st.button(label, type="primary", icon=":material/qr_code_2:"):
        acting.carry_out(HERE, verb)


def _letters(campaign: CampaignCard, found: Reading) -> None:
    silent: dict[str, int] = {}
    for one in found.asked:
        silent.setdefault(one.place.building, 0)
        silent[one.place.building] += not one.has_answered
    offered = [building for building, count in silent.items() if count]
    everywhere = [None] if sum(silent.values()) <= MOST_LETTERS else []
    building = st.selectbox(
        _("Building"),
        [*everywhere, *offered],
        format_func=lambda one: _("All buildings") if one is None else one or "–",
    )
    spoken = st.segmented_control(
        _("Language"),
        list(LANGUAGE_NAMES),
        default=project().language,
        format_func=LANGUAGE_NAMES.__getitem__,
        required=True,
    )
    order = ordered()
    count = sum(silent.values()) if building is None else silent[building]
    st.caption(_("Letters, to those who have not answered: {count}.", count=count))
    st.download_button(
        _("Lay out the letters"),
        lambda: campaign_turnout.letters(order, campaign.id, spoken, building=building),
        f"letters-{campaign.id}.html",
        "text/html",
        icon=":material/print:",
        on_click="ignore",
    )


def _move(campaign: CampaignCard) -> None:
    first, last = campaign.window.days(project().zone)
    with st.form(f"{MOVE}_{acting.done()}", border=False):
        days = _ask_days(first, last)

        def verb(session: Session, window: Window) -> str:
            was = campaign.window
            if days[0] == first:
                window = Window(was.opens_at, window.closes_at)
            campaigns.move(session, actor(), project().id, campaign.id, window, now())
            return _("The survey has its new days.")

        if acting.press(_("Change them"), MOVE, campaign.id):
            _carry_out(MOVE, days, verb)
    acting.refusal(MOVE)


def _close(campaign: CampaignCard) -> None:
    st.markdown(_("From now on letters say that the survey is over. Answers stay."))

    def verb(session: Session) -> str:
        campaigns.close(session, actor(), project().id, campaign.id, now())
        return _("The survey is over.")

    if st.button(_("End the survey"), type="primary"):
        acting.carry_out(HERE, verb)
