"""One screen: by which code it comes in, what it shows, and how it is sent away."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db.screens import ScreenCard
from desk import screens
from domain.access import Action
from domain.screens import LONGEST_TURN, SHORTEST_TURN, Ground, Layout, ScreenPlan, Speech
from pages.parts import acting, plain
from pages.parts.session import _, actor, language, moment, now, project, term

PAIR, CHANGE = "pair_screen", "change_screen"
CHOSEN = "screen"
# Asked for only once the form is sent: what cannot be shown is refused like any other mistake.
Asked = Callable[[], ScreenPlan]
Looks = TypeVar("Looks", Ground, Speech)


def where() -> str:
    """What to open on the device."""
    return f"{settings.PUBLIC_URL().rstrip('/')}/screen"


def layouts(plan: ScreenPlan) -> str:
    return " / ".join(term("layout", layout) for layout in plan.layouts)


def told(plan: ScreenPlan) -> str:
    """What a screen shows, in one line."""
    seconds = _("{count} s each", count=plan.turn_seconds) if len(plan.stops) > 1 else ""
    ground, speech = term("ground", plan.ground), term("speech", plan.speech)
    sound = _("with sound") if plan.sounds else ""
    return " · ".join(filter(None, (layouts(plan), seconds, ground, speech, sound)))


def pair(names: dict[int, str]) -> None:
    st.markdown(_("**New screen**"))
    st.caption(_("Open {address} on the device. It shows a code.", address=f"`{where()}`"))
    with st.form(f"{PAIR}_{acting.done()}", border=False):
        code, called = st.columns(2)
        typed = code.text_input(_("Code on the screen"), placeholder="ACE 7KM XPW", max_chars=40)
        with called:
            name = _name("")
        asked = _plan(ScreenPlan((project().id,)), names)
        st.caption(
            _(
                "The screen shows figures and tickets without names, and can change nothing. "
                "Approve one that you can see, never a code that somebody reads out to you."
            )
        )
        if acting.press(_("Approve"), PAIR, acting.done()):
            acting.carry_out(PAIR, lambda session: _approve(session, typed, name, asked))
    acting.refusal(PAIR)


def _approve(session: Session, typed: str, name: str, asked: Asked) -> str:
    screens.approve(session, actor(), typed, name, asked(), now())
    return _("Approved. The screen comes on in a moment.")


def show(card: ScreenCard, names: dict[int, str]) -> None:
    plain.heading(card.name)
    approved = _("approved {moment}", moment=moment(card.approved_at))
    if card.approved_by:
        approved = _(
            "approved {moment} by {name}", moment=moment(card.approved_at), name=card.approved_by
        )
    paired = _("paired {moment}", moment=moment(card.paired_at)) if card.paired_at else ""
    plain.line(" · ".join(filter(None, (card.browser, approved, paired))))
    who = actor()
    theirs = [one for one in card.plan.projects if not who.may(Action.ADMINISTER, one)]
    if theirs:
        others = ", ".join(names[one] for one in theirs)
        plain.line(_("It also shows {names}, so its plan is not yours to change.", names=others))
        plain.line(told(card.plan))
    else:
        _change(card, names)
    _send_away(card)
    acting.refusal(CHANGE)


def _change(card: ScreenCard, names: dict[int, str]) -> None:
    with st.form(f"{CHANGE}_{card.home}_{card.id}_{acting.done()}", border=False):
        name, asked = _name(card.name), _plan(card.plan, names)
        if acting.press(_("Change it"), CHANGE, acting.done()):
            acting.carry_out(CHANGE, lambda session: _changed(session, card, name, asked))


def _changed(session: Session, card: ScreenCard, name: str, asked: Asked) -> str:
    screens.change(session, actor(), card, name, asked(), now())
    return _("The screen follows within a few seconds.")


def _send_away(card: ScreenCard) -> None:
    def verb(session: Session) -> str:
        screens.revoke(session, actor(), card, now())
        st.query_params.pop(CHOSEN, None)
        return _("Sent away. The screen shows a code again.")

    with st.popover(_("Send away"), icon=":material/block:", key=f"away_{card.home}_{card.id}"):
        st.markdown(_("The screen goes dark within seconds and shows a code again."))
        if st.button(_("Send it away"), type="primary", key=f"gone_{card.home}_{card.id}"):
            acting.carry_out(CHANGE, verb)


def _name(known: str) -> str:
    return st.text_input(
        _("Name of the screen"), known, placeholder=_("Lobby"), max_chars=screens.LONGEST_NAME
    )


def _plan(plan: ScreenPlan, names: dict[int, str]) -> Asked:
    shown, chosen = _projects(plan.projects, names), _layouts(plan.layouts)
    left, right = st.columns(2)
    with left:
        ground = _one_of("ground", _("Ground"), plan.ground)
        seconds = _seconds(plan.turn_seconds)
    with right:
        speech = _one_of("speech", _("Language"), plan.speech)
        st.space("small")
        sounds = _sounds(is_on=plan.sounds)
    return lambda: ScreenPlan(tuple(shown), tuple(chosen), seconds, ground, speech, sounds)


def _projects(chosen: tuple[int, ...], names: dict[int, str]) -> list[int]:
    who = actor()
    return st.multiselect(
        _("Projects"),
        [one for one in names if who.may(Action.ADMINISTER, one)],
        list(chosen),
        format_func=names.__getitem__,
        key=_key("projects"),
    )


def _layouts(chosen: tuple[Layout, ...]) -> list[Layout]:
    return st.pills(
        _("Layouts"),
        list(Layout),
        selection_mode="multi",
        default=list(chosen),
        format_func=lambda one: term("layout", one),
        key=_key("layout"),
    )


def _one_of(kind: str, label: str, chosen: Looks) -> Looks:
    return st.segmented_control(
        label,
        list(type(chosen)),
        default=chosen,
        required=True,
        format_func=lambda one: term(kind, one),
        key=_key(kind),
    )


def _seconds(known: int) -> int:
    return st.number_input(
        _("Seconds each"),
        SHORTEST_TURN,
        LONGEST_TURN,
        known,
        step=5,
        help=_("How long each layout of each project stays, where there are several."),
        key=_key("seconds"),
    )


def _sounds(*, is_on: bool) -> bool:
    return st.checkbox(
        _("Sound for new majors"),
        is_on,
        help=_("Browsers stay silent until somebody has touched the screen once."),
        key=_key("sounds"),
    )


def _key(field: str) -> str:
    """Each screen has fields of its own, and each language."""
    return f"{field}_{acting.done()}_{language()}_{st.query_params.get(CHOSEN, '')}"
