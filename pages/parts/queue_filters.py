"""What a queue is narrowed to; every choice stands in the address, so that a link can be shared."""

import streamlit as st

from db.queue import NOBODY, OPEN, Wanted
from domain.tickets import Kind, Severity, Stage
from pages.parts import address
from pages.parts.names import names
from pages.parts.session import _, actor, project, term

MINE, NOBODYS = "mine", "nobody"
ENDED = (Stage.REPLIED, Stage.CLOSED)


def ask() -> tuple[Wanted, bool]:
    """The tickets that are wanted, and whether only late ones are."""
    kind = _ask_kind()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        stages = _ask_stages()
        severity = _ask_severity()
        hands = _ask_hands()
        words = st.text_input(
            _("Search"),
            key="words",
            bind="query-params",
            placeholder=_("Subject, place or number"),
            label_visibility="collapsed",
            width=220,
        )
        only_late = st.toggle(_("Only late"), key="late", bind="query-params")
    wanted = Wanted(stages, kind, severity, hands, _sees_own_only(), (words or "").strip())
    return wanted, only_late


def _sees_own_only() -> bool:
    return not actor().has(None, project().id)


def _ask_kind() -> Kind | None:
    codes = [kind.value for kind in Kind]
    chosen = st.pills(
        _("Kind"),
        codes,
        default=address.asked("kind", codes),
        format_func=lambda kind: term("kind", kind),
        key=address.widget_key("kind"),
        on_change=address.keep,
        args=("kind",),
        label_visibility="collapsed",
    )
    return Kind(chosen) if chosen else None


def _ask_stages() -> tuple[Stage, ...]:
    words = {stage.value: term("stage", stage) for stage in (*OPEN, *ENDED)}
    chosen = _select("stage", words, _("Every open stage"))
    return (Stage(chosen),) if chosen else OPEN


def _ask_severity() -> Severity | None:
    words = {severity.value: term("severity", severity) for severity in Severity}
    chosen = _select("severity", words, _("Every severity"))
    return Severity(chosen) if chosen else None


def _ask_hands() -> int | None:
    if _sees_own_only():
        return actor().staff_id
    words = {MINE: _("Mine"), NOBODYS: _("Nobody's yet")}
    words |= {str(id): name for id, name in names(project().id).items()}
    chosen = _select("hands", words, _("In anybody's hands"))
    own = {None: None, MINE: actor().staff_id, NOBODYS: NOBODY}
    return own[chosen] if chosen in own else int(chosen or NOBODY)


def _select(name: str, words: dict[str, str], all_of_them: str) -> str | None:
    codes = list(words)
    asked = address.asked(name, codes)
    return st.selectbox(
        all_of_them,
        codes,
        index=codes.index(asked) if asked else None,
        format_func=words.__getitem__,
        key=address.widget_key(name),
        on_change=address.keep,
        args=(name,),
        placeholder=all_of_them,
        label_visibility="collapsed",
        width=170,
    )
