"""Where notices go and at what hours: group robots, mailboxes and webhooks of the project."""

from datetime import time

import streamlit as st
from sqlalchemy.orm import Session
from streamlit.delta_generator import DeltaGenerator

from db import notice_targets as targets_db
from db import projects
from db.engine import reading
from db.notice_targets import TargetCard
from desk import notices
from domain.access import Action
from domain.notices import TOLD, Channel, NoticeKind, NoticeRule
from pages.parts import acting, plain
from pages.parts.live import changes, living
from pages.parts.session import _, actor, language, moment, now, project, term

TARGETS, ADD, HOURS = "notice_targets", "add_target", "notice_hours"
SECRET = "notice_secret"  # noqa: S105  the place of one, not one
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
EXAMPLES = {
    Channel.WECOM: "wecombot://KEY",
    Channel.DINGTALK: "dingtalk://SECRET@TOKEN",
    Channel.FEISHU: "feishu://TOKEN",
    Channel.MAIL: "mailtos://USER:PASSWORD@HOST:465?to=TEAM@HOST",
    Channel.WEBHOOK: "https://HOST/PATH",
}


def show() -> None:
    with reading() as session:
        cards = targets_db.cards(session, project().id)
        rule = projects.policy(session, project().id).notices
    st.markdown(_("**Where notices go**"))
    _show_secret()
    if not cards:
        st.caption(_("Nowhere yet. Set a target, and send it a test notice."))
    for card in cards:
        _card(card)
    acting.refusal(TARGETS)
    with st.expander(_("New target"), icon=":material/add:", expanded=not cards):
        _new()
    st.markdown(_("**At what hours**"))
    _hours(rule)


def _show_secret() -> None:
    """What signs a webhook's notices is shown once, to whoever set it up."""
    secret = st.session_state.pop(SECRET, None)
    if secret is not None:
        st.success(_("Shown once: with this secret the receiver checks the signature."))
        st.code(secret, language=None)


def _card(card: TargetCard) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                plain.line(card.name, f"· {term('notice_channel', card.channel)}")
                plain.line(card.leads_to)
                _standing(card.id)
            if st.button(_("Send a trial"), key=f"try_{card.id}", icon=":material/send:"):
                _try_out(card)
            with st.popover(_("Remove"), icon=":material/delete:", key=f"removing_{card.id}"):
                st.markdown(_("Its address and secret are forgotten."))
                if st.button(_("Remove for good"), key=f"remove_{card.id}", type="primary"):
                    _remove(card)
        chosen = _kinds(card.channel, card.kinds, f"kinds_{card.id}_{language()}")
        if set(chosen) != set(card.kinds):
            _choose(card, chosen)


@living(Action.ADMINISTER)
def _standing(id: int) -> None:
    """Whether it takes what it gets; drawn anew as soon as it does, or does not."""
    card = next((one for one in _cards(project().id, changes()) if one.id == id), None)
    if card is None:
        return
    st.caption(_told(card))
    if card.switched_off_at is not None:
        said = _("It gets nothing more. A trial that it takes switches it on again.")
        st.warning(said, icon=":material/power_off:")


def _told(card: TargetCard) -> str:
    if card.switched_off_at is not None:
        return _("▲ switched off {moment}", moment=moment(card.switched_off_at))
    if card.failing_since is not None:
        return _("▲ takes nothing since {moment}", moment=moment(card.failing_since))
    if card.accepted_at is not None:
        return _("✓ took one {moment}", moment=moment(card.accepted_at))
    return _("nothing was sent there yet")


@st.cache_data(max_entries=64, show_spinner=False)
def _cards(project_id: int, version: int) -> list[TargetCard]:
    with reading() as session:
        return targets_db.cards(session, project_id)


def _kinds(channel: Channel, chosen: tuple[NoticeKind, ...], key: str) -> list[NoticeKind]:
    return st.pills(
        _("Is told of"),
        channel.kinds,
        selection_mode="multi",
        default=list(chosen),
        format_func=lambda kind: term("notice", kind),
        key=key,
        label_visibility="collapsed",
    )


