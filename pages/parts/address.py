"""Choices kept in the address by their code, so that a link opens the same view in any language.

A widget bound to the address would keep the word of one language; and a widget whose words change
under it forgets what was chosen, so each language has a widget of its own.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts.session import _, language, project


def asked(name: str, codes: Sequence[str]) -> str | None:
    """What the address asks for, if it is one of these codes."""
    code = st.query_params.get(name)
    return code if code in codes else None


def number(text: str) -> int | None:
    """A number of ours, and none that no database could hold."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def ticket(number: int) -> str:
    """A link to a ticket of this project, whose page opens anew and remembers no choice."""
    where = f"queue?project={project().id}&lang={language()}&ticket={number}"
    return f"[#{number}]({where})"


def callback(ticket: int, round: int) -> str:
    """A link to the record of one callback."""
    where = f"callbacks?project={project().id}&lang={language()}&callback={ticket}-{round}"
    return f"[#{ticket}-{round}]({where})"


def widget_key(name: str) -> str:
    turned = st.session_state.get(_turned(name))
    return f"{name}_{language()}_{turned}" if turned else f"{name}_{language()}"


def turn(name: str, code: str = "") -> None:
    """Choose from elsewhere than the widget, "" for nothing.

    A browser goes on saying what was chosen in it, so the widget is made anew.
    """
    st.query_params.pop(name, None)
    if code:
        st.query_params[name] = code
    st.session_state[_turned(name)] = st.session_state.get(_turned(name), 0) + 1


def _turned(name: str) -> str:
    return f"{name} turned"


def keep(name: str, *outdated: str) -> None:
    """Write the widget's choice into the address, and take out the choices that hung on the former.

    Give it as `on_change` with `args=(name,)`. Whoever was signed out has no choices any more, and
    the browser still sends them once.
    """
    chosen = st.session_state.get(widget_key(name))
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
    for one in outdated:
        st.query_params.pop(one, None)


def choose(
    name: str,
    label: str,
    words: Mapping[str, str],
    usual: str | None = None,
    outdates: Sequence[str] = (),
) -> str:
    """One of these codes, always: the usual one, or the first, until another is chosen.

    A new choice takes those that it outdates out of the address.
    """
    codes = list(words)
    chosen = st.segmented_control(
        label,
        codes,
        default=asked(name, codes) or usual or codes[0],
        format_func=words.__getitem__,
        key=widget_key(name),
        on_change=keep,
        args=(name, *outdates),
        required=True,
        label_visibility="collapsed",
    )
    return str(chosen)


def pills(name: str, label: str, words: Mapping[str, str]) -> str | None:
    """One of these codes or none, each a pill with its word."""
    return st.pills(
        label,
        list(words),
        default=asked(name, list(words)),
        format_func=words.__getitem__,
        key=widget_key(name),
        on_change=keep,
        args=(name,),
        label_visibility="collapsed",
    )


def select(
    name: str, all_of_them: str, words: Mapping[str, str], *, width: int = 170
) -> str | None:
    """One of these codes from a list, or none for all of them."""
    codes = list(words)
    chosen = asked(name, codes)
    return st.selectbox(
        all_of_them,
        codes,
        index=codes.index(chosen) if chosen else None,
        format_func=words.__getitem__,
        key=widget_key(name),
        on_change=keep,
        args=(name,),
        placeholder=all_of_them,
        label_visibility="collapsed",
        width=width,
    )


def close_button(name: str) -> None:
    """Takes the choice out of the address again, and with it what was opened beside a list."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            _("Close"),
            icon=":material/close:",
            type="tertiary",
            key=f"close_{name}",
            on_click=_forget,
            args=(name,),
        )


def _forget(name: str) -> None:
    st.query_params.pop(name, None)
