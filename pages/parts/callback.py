"""One callback: whom to call about what, the resident's own answer beside it, the record sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st
from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import surveys
from db.callbacks import CallbackLine
from db.engine import reading
from desk import callbacks, tickets
from desk.callbacks import Which
from desk.tickets import Dossier
from domain.access import Action
from domain.callbacks import Attempt, CallbackStage, How, Sheet
from domain.tickets import CALLBACK_STEPS, Step
from pages.parts import acting, plain, whom
from pages.parts.live import changes, living
from pages.parts.session import _, actor, day, may, moment, now, project, term
from pages.parts.ticket import links, tell

MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Slip:
    """A form about one callback, as it was drawn: `seen` is the last event known then."""

    which: Which
    key: str
    seen: int
    version: int

    @property
    def place(self) -> str:
        return f"callback_{self.which.ticket}_{self.which.round}"

    def press(self, label: str) -> bool:
        return acting.press(label, self.place, self.seen)

    def carry_out(self, verb: Callable[[Session], str | None]) -> None:
        acting.carry_out(self.place, verb)


@living(Action.CALL_BACK)
def show(ticket: int, round: int) -> None:
    version = changes()
    line = _line(project().id, ticket, round, version)
    if line is None:
        st.info(_("This callback is not there any more."))
        return
    dossier = _dossier(project().id, ticket, version)
    plain.heading(f"#{ticket}-{round} · {plain.reader(dossier)(line.subject)}")
    with st.container(horizontal=True, gap="small"):
        st.badge(term("stage", line.stage), color="blue")
        st.badge(term("callback_row", line.row), color="gray")
        st.badge(f"{day(line.opens_on)} – {day(line.closes_on)}", color="gray")
    whom.show(dossier, version)
    _own_answer(dossier, version)
    links(dossier, version)
    _ask(line, dossier, version)
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


def _own_answer(dossier: Dossier, version: int) -> None:
    read = plain.reader(dossier)
    for row in _responses(dossier.project.id, dossier.number, version):
        verdict = term("verdict", row.verdict)
        said = _(
            "The resident's own answer, {moment}: {verdict}",
            moment=moment(row.answered_at),
            verdict=verdict,
        )
        st.caption(said)
        if row.words:
            st.text(f"“{read(row.words)}”")


@st.cache_data(max_entries=64, show_spinner=False)
def _responses(project_id: int, ticket: int, version: int) -> list[surveys.ResponseRow]:
    with reading() as session:
        return surveys.of_ticket(session, project_id, ticket)


def _ask(line: CallbackLine, dossier: Dossier, version: int) -> None:
    which = Which(project().id, line.ticket, line.round)
    key = f"callback_{line.ticket}_{line.round}_{line.stage}_{acting.done()}"
    slip = Slip(which, key, dossier.progress.last_seq, version)
    offered = _offered(line, slip)
    if offered:
        _choose(offered, slip)
    acting.refusal(slip.place)


def _choose(offered: list[Step], slip: Slip) -> None:
    chosen = st.pills(
        _("Next step"),
        [step.value for step in offered],
        default=offered[0].value,
        format_func=lambda step: term("deed", step),
        key=f"{slip.key}_{len(offered)}",
    )
    if chosen:
        with st.form(f"{slip.key}_{chosen}", enter_to_submit=False):
            FORMS[Step(chosen)](slip)


def _offered(line: CallbackLine, slip: Slip) -> list[Step]:
    if line.stage in callbacks_db.STILL_OWED:
        assign = [Step.CALLBACK_ASSIGNED] if _takers(slip) else []
        return [Step.CALLBACK_MADE, Step.CALLBACK_ATTEMPTED, *assign]
    if line.stage is CallbackStage.MADE:
        review = [Step.CALLBACK_REVIEWED] if may(Action.REVIEW) else []
        return [*review, Step.CALLBACK_HANDED_BACK]
    if line.stage is CallbackStage.HANDED_BACK and may(Action.REVIEW):
        return [Step.CALLBACK_REVIEWED]
    return []


def _assign(slip: Slip) -> None:
    known = _takers(slip)
    chosen = st.selectbox(_("To whom"), known, format_func=known.__getitem__)
    if slip.press(_("Assign")) and chosen:
        slip.carry_out(
            lambda session: callbacks.assign(session, actor(), slip.which, chosen, now())
        )


def _takers(slip: Slip) -> dict[int, str]:
    """Whom this colleague may give the sheet to: the supervisor anybody who makes such calls."""
    me, may_send = actor().staff_id, may(Action.REVIEW)
    makers = _makers(slip.which, slip.version, now().astimezone(project().zone).date())
    return {id: name for id, name in makers.items() if id == me or may_send}


@st.cache_data(max_entries=128, show_spinner=False, hash_funcs={Which: repr})
def _makers(which: Which, version: int, today: date) -> dict[int, str]:
    with reading() as session:
        makers = callbacks.makers(session, which, now())
    return {person.id: person.name for person in makers}


def _attempt(slip: Slip) -> None:
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
    if slip.press(_("Note the attempt")):
        slip.carry_out(
            lambda session: callbacks.attempt(
                session, actor(), slip.which, Attempt(outcome), now(), again_at=again_at, note=note
            )
        )


def _make(slip: Slip) -> None:
    sheet = _sheet(slip)
    if slip.press(_("Record the callback")):
        slip.carry_out(lambda session: _record(session, slip.which, sheet))


def _record(session: Session, which: Which, sheet: Sheet) -> str:
    """What became of it: a dissatisfied resident's matter goes on, a complaint as itself."""
    complaint = callbacks.make(session, actor(), which, sheet, now())
    if sheet.satisfied:
        return _("Recorded.")
    number = complaint or which.ticket
    return _("Recorded. The matter goes on as complaint #{number}.", number=number)


