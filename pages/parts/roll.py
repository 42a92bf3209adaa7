"""A roll on the page: choose a file, see what would happen, bring it in, mend the rest."""

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db.engine import reading
from desk import households, rolls
from desk.households import Outcome
from desk.roll_words import CRITERIA, Column
from desk.rolls import Roll
from domain.access import Action
from domain.errors import HuifangError
from pages.parts import acting
from pages.parts.session import _, actor, language, now, project, term
from reports.imports import rejects_csv

HERE, FILE = "roll", "roll_file"
MOST_MEGABYTES = 20


def draw() -> None:
    actor().must(Action.ADMINISTER, project().id)
    left, right = st.columns([9, 11], gap="large")
    with left:
        file = st.file_uploader(
            _("A roll of units and residents, CSV or workbook"),
            type=["csv", "tsv", "txt", "xlsx", "xls", "ods", "gz"],
            max_upload_size=MOST_MEGABYTES,
            key=f"{FILE}_{acting.done()}",
        )
        _what_is_read()
    with right:
        if file is not None:
            _look_at(file.getvalue(), file.name)
        acting.refusal(HERE)


def _what_is_read() -> None:
    st.caption(
        _(
            "One row for each person, or for each empty unit. A column of unit numbers is needed; "
            "building, name, phone, tenure, floor area, household and criteria are read where they "
            "are. The same file twice changes nothing, and an empty cell leaves what is known."
        )
    )


def _look_at(content: bytes, name: str) -> None:
    try:
        roll = rolls.read(content, file_name=name)
        with reading() as session:
            would = households.bring_in(session, actor(), project().id, roll, now(), dry_run=True)
    except HuifangError as refused:
        st.error(lang.error(language(), refused, project().zone))
        return
    _told(would)
    if would.added or would.updated:
        with st.form(f"{HERE}_{acting.done()}", border=False):
            if acting.press(_("Bring it in"), HERE, 0):
                _bring_in(roll)
    _rejected(roll)


def _told(would: Outcome) -> None:
    roll = would.roll
    with st.container(horizontal=True, gap="large"):
        for label, figure in (
            (_("Rows"), roll.rows),
            (_("New"), would.added),
            (_("New units"), would.units),
            (_("Said otherwise"), would.updated),
            (_("Unchanged"), would.unchanged),
            (_("Rejected"), len(roll.rejects)),
        ):
            st.metric(label, figure, width="content")
    read = [f"{_word(c)} ← {heading}" for c, heading in roll.columns.items()]
    st.text(_("Understood: {columns}", columns="; ".join(read)))
    if roll.unused:
        st.text(_("Left out: {columns}", columns=", ".join(roll.unused)))


def _word(column: Column) -> str:
    kind = "criterion" if column in CRITERIA else "field"
    return term(kind, column)


def _bring_in(roll: Roll) -> None:
    def verb(session: Session) -> str:
        done = households.bring_in(session, actor(), project().id, roll, now())
        return _(
            "{added} rows are new, {updated} say otherwise.", added=done.added, updated=done.updated
        )

    acting.carry_out(HERE, verb)


def _rejected(roll: Roll) -> None:
    if not roll.rejects:
        return
    st.markdown(_("**Rejected rows**"))
    reasons = [
        {_("Rows"): rows, _("Column"): column or "–", _("Reason"): term("fault", fault)}
        for (fault, column), rows in roll.reasons().most_common()
    ]
    st.table(reasons, border="horizontal")
    st.download_button(
        _("Rejected rows as a file, to be mended"),
        rejects_csv(roll.headings, roll.rejects, language()).encode("utf-8-sig"),
        "rejects.csv",
        "text/csv",
        icon=":material/download:",
    )