def _try_out(card: TargetCard) -> None:
    def verb(session: Session) -> str:
        notices.try_out(session, actor(), project().id, card.id, now())
        return _("On its way. What becomes of it stands on the left.")

    acting.carry_out(TARGETS, verb)


def _remove(card: TargetCard) -> None:
    acting.carry_out(
        TARGETS,
        lambda session: notices.remove_target(session, actor(), project().id, card.id, now()),
    )


def _choose(card: TargetCard, kinds: list[NoticeKind]) -> None:
    acting.carry_out(
        TARGETS,
        lambda session: notices.choose_kinds(session, actor(), project().id, card.id, kinds),
    )


def _new() -> None:
    channel = st.segmented_control(
        _("Way"),
        list(Channel),
        default=Channel.WECOM,
        required=True,
        format_func=lambda channel: term("notice_channel", channel),
        key=address_key("channel"),
    )
    with st.form(f"{ADD}_{acting.done()}", border=False):
        name = st.text_input(_("Called"), placeholder=_("Duty group"), max_chars=60)
        where = st.text_input(
            _("Address"),
            placeholder=EXAMPLES[channel],
            type="password",
            help=_("It holds a key or password, so it is not shown again."),
        )
        st.caption(_("Its shape: {example}", example=f"`{EXAMPLES[channel]}`"))
        if channel is Channel.WEBHOOK:
            st.caption(_("A program is told at once, at any hour, with numbers and codes alone."))
        kinds = _kinds(channel, channel.kinds, f"new_kinds_{channel}_{acting.done()}_{language()}")
        if acting.press(_("Add"), ADD, acting.done()):
            _add(name, channel, where, kinds)
    acting.refusal(ADD)


def address_key(name: str) -> str:
    return f"{name}_{language()}"


def _add(name: str, channel: Channel, where: str, kinds: list[NoticeKind]) -> None:
    def verb(session: Session) -> str:
        found = notices.add_target(session, actor(), project().id, name, channel, where, kinds)
        if found[1]:
            st.session_state[SECRET] = found[1]
        return _("Set. Send it a test notice now.")

    acting.carry_out(ADD, verb)


def _hours(rule: NoticeRule) -> None:
    with st.form(HOURS, border=False):
        begins, ends, gathers = st.columns(3)
        quiet_from = _time(begins, _("Quiet from"), rule.quiet_from)
        quiet_until = _time(ends, _("Quiet until"), rule.quiet_until)
        digest_at = _time(gathers, _("Digest at"), rule.digest_at)
        digest = st.pills(
            _("Gathered for the digest"),
            TOLD,
            selection_mode="multi",
            default=list(rule.digest),
            format_func=lambda kind: term("notice", kind),
            key=address_key("digest"),
        )
        st.caption(_("What is about a major ticket goes out at any hour. A dash means: never."))
        if acting.press(_("Keep these hours"), HOURS, 0):
            _keep(quiet_from, quiet_until, digest_at, digest)
    acting.refusal(HOURS)


def _time(where: DeltaGenerator, label: str, chosen: time | None) -> time | None:
    """Half hours, the one that was chosen, and a dash for none."""
    known = {*HALF_HOURS, *([chosen] if chosen else [])}
    options = [None, *sorted(known)]
    return where.selectbox(
        label,
        options,
        index=options.index(chosen),
        format_func=lambda of_day: _spoken(of_day) or "–",
    )


def _keep(
    quiet_from: time | None,
    quiet_until: time | None,
    digest_at: time | None,
    digest: list[NoticeKind],
) -> None:
    hours = {
        "quiet_from": _spoken(quiet_from),
        "quiet_until": _spoken(quiet_until),
        "digest_at": _spoken(digest_at),
        "digest": [kind.value for kind in digest],
    }

    def verb(session: Session) -> str:
        notices.set_hours(session, actor(), project().id, hours, now())
        return _("These hours hold from now on.")

    acting.carry_out(HOURS, verb)


def _spoken(of_day: time | None) -> str | None:
    return f"{of_day:%H:%M}" if of_day else None