def _sheet(slip: Slip) -> Sheet:
    """The record sheet; nothing is preselected but the telephone."""
    hows = [How.PHONE.value, How.VISIT.value]
    how = st.segmented_control(
        _("How"), hows, default=hows[0], required=True, format_func=lambda code: term("how", code)
    )
    quality = _mark(_("Quality of the work"), f"{slip.key}_quality")
    effect = _mark(_("Effect of the service"), f"{slip.key}_effect")
    return Sheet(
        How(how),
        satisfied=_satisfied(_("The resident is"), f"{slip.key}_satisfied"),
        quality=quality,
        effect=effect,
        shortcomings=st.text_area(_("Shortcomings"), height=68),
        suggestions=st.text_area(_("Suggestions"), height=68),
        confirmed=st.checkbox(_("The resident confirms this record")),
    )


def _satisfied(label: str, key: str) -> bool | None:
    answers = {"yes": _("Satisfied"), "no": _("Not satisfied")}
    said = st.segmented_control(label, answers, format_func=answers.__getitem__, key=key)
    return None if said is None else said == "yes"


# Keys of its own for every callback: another resident's marks must not be waiting in the sheet.
def _mark(label: str, key: str) -> int | None:
    return st.segmented_control(
        label, MARKS, format_func=lambda mark: term("ladder", str(mark)), key=key
    )


def _hand_back(slip: Slip) -> None:
    if slip.press(_("Hand the sheet back")):
        slip.carry_out(lambda session: callbacks.hand_back(session, actor(), slip.which, now()))


def _review(slip: Slip) -> None:
    remark = st.text_area(_("Remark"), height=68)
    satisfied = _satisfied(_("As you see it, the resident is"), f"{slip.key}_reviewed")
    if slip.press(_("Review")):
        slip.carry_out(
            lambda session: callbacks.review(
                session, actor(), slip.which, remark, now(), satisfied=satisfied
            )
        )


def _history(dossier: Dossier, round: int) -> None:
    events = [e for e in dossier.history if e.step in CALLBACK_STEPS and e.round == round]
    tell(dossier, events)


FORMS: dict[Step, Callable[[Slip], None]] = {
    Step.CALLBACK_ASSIGNED: _assign,
    Step.CALLBACK_ATTEMPTED: _attempt,
    Step.CALLBACK_MADE: _make,
    Step.CALLBACK_HANDED_BACK: _hand_back,
    Step.CALLBACK_REVIEWED: _review,
}
