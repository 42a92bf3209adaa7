"""The sidebar and its choices: page, project, language, and who is at work."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st
from streamlit.navigation.page import Page

import lang
from db import people, projects
from db.engine import reading, writing
from db.projects import ProjectCard
from desk import samples
from domain.access import Action
from domain.errors import HuifangError
from pages.parts import address
from pages.parts.session import LANGUAGE_NAMES, _, actor, language, may, now, term


def remember_choices() -> None:
    """Choices named in the address win once, so that a link opens what it shows."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGE_NAMES and "language" not in st.session_state:
        st.session_state["language"] = asked
    known = [card.id for card in _projects()]
    asked = st.query_params.get("project", "")
    if asked.isdecimal() and int(asked) in known and "project" not in st.session_state:
        st.session_state["project"] = int(asked)
    if st.session_state.get("project") not in known:
        st.session_state["project"] = known[0] if known else None


# A desk is worked at all day: the page begins at the top, not a hand below it.
CLOSER = """<style>
.stMainBlockContainer {padding: 2.2rem 2.5rem 2rem}
@media (max-width: 640px) {.stMainBlockContainer {padding: 3.5rem 1rem 2rem}}
[data-testid="stSidebarHeader"] {height: 2rem; min-height: 0; margin: 0}
</style>"""


def sidebar(pages: Sequence[Page]) -> None:
    st.html(CLOSER)
    with st.sidebar:
        st.markdown("### 回访 Huifang")
        for page in pages:
            st.page_link(page)
        st.space("small")
        _choose_project()
        _choose_colleague()
        _choose_language()
        _sample_notice()


def run(page: Page) -> None:
    """The page, or why it cannot be shown."""
    if st.session_state["project"] is None:
        st.info(
            _("A project appears here once one is imported, or the sample is set up."),
            title=_("No project yet"),
        )
        st.code("huifang sample\nhuifang import FILE --project NAME", language="shell")
        return
    page.run()


@contextmanager
def refusals_told() -> Iterator[None]:
    """Why nothing further can be shown, where a page would be."""
    try:
        yield
    except HuifangError as refused:
        st.error(lang.error(language(), refused))


# Streamlit forgets the key of a widget that a page did not draw, the wall draws none of these:
# so what was chosen is kept under a key of its own.
def _choose_project() -> None:
    names = {card.id: card.name for card in _projects()}
    if names:
        st.session_state["project"] = _select(_("Project"), names, "project")


def _choose_colleague() -> None:
    """Until sign-in exists, the person at the desk says who they are."""
    staff = _colleagues(st.session_state["project"])
    names = {person.id: f"{person.name} · {term('role', person.role)}" for person in staff}
    if st.session_state.get("staff") not in names:
        st.session_state["staff"] = next(iter(names), None)
    if names:
        name = f"staff_{st.session_state['project']}"
        st.session_state["staff"] = _select(_("At work"), names, "staff", address.widget_key(name))


def _select(label: str, names: dict[int, str], kept: str, key: str = "") -> int:
    ids = list(names)
    chosen = st.selectbox(
        label,
        ids,
        index=ids.index(st.session_state[kept]),
        format_func=names.__getitem__,
        key=key or f"choose_{kept}",
    )
    return int(chosen)


def _choose_language() -> None:
    chosen = st.segmented_control(
        _("Language"),
        LANGUAGE_NAMES,
        default=language(),
        format_func=LANGUAGE_NAMES.__getitem__,
        key="choose_language",
        label_visibility="collapsed",
        required=True,
    )
    if chosen != language():
        st.session_state["language"] = chosen
        st.rerun()


def _sample_notice() -> None:
    card = next((c for c in _projects() if c.id == st.session_state["project"]), None)
    if card is None or not card.is_sample:
        return
    st.warning(_("Invented people and tickets, to look around in."), title=_("Sample project"))
    if st.session_state.get("staff") is not None and may(Action.ADMINISTER):
        st.button(_("Remove the sample"), on_click=_remove, args=(card,), width="stretch")


def _remove(card: ProjectCard) -> None:
    try:
        with writing() as session:
            samples.remove(session, actor(), card.id, now())
    except HuifangError as refused:
        # Somebody else may have removed it a moment before; either way the newest state comes.
        st.toast(lang.error(language(), refused))
    st.cache_data.clear()


@st.cache_data(ttl=2, show_spinner=False)
def _projects() -> list[ProjectCard]:
    with reading() as session:
        return projects.every(session)


@st.cache_data(ttl=2, show_spinner=False)
def _colleagues(project_id: int | None) -> list[people.Colleague]:
    if project_id is None:
        return []
    with reading() as session:
        return people.colleagues(session, project_id)
