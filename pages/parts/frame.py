"""The sidebar and its choices: page, project, language; and who is signed in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st
from streamlit.navigation.page import Page

import lang
from db import projects
from db.accounts import Live
from db.engine import reading, writing
from db.projects import ProjectCard
from desk import samples
from domain.access import RANK, Action, Role
from domain.accounts import NotSignedIn
from domain.errors import HuifangError
from pages.parts import address, presence
from pages.parts.session import (
    LANGUAGE_NAMES,
    LOOK_AS,
    _,
    actor,
    here,
    language,
    may,
    now,
    oneself,
    term,
)
from pages.parts.wall import watch

# What a page is for, so that nobody is shown the way to one that would refuse them.
NEEDS = {
    "queue": Action.SEE_TICKETS,
    "jobs": Action.WORK,
    "callbacks": Action.CALL_BACK,
    "residents": Action.SEE_PEOPLE,
    "results": Action.SEE_RESULTS,
    "reports": Action.SEE_RESULTS,
    "trust": Action.SEE_RESULTS,
    "codes": Action.SEE_TICKETS,
    "notices": Action.ADMINISTER,
    "screens": Action.ADMINISTER,
    "clients": Action.ADMINISTER,
    "project": Action.ADMINISTER,
    "team": Action.ADMINISTER,
    "wall": Action.SEE_COUNTS,
}


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


# Markdown's links would open another tab.
CHANGE = (
    '<a href="password?lang={language}" target="_self" '
    'style="color:inherit;font-size:.875rem;text-decoration:none">{told}</a>'
)
# A desk is worked at all day: the page begins at the top, not a hand below it. Parts that draw
# themselves anew every second or two do not turn grey while a busy machine takes its time.
CLOSER = """<style>
.stMainBlockContainer {padding: 2.2rem 2.5rem 2rem}
@media (max-width: 640px) {.stMainBlockContainer {padding: 3.5rem 1rem 2rem}}
button[data-variant][data-selected="true"] {color: inherit !important}
[data-stale="true"] {opacity: 1 !important; transition: none !important}
[data-testid="stSidebarHeader"] {height: 2rem; min-height: 0; margin: 0}
</style>"""


def open_to(pages: Sequence[Page]) -> list[Page]:
    """Those that whoever is here may see in this project."""
    if st.session_state["project"] is None:
        return []
    return [page for page in pages if may(NEEDS.get(page.url_path, Action.SEE_TICKETS))]


def first_of(pages: Sequence[Page]) -> Page:
    """Where whoever comes to the bare address is led: a technician to the work in hand."""
    found = open_to(pages)
    hands_on = [page for page in found if page.url_path == "jobs"]
    if hands_on and not actor().has(None, st.session_state["project"]):
        return hands_on[0]
    return next(iter(found), pages[0])


def sidebar(pages: Sequence[Page]) -> None:
    """For colleagues only: a screen hangs, it does not sit at the desk. Raises NotSignedIn."""
    who = here()
    st.html(CLOSER)
    with st.sidebar:
        st.markdown("### 回访 Huifang")
        for page in open_to(pages):
            st.page_link(page)
        st.space("small")
        _choose_project()
        _choose_language()
        _whoever_is_here(who)
        _sample_notice()


def run(page: Page) -> None:
    """The page, or why it cannot be shown."""
    if st.session_state["project"] is not None:
        page.run()
        return
    if _every_project():
        st.info(
            _("You belong to no project yet. Please ask a project supervisor to bring you in."),
            title=_("No project yet"),
        )
    else:
        st.info(
            _("A project appears here once one is imported, or the sample is set up."),
            title=_("No project yet"),
        )
        st.code("huifang sample\nhuifang import FILE --project NAME", language="shell")
    _keep_watch_on_a_wall()


@contextmanager
def refusals_told() -> Iterator[None]:
    """Why nothing further can be shown, where a page would be."""
    try:
        yield
    except NotSignedIn:
        presence.show_the_way()
    except HuifangError as refused:
        st.error(lang.error(language(), refused))
        _keep_watch_on_a_wall()


def _keep_watch_on_a_wall() -> None:
    """Nobody will open it again by hand once there is something to show."""
    if presence.page_asked_for() == "wall":
        watch.keep()


# Streamlit forgets the key of a widget that a page did not draw, the wall draws none of these:
# so what was chosen is kept under a key of its own.
def _choose_project() -> None:
    names = {card.id: card.name for card in _projects()}
    if names:
        st.session_state["project"] = _select(_("Project"), names, "project")


def _whoever_is_here(who: Live) -> None:
    """Who is signed in, as what, and the way out."""
    role = actor().roles.get(st.session_state["project"])
    st.caption(" · ".join(filter(None, [who.name, term("role", role) if role else ""])))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Sign out"), on_click=presence.sign_out, type="tertiary")
        st.html(CHANGE.format(language=language(), told=escape(_("Change your password"))))


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
    if oneself().may(Action.ADMINISTER, card.id):
        _look_around(card)
        st.button(_("Remove the sample"), on_click=_remove, args=(card,), width="stretch")


def _look_around(card: ProjectCard) -> None:
    """In the sample one may see what a smaller role sees; it stays one's own name and session."""
    own, key = oneself(), address.widget_key(LOOK_AS)
    roles = [role for role in RANK if own.outranks(role, card.id)][::-1]
    st.selectbox(
        _("Look around as"),
        roles,
        index=roles.index(Role(st.session_state.get(LOOK_AS) or own.roles[card.id])),
        format_func=lambda role: term("role", role),
        key=key,
        on_change=lambda: st.session_state.update({LOOK_AS: st.session_state.get(key)}),
        help=_("Only in the sample, and only as far as your own role goes."),
    )


def _remove(card: ProjectCard) -> None:
    try:
        with writing() as session:
            samples.remove(session, oneself(), card.id, now())
    except HuifangError as refused:
        # Somebody else may have removed it a moment before; either way the newest state comes.
        st.toast(lang.error(language(), refused))
    st.cache_data.clear()


def _projects() -> list[ProjectCard]:
    """Those that whoever is signed in belongs to."""
    mine = oneself().roles
    found = [card for card in _every_project() if card.id in mine]
    if mine and not found:
        # The first may have been made a moment ago, and nobody looks a second time at a wall.
        _every_project.clear()
        found = [card for card in _every_project() if card.id in mine]
    return found


@st.cache_data(ttl=2, show_spinner=False)
def _every_project() -> list[ProjectCard]:
    with reading() as session:
        return projects.every(session)
