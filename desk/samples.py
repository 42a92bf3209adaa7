"""The sample project: two invented months, played through the same verbs as real work."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import people, projects
from db import tickets as tickets_db
from db.callbacks import CallbackLine
from desk import callbacks, codes, surveys, tickets
from desk.callbacks import Which
from desk.tickets import Dossier
from domain.access import Action, Actor, Role
from domain.callbacks import CallbackStage, How, Sheet
from domain.errors import NotAllowed
from domain.satisfaction import Answers
from domain.surveys import Chip, Concern
from domain.tickets import Category, Channel, Event, Intake, Kind, Rung, Severity, Stage, Step

TEXTS = Path(__file__).with_name("sample.toml")
DAYS = 60
TICKETS = 150
ZONE = "Asia/Shanghai"

BY_TECHNICIAN = frozenset({Step.ARRIVED, Step.RESOLVED})
_KINDS = {
    Kind.REPAIR: 44,
    Kind.COMPLAINT: 18,
    Kind.HELP: 14,
    Kind.ENQUIRY: 8,
    Kind.OTHER_SERVICE: 10,
    Kind.SPECIAL_SERVICE: 4,
    Kind.LETTER: 2,
}


def set_up(session: Session, language: str, now: datetime) -> int:
    """A new sample project with tickets, callbacks and answers up to `now`; its id."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))[language]
    project_id = projects.add(
        session,
        name=texts["name"],
        zone=ZONE,
        language=language,
        contact=texts["contact"],
        now=now - timedelta(days=DAYS),
        is_sample=True,
    )
    Play(session, project_id, texts, now).perform()
    return project_id


def remove(session: Session, actor: Actor | None, project_id: int, now: datetime) -> None:
    """Take the sample away; a real project is refused with NotAllowed."""
    tickets.must(actor, Action.ADMINISTER, project_id)
    if not projects.card(session, project_id).is_sample:
        raise NotAllowed(Action.ADMINISTER)
    projects.remove(session, project_id, now)


@dataclass(frozen=True, slots=True)
class Home:
    place_id: int
    resident_id: int | None


