"""The next step of a ticket: what may happen now, and what each step needs to be told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from db import people
from db.engine import reading
from desk import tickets
from desk.tickets import Dossier
from domain.access import Role
from domain.steps import LONGEST_DEPARTMENT
from domain.tickets import Event, Rung, Stage, Step
from pages.parts import acting
from pages.parts.session import _, actor, now, project, term

# In the order they usually happen; the first possible one is offered first.
ORDER = (
    Step.RESUMED,
    Step.DISPATCHED,
    Step.ACCEPTED,
    Step.ARRIVED,
    Step.RESOLVED,
    Step.REPLIED,
    Step.CLOSED,
    Step.PAUSED,
    Step.QUOTED,
    Step.AGREED,
    Step.PAID,
    Step.CONFIRMED,
    Step.HANDED_OVER,
    Step.ESCALATED,
    Step.INSTRUCTED,
    Step.REOPENED,
    Step.NOTED,
    Step.URGED,
)
USUAL = {
    Stage.RECEIVED: Step.DISPATCHED,
    Stage.DISPATCHED: Step.ARRIVED,
    Stage.ON_SITE: Step.RESOLVED,
    Stage.RESOLVED: Step.REPLIED,
}
Facts = dict[str, Any]


def ask(dossier: Dossier) -> None:
    """The steps that may follow, and a form for the chosen one."""
    offered = _offered(dossier)
    if offered:
        _choose(dossier, offered)
    acting.refusal(_place(dossier))


def _place(dossier: Dossier) -> str:
    return f"step_{dossier.number}"


def _choose(dossier: Dossier, offered: list[Step]) -> None:
    progress = dossier.progress
    usual = USUAL.get(progress.stage)
    # Not by the last event: a colleague's note must not wipe out what is being typed.
    state = f"{progress.round}_{progress.stage}_{len(offered)}_{acting.done()}"
    key = f"{_place(dossier)}_{state}"
    chosen = st.pills(
        _("Next step"),
        [step.value for step in offered],
        default=usual.value if usual in offered else None,
        required=True,
        format_func=lambda step: term("deed", step),
        key=key,
    )
    if chosen:
        _form(dossier, Step(chosen), key)


def _offered(dossier: Dossier) -> list[Step]:
    who, possible = actor(), dossier.progress.possible(now())
    return [step for step in ORDER if step in possible and tickets.may_take(who, dossier, step)]


def _form(dossier: Dossier, step: Step, key: str) -> None:
    with st.form(f"{key}_{step}", border=True, enter_to_submit=False):
        facts: Facts = {}
        for question in QUESTIONS.get(step, (_ask_note,)):
            facts |= question()
        if acting.press(term("deed", step), _place(dossier), dossier.progress.last_seq):
            _take(dossier, Event(step, now(), **facts))


def _take(dossier: Dossier, step: Event) -> None:
    def verb(session: Session) -> str:
        project_id, number, seen = dossier.project.id, dossier.number, dossier.progress.last_seq
        tickets.take_step(session, actor(), project_id, number, step, seen=seen)
        return f"#{dossier.number}: {term('step', step.step)}"

    acting.carry_out(_place(dossier), verb)


def _ask_note() -> Facts:
    return {"note": st.text_input(_("Note"))}


def _ask_told() -> Facts:
    """Of all notes these two stand on the resident's own page too."""
    return {"note": st.text_input(_("Note, which the resident reads too"))}


def _ask_assignee() -> Facts:
    with reading() as session:
        staff = people.colleagues(session, project().id)
    staff.sort(key=lambda person: person.role is not Role.TECHNICIAN)
    names = {person.id: f"{person.name} · {term('role', person.role)}" for person in staff}
    chosen = st.selectbox(
        _("To whom"),
        names,
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Whoever accepts it"),
    )
    return {"assignee_id": chosen}


def _ask_department() -> Facts:
    return {"department": st.text_input(_("Department"), max_chars=LONGEST_DEPARTMENT) or None}


def _ask_appointment() -> Facts:
    return {"promised_at": _local(st.datetime_input(_("Appointment"), value=None))}


def _ask_until() -> Facts:
    return {"promised_at": _local(st.datetime_input(_("Waits until"), value=None))}


def _ask_rung() -> Facts:
    chosen = st.selectbox(
        _("Level"), [rung.value for rung in Rung], format_func=lambda rung: term("rung", rung)
    )
    return {"rung": Rung(chosen)}


def _ask_satisfied() -> Facts:
    answers = {"yes": True, "no": False, "unknown": None}
    words = {
        "yes": _("Satisfied"),
        "no": _("Not satisfied: one level up"),
        "unknown": _("Not said"),
    }
    chosen = st.segmented_control(
        _("The resident is"),
        answers,
        format_func=words.__getitem__,
        default="unknown",
        required=True,
    )
    return {"satisfied": answers[chosen]}


def _ask_amount() -> Facts:
    return {"amount": st.number_input(_("Amount"), value=None, min_value=0.0, step=10.0)}


def _local(chosen: datetime | None) -> datetime | None:
    return chosen.replace(tzinfo=project().zone) if chosen else None


QUESTIONS: dict[Step, tuple[Callable[[], Facts], ...]] = {
    Step.DISPATCHED: (_ask_assignee, _ask_department, _ask_appointment, _ask_note),
    Step.PAUSED: (_ask_told, _ask_until),
    Step.HANDED_OVER: (_ask_department, _ask_note),
    Step.ESCALATED: (_ask_rung, _ask_note),
    Step.REPLIED: (_ask_satisfied, _ask_told),
    Step.QUOTED: (_ask_amount, _ask_note),
    Step.PAID: (_ask_amount, _ask_note),
}
