"""The audit list (操作记录): who changed whose account, with a filter, and as a file."""

import pandas as pd
import streamlit as st

from db import audit, people
from db.audit import Entry, staff_in
from db.engine import reading, writing
from desk import accounts
from domain.access import Action
from domain.accounts import Deed
from pages.parts.live import changes, living
from pages.parts.session import _, actor, language, now, project, term
from reports import audit as paper


def show() -> None:
    st.subheader(_("Who changed what"), anchor=False)
    deed = st.selectbox(
        _("Done"),
        [None, *Deed],
        format_func=lambda one: term("account_deed", one) if one else _("Everything"),
        label_visibility="collapsed",
        key=f"audit_deed_{language()}",
    )
    _lines(deed)


@living(Action.ADMINISTER)
def _lines(deed: Deed | None) -> None:
    entries, names = _read(project().id, changes(), deed)
    if not entries:
        st.caption(_("Invitations, links, roles and shut accounts are noted here."))
        return
    heading, *rows = paper.rows(entries, names, language(), project().zone)
    st.dataframe(
        pd.DataFrame(rows, columns=heading),
        hide_index=True,
        height="content" if len(rows) < 10 else 360,
        alt=_("Changes to accounts, the newest first"),
    )
    with st.container(horizontal=True):
        for label, lay_out, ending in (
            (_("List as XLSX"), paper.as_xlsx, "xlsx"),
            (_("List as CSV"), paper.as_csv, "csv"),
        ):
            st.download_button(
                label,
                lay_out([heading, *rows]),
                f"audit-{project().id}.{ending}",
                icon=":material/download:",
                on_click=_exported,
            )


def _exported() -> None:
    with writing() as session:
        accounts.export_audit(session, actor(), project().id, now())


@st.cache_data(max_entries=64, show_spinner=False)
def _read(project_id: int, version: int, deed: Deed | None) -> tuple[list[Entry], dict[int, str]]:
    with reading() as session:
        entries = audit.newest(session, project_id, action=deed)
        about = {staff for entry in entries if (staff := staff_in(entry.subject))}
        return entries, people.names_of(session, about)