class Play:
    """Everything that happens in the sample, by chance but the same chance every time."""

    def __init__(self, session: Session, project_id: int, texts: dict[str, Any], now: datetime):
        self.session, self.project_id, self.texts, self.now = session, project_id, texts, now
        self.language = projects.card(session, project_id).language
        self.chance = random.Random(20)  # noqa: S311  # scenery, not secrets
        self.staff = [self._hire(person) for person in texts["staff"]]
        self.homes = list(self._settle())

    def perform(self) -> None:
        began = self.now - timedelta(days=DAYS)
        for place in range(TICKETS):
            share = (place + self.chance.random()) / TICKETS
            # More of it lately, as in an office that only just began to write everything down.
            self._ticket(began + timedelta(days=DAYS) * share**0.4)

    def _hire(self, person: dict[str, str]) -> Actor:
        role = Role(person["role"])
        staff_id = people.add_colleague(
            self.session, self.project_id, person["name"], person["login"], role
        )
        return Actor(staff_id, {self.project_id: role})

    def _one(self, role: Role) -> Actor:
        """Somebody with this role."""
        here = [actor for actor in self.staff if actor.roles[self.project_id] is role]
        return self.chance.choice(here)

    def _settle(self) -> Iterator[Home]:
        for building in self.texts["buildings"]:
            for unit in (f"{floor}0{door}" for floor in (2, 5, 9, 12) for door in (1, 2, 3)):
                yield self._move_in(building, unit)
        for name in self.texts["common"]:
            yield Home(people.add_place(self.session, self.project_id, name=name), None)

    def _move_in(self, building: str, unit: str) -> Home:
        place_id = people.add_place(self.session, self.project_id, building=building, unit=unit)
        name = self._any("surnames") + self._any("titles")
        phone = f"1380000{self.chance.randrange(10_000):04}"
        resident_id = people.add_resident(
            self.session, self.project_id, name=name, phone=phone, place_id=place_id
        )
        return Home(place_id, resident_id)

    def _any(self, *path: str) -> str:
        texts: Any = self.texts
        for key in path:
            texts = texts[key]
        return str(self.chance.choice(texts))

    def _hours(self, low: float, high: float) -> timedelta:
        return timedelta(hours=self.chance.uniform(low, high))

    def _ticket(self, at: datetime) -> None:
        kind = self.chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        reception = self._one(Role.RECEPTION)
        intake = self._intake(kind, at)
        number = tickets.register(
            self.session,
            reception,
            self.project_id,
            intake,
            at,
            department=self._any("department"),
        ).number
        self._work(number, at, slow=self.chance.random() < 0.18)

    def _intake(self, kind: Kind, at: datetime) -> Intake:
        home = self.chance.choice(self.homes)
        weights = (3, 12, 85) if kind is Kind.COMPLAINT else (0, 6, 94)
        is_special, is_letter = kind is Kind.SPECIAL_SERVICE, kind is Kind.LETTER
        return Intake(
            kind,
            self._any("tickets", kind.value),
            severity=self.chance.choices(list(Severity), weights)[0],
            channel=self.chance.choice([Channel.PHONE, Channel.PHONE, Channel.VISIT, Channel.APP]),
            category=self.chance.choice(list(Category)) if kind is Kind.COMPLAINT else None,
            place_id=home.place_id,
            resident_id=home.resident_id,
            own_deadline=at + timedelta(days=10) if is_letter else None,
            term_starts=at.date() - timedelta(days=100) if is_special else None,
            term_ends=at.date() + timedelta(days=120) if is_special else None,
        )

    def _work(self, number: int, at: datetime, *, slow: bool) -> None:
        """From intake to reply, then whatever complaint grew out of it."""
        intake = tickets_db.intake(self.session, self.project_id, number)
        technician, reception = self._one(Role.TECHNICIAN), self._one(Role.RECEPTION)
        for event in self._course(intake.severity, technician.staff_id, at, slow=slow):
            if event.at > self.now:
                break
            who = technician if event.step in BY_TECHNICIAN else reception
            later = tickets.take_step(self.session, who, self.project_id, number, event)
            if event.step is Step.RESOLVED:
                self._survey(number, event.at, slow=slow)
            if event.step is Step.REPLIED:
                self._after_reply(later, event.at, slow=slow)
        for complaint in tickets_db.children(self.session, self.project_id, number):
            if complaint.stage is Stage.RECEIVED:
                self._work(complaint.number, complaint.received_at, slow=False)

    def _after_reply(self, dossier: Dossier, at: datetime, *, slow: bool) -> None:
        if dossier.progress.stage is Stage.RECEIVED:
            self._work(dossier.number, at, slow=False)
            return
        self._call_back(dossier.number, at, slow=slow)

    def _course(
        self, severity: Severity, technician_id: int, at: datetime, *, slow: bool
    ) -> Iterator[Event]:
        """The usual way of a ticket; a slow one waits at every step."""
        if severity is not Severity.MINOR:
            rung = Rung.BRANCH_LEADER if severity is Severity.MAJOR else Rung.SUPERVISOR
            at += self._hours(0.1, 0.8)
            yield Event(Step.ESCALATED, at, rung=rung)
        stretch = 4 if slow else 1
        at += self._hours(0.1, 1.6) * stretch
        yield Event(Step.DISPATCHED, at, assignee_id=technician_id)
        at += self._hours(0.3, 20) * stretch
        yield Event(Step.ARRIVED, at)
        at += self._hours(0.3, 22) * stretch
        yield Event(Step.RESOLVED, at)
        at += self._hours(0.5, 20)
        yield Event(Step.REPLIED, at, satisfied=not (slow and self.chance.random() < 0.3))

    def _survey(self, number: int, resolved_at: datetime, *, slow: bool) -> None:
        reception = self._one(Role.RECEPTION)
        token = codes.for_ticket(self.session, reception, self.project_id, number, resolved_at)
        at = resolved_at + self._hours(0.2, 30)
        if at > self.now or self.chance.random() > 0.62:
            return
        expected, delivered = self._marks(4, 3.9), self._marks(3, 2.4 if slow else 3.9)
        better = sum(delivered) / len(delivered) - sum(expected) / len(expected)
        filled = surveys.Filled(
            Answers(expected, delivered, min(5, max(1, round(3 + better)))),
            self._concern(better),
            self.language,
            seconds=self.chance.uniform(25, 140),
        )
        surveys.receive(self.session, token, filled, at)

    def _marks(self, count: int, around: float) -> tuple[int, ...]:
        return tuple(min(5, max(1, round(self.chance.gauss(around, 0.8)))) for _ in range(count))

    def _concern(self, better: float) -> Concern:
        """What is written beside the marks, by how many labels the service was better."""
        if better < -0.5:
            chips = tuple(self.chance.sample(list(Chip), 2))
            return Concern(chips, self._any("voices", "let_down"), self.chance.random() < 0.4)
        mood = "glad" if better > 0.2 else "fair"
        return Concern((), self._any("voices", mood) if self.chance.random() < 0.5 else "")

    def _call_back(self, number: int, replied_at: datetime, *, slow: bool) -> None:
        for line in callbacks_db.of_ticket(self.session, self.project_id, number):
            if line.stage is not CallbackStage.OWED:
                continue
            days = (line.closes_on - line.opens_on).days
            at = replied_at + timedelta(days=(line.opens_on - replied_at.date()).days)
            at += timedelta(days=days) * self.chance.uniform(0.05, 1.15 if slow else 0.8)
            at = max(at, replied_at + self._hours(1, 6))
            if at <= self.now and self.chance.random() < 0.93:
                self._record_callback(line, at, slow=slow)

    def _record_callback(self, line: CallbackLine, at: datetime, *, slow: bool) -> None:
        which = Which(self.project_id, line.ticket, line.round)
        rule = projects.policy(self.session, self.project_id).callbacks[line.row]
        caller, supervisor = self._one(rule.made_by[0]), self._one(Role.SUPERVISOR)
        callbacks.assign(self.session, supervisor, which, caller.staff_id, at - timedelta(hours=1))
        satisfied = not (slow and self.chance.random() < 0.25)
        sheet = Sheet(
            How.PHONE,
            satisfied,
            quality=self.chance.choice((4, 5)) if satisfied else 2,
            effect=self.chance.choice((3, 4, 5)) if satisfied else 2,
            shortcomings="" if satisfied else self._any("voices", "shortcoming"),
            confirmed=satisfied,
        )
        callbacks.make(self.session, caller, which, sheet, at)
        if self.chance.random() < 0.7 and at + timedelta(days=1) <= self.now:
            remark = self._any("voices", "content" if satisfied else "remark")
            callbacks.review(self.session, supervisor, which, remark, at + timedelta(days=1))
