"""Whatever happens, the columns of tickets and callbacks say what their events amount to."""

import random

import pytest
from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import tickets as tickets_db
from db.engine import reading, writing
from desk import callbacks as callback_desk
from desk import tickets as desk
from desk.callbacks import Which
from domain.access import Actor
from domain.callbacks import Attempt, CallbackStage
from domain.errors import HuifangError
from domain.tickets import Event, Kind, Rung, Severity, Stage, Step, fold
from tests.builders import (
    HOUR,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_sheet,
    a_ticket,
)

pytestmark = pytest.mark.usefixtures("database")
WALKS = 12
LENGTH = 25
CALLBACK_VERBS = ("assign", "attempt", "make", "hand_back", "review")


class Walk:
    """One ticket on which somebody does anything that is possible, by chance."""

    def __init__(self, project: int, lead: Actor, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # a walk, not a secret
        self.project, self.lead, self.now = project, lead, MONDAY_MORNING
        self.number = a_ticket(
            project,
            kind=self.chance.choice(list(Kind)),
            severity=self.chance.choice(list(Severity)),
        )

    def go_on(self) -> None:
        self.now += self.chance.randint(1, 60) * HOUR
        with writing() as session:
            dossier = desk.open_dossier(session, self.project, self.number)
            owed = callbacks_db.of_ticket(session, self.project, self.number)
            if owed and self.chance.random() < 0.4:
                self._call(session, self.chance.choice(owed).round)
                return
            step = self.chance.choice(sorted(dossier.progress.possible(self.now)))
            desk.take_step(session, self.lead, self.project, self.number, self._event(step))

    def _event(self, step: Step) -> Event:
        return Event(
            step,
            self.now,
            note="记录",
            rung=self.chance.choice(list(Rung)),
            department="工程",
            amount=12.5,
            promised_at=self.now + self.chance.randint(1, 90) * HOUR,
            satisfied=self.chance.choice([True, False, None]),
            assignee_id=self.chance.choice([None, self.lead.staff_id]),
        )

    def _call(self, session: Session, round: int) -> None:
        which = Which(self.project, self.number, round)
        match self.chance.choice(CALLBACK_VERBS):
            case "assign":
                callback_desk.assign(session, self.lead, which, self.lead.staff_id, self.now)
            case "attempt":
                callback_desk.attempt(session, self.lead, which, Attempt.NO_ANSWER, self.now)
            case "make":
                sheet = a_sheet(satisfied=self.chance.random() < 0.6, shortcomings="慢")
                callback_desk.make(session, self.lead, which, sheet, self.now)
            case "hand_back":
                callback_desk.hand_back(session, self.lead, which, self.now)
            case "review":
                callback_desk.review(session, self.lead, which, "已阅", self.now)


def walked(seed: int) -> tuple[int, int]:
    """The project and how many steps were refused."""
    project = a_project()
    walk, refused = Walk(project, a_colleague(project, "supervisor"), seed), 0
    for _ in range(LENGTH):
        try:
            walk.go_on()
        except HuifangError:
            refused += 1
    return project, refused


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_mirrors_agree_with_the_events_after_any_walk(seed):
    project, refused = walked(seed)

    assert refused < LENGTH / 2
    with reading() as session:
        for number in tickets_db.newest(session, project, limit=100):
            _agree(session, project, number)


def _agree(session: Session, project: int, number: int) -> None:
    history = tickets_db.history(session, project, number)
    dossier = desk.open_dossier(session, project, number)
    told, line = fold(history), tickets_db.line(session, project, number)
    owed = callbacks_db.of_ticket(session, project, number)

    assert [event.seq for event in history] == list(range(1, len(history) + 1))
    stored = tickets_db.mirrored(session, project, number)
    assert stored == tickets_db.amounts_to(told, dossier.due(), dossier.raise_at())
    assert line.stage is told.stage
    assert len({callback.round for callback in owed}) == len(owed)
    for callback in owed:
        folded = dossier.callback(callback.round)
        assert (callback.stage, callback.assignee_id) == (folded.stage, folded.assignee_id)
        assert (callback.attempts, callback.satisfied) == (folded.attempts, folded.satisfied)
        assert callback.call_again_at == folded.call_again_at
        assert callback.made_on == dossier.day_of(folded.made_at)
        assert callback.withdrawn_on == dossier.day_of(folded.withdrawn_at)
    _only_the_newest_round_is_owed(told.round, told.stage, owed)


def _only_the_newest_round_is_owed(round: int, stage: Stage, owed) -> None:
    still = [callback.round for callback in owed if callback.stage in callbacks_db.STILL_OWED]
    done = {Stage.RESOLVED, Stage.REPLIED, Stage.CLOSED}

    assert still in ([], [round])
    assert not still or stage in done
    assert CallbackStage.WITHDRAWN not in {c.stage for c in owed if c.round == round}
