"""One callback: whom to call about what, the resident's own answer beside it, the record sheet."""

from collections.abc import Callable

import streamlit as st

from db import callbacks as callbacks_db
from db import people, surveys
from db.callbacks import CallbackLine
from db.engine import reading
from desk import callbacks, tickets
from desk.callbacks import Which
from desk.tickets import Dossier
from domain.access import Action
from domain.callbacks import Attempt, CallbackStage, How, Sheet
from domain.tickets import CALLBACK_STEPS, Step
from pages.parts.acting import carry_out
from pages.parts.live import REFRESH_SECONDS, look
from pages.parts.names import names
from pages.parts.session import (
    _,
    actor,
    day,
    may,
    moment,
    now,
    project,
    term,
)
from pages.parts.ticket import told

MARKS = (1, 2, 3, 4, 5)


@st.fragment(run_every=REFRESH_SECONDS)
def show(ticket: int, round: int) -> None:
    version = look(project().id).version
    line = _line(project().id, ticket, round, version)
    if line is None:
        st.info(_("This callback is not there any more."))
        return
    which = Which(project().id, ticket, round)
    st.subheader(f"#{ticket}-{round} · {line.subject}", anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.badge(term("stage", line.stage), color="blue")
        st.badge(term("callback_row", line.row), color="gray")
        st.badge(f"{day(line.opens_on)} – {day(line.closes_on)}", color="gray")
    dossier = _dossier(project().id, ticket, version)
    _whom(dossier)
    _own_answer(ticket, version)
    _ask(line, which)
    _history(dossier, round)


@st.cache_data(max_entries=128, show_spinner=False)
def _line(project_id: int, ticket: int, round: int, version: int) -> CallbackLine | None:
    with reading() as session:
        lines = callbacks_db.of_ticket(session, project_id, ticket)
    return next((line for line in lines if line.round == round), None)


@st.cache_data(max_entries=128, show_spinner=False)
def _dossier(project_id: int, ticket: int, version: int) -> Dossier:
    with reading() as session:
        return tickets.open_dossier(session, project_id, ticket)


def _whom(dossier: Dossier) -> None:
    """The resident's name and phone, for those who need it to call."""
    if dossier.intake.resident_id is None or not may(Action.SEE_PEOPLE):
        return
    with reading() as session:
        person = people.resident(session, dossier.project.id, dossier.intake.resident_id)
    if person is not None and (person.name or person.phone):
        st.markdown(f":material/call: **{person.name}** {person.phone}")


def _own_answer(ticket: int, version: int) -> None:
    for row in _responses(project().id, ticket, version):
        verdict = term("verdict", row.verdict)
        said = _(
            "The resident's own answer, {moment}: {verdict}",
            moment=moment(row.answered_at),
            verdict=verdict,
        )
        st.caption(said)
        if row.words:
            st.text(f"“{row.words}”")


@st.cache_data(max_entries=64, show_spinner=False)
def _responses(project_id: int, ticket: int, version: int) -> list[surveys.ResponseRow]:
    with reading() as session:
        return surveys.of_ticket(session, project_id, ticket)


def _ask(line: CallbackLine, which: Which) -> None:
    offered = _offered(line)
    if not offered:
        return
    key = f"callback_{line.ticket}_{line.round}_{line.stage}_{line.attempts}"
    chosen = st.pills(
        _("Next step"),
        [step.value for step in offered],
        default=offered[0].value,
        format_func=lambda step: term("deed", step),
        key=key,
    )
    if chosen:
        with st.form(f"{key}_{chosen}", enter_to_submit=False):
            FORMS[Step(chosen)](which)


def _offered(line: CallbackLine) -> list[Step]:
    if line.stage in callbacks_db.STILL_OWED:
        return [Step.CALLBACK_MADE, Step.CALLBACK_ATTEMPTED, Step.CALLBACK_ASSIGNED]
    if line.stage is CallbackStage.MADE:
        review = [Step.CALLBACK_REVIEWED] if may(Action.REVIEW) else []
        return [*review, Step.CALLBACK_HANDED_BACK]
    if line.stage is CallbackStage.HANDED_BACK and may(Action.REVIEW):
        return [Step.CALLBACK_REVIEWED]
    return []


def _assign(which: Which) -> None:
    known = _makers(which)
    chosen = st.selectbox(_("To whom"), known, format_func=known.__getitem__)
    if st.form_submit_button(_("Assign"), type="primary") and chosen:
        carry_out(lambda session: callbacks.assign(session, actor(), which, chosen, now()))


def _makers(which: Which) -> dict[int, str]:
    """Whom this colleague may give the sheet to: the supervisor anybody who makes such calls."""
    with reading() as session:
        makers = callbacks.makers(session, which, now())
    me = actor().staff_id
    return {p.id: p.name for p in makers if p.id == me or may(Action.REVIEW)}


def _attempt(which: Which) -> None:
    outcome = st.segmented_control(
        _("What happened"),
        [attempt.value for attempt in Attempt],
        default=Attempt.NO_ANSWER.value,
        required=True,
        format_func=lambda code: term("attempt", code),
    )
    again = st.datetime_input(_("Call again at"), value=None)
    again_at = again.replace(tzinfo=project().zone) if again else None
    note = st.text_input(_("Note"))
    if st.form_submit_button(_("Note the attempt"), type="primary"):
        carry_out(
            lambda session: callbacks.attempt(
                session, actor(), which, Attempt(outcome), now(), again_at=again_at, note=note
            )
        )


def _make(which: Which) -> None:
    sheet = _sheet()
    if st.form_submit_button(_("Record the callback"), type="primary"):
        carry_out(lambda session: _recorded(callbacks.make(session, actor(), which, sheet, now())))


def _recorded(complaint: int | None) -> str:
    if complaint is None:
        return _("Recorded.")
    return _("Recorded. The matter goes on as complaint #{number}.", number=complaint)


def _sheet() -> Sheet:
    """The record sheet; nothing is preselected but the telephone."""
    hows = [How.PHONE.value, How.VISIT.value]
    how = st.segmented_control(
        _("How"), hows, default=hows[0], required=True, format_func=lambda code: term("how", code)
    )
    quality = _mark(_("Quality of the work"), "quality")
    effect = _mark(_("Effect of the service"), "effect")
    answers = {"yes": _("Satisfied"), "no": _("Not satisfied")}
    satisfied = st.segmented_control(
        _("The resident is"), answers, format_func=answers.__getitem__, key="sheet_satisfied"
    )
    return Sheet(
        How(how),
        satisfied=None if satisfied is None else satisfied == "yes",
        quality=quality,
        effect=effect,
        shortcomings=st.text_area(_("Shortcomings"), height=68),
        suggestions=st.text_area(_("Suggestions"), height=68),
        confirmed=st.checkbox(_("The resident confirms this record")),
    )


def _mark(label: str, key: str) -> int | None:
    return st.segmented_control(
        label, MARKS, format_func=lambda mark: term("ladder", str(mark)), key=key
    )


def _hand_back(which: Which) -> None:
    if st.form_submit_button(_("Hand the sheet back"), type="primary"):
        carry_out(lambda session: callbacks.hand_back(session, actor(), which, now()))


def _review(which: Which) -> None:
    remark = st.text_area(_("Remark"), height=68)
    if st.form_submit_button(_("Review"), type="primary"):
        carry_out(lambda session: callbacks.review(session, actor(), which, remark, now()))


def _history(dossier: Dossier, round: int) -> None:
    events = [e for e in dossier.history if e.step in CALLBACK_STEPS and e.round == round]
    known = names(dossier.project.id)
    st.markdown("  \n".join(told(event, known) for event in reversed(events)))


FORMS: dict[Step, Callable[[Which], None]] = {
    Step.CALLBACK_ASSIGNED: _assign,
    Step.CALLBACK_ATTEMPTED: _attempt,
    Step.CALLBACK_MADE: _make,
    Step.CALLBACK_HANDED_BACK: _hand_back,
    Step.CALLBACK_REVIEWED: _review,
}
