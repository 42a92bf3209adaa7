"""The sample project: two invented months, played through the same verbs as real work."""

import heapq
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db import people, projects
from db import tickets as tickets_db
from desk import callbacks, codes, sample_people, sample_surveys, surveys, tickets
from desk.callbacks import Which
from domain.access import Action, Actor, Role
from domain.callbacks import How, Sheet
from domain.contacts import Contacts
from domain.errors import NotAllowed
from domain.satisfaction import Answers
from domain.surveys import Chip, Concern
from domain.tickets import Category, Channel, Event, Intake, Kind, Rung, Severity, Stage, Step

TEXTS = Path(__file__).with_name("sample.toml")
DAYS, ZONE, PHONE = 60, "Asia/Shanghai", "13900001234"

BY_TECHNICIAN = frozenset({Step.ARRIVED, Step.RESOLVED})
_KINDS = {
    Kind.REPAIR: 66,
    Kind.COMPLAINT: 27,
    Kind.HELP: 21,
    Kind.ENQUIRY: 12,
    Kind.OTHER_SERVICE: 15,
    Kind.SPECIAL_SERVICE: 6,
    Kind.LETTER: 3,
}
TICKETS = sum(_KINDS.values())


def set_up(session: Session, language: str, now: datetime) -> int:
    """A new sample project with tickets, callbacks and answers up to `now`; its id."""
    texts = _texts(language)
    project_id = projects.add(
        session,
        name=texts["name"],
        zone=ZONE,
        language=language,
        contact=texts["contact"],
        contacts=Contacts(**texts["contacts"]),
        now=now - timedelta(days=DAYS),
        is_sample=True,
    )
    Play(session, project_id, texts, now).perform()
    sample_people.describe(session, project_id, texts, now)
    return project_id


def _texts(language: str) -> dict[str, Any]:
    return dict(tomllib.loads(TEXTS.read_text(encoding="utf-8"))[language])


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


Deed = Callable[[datetime], object]


class Play:
    """Everything that happens in the sample, by chance but the same chance every time.

    Deeds wait on an agenda and are done in the order of their times, whichever ticket they are
    about, so that no ticket's history runs backwards.
    """

    def __init__(self, session: Session, project_id: int, texts: dict[str, Any], now: datetime):
        self.session, self.project_id, self.texts, self.now = session, project_id, texts, now
        self.language = projects.card(session, project_id).language
        self.chance = random.Random(7)  # noqa: S311  # scenery, not secrets
        self.agenda: list[tuple[datetime, int, Deed]] = []
        self.planned = 0
        self.rounds: dict[int, int] = {}
        self.staff = [self._hire(person) for person in texts["staff"]]
        self.homes = list(self._settle())

    def perform(self) -> None:
        for place, kind in enumerate(self._kinds()):
            share = (place + self.chance.random()) / TICKETS
            # More of it lately, as in an office that only just began to write everything down.
            at = self.now - timedelta(days=DAYS) * (1 - share**0.4)
            self._at(at, partial(self._register, kind))
        here = (self.session, self.project_id, self.texts, self.staff, self.now)
        for at, deed in sample_surveys.answers(*here):
            self._at(at, deed)
        while self.agenda:
            at, _place, deed = heapq.heappop(self.agenda)
            deed(at)

    def _at(self, at: datetime, deed: Deed) -> None:
        """What lies in the future does not happen."""
        if at <= self.now:
            self.planned += 1
            heapq.heappush(self.agenda, (at, self.planned, deed))

    def _kinds(self) -> list[Kind]:
        kinds = [kind for kind, share in _KINDS.items() for _one in range(share)]
        self.chance.shuffle(kinds)
        return kinds

    def _hire(self, person: dict[str, str]) -> Actor:
        role = Role(person["role"])
        # Of this sample only: one that was removed has taken its own people with it.
        login = f"{person['login']}-{self.project_id}"
        staff_id = people.add_colleague(self.session, self.project_id, person["name"], login, role)
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

    def _register(self, kind: Kind, at: datetime) -> None:
        reception, intake = self._one(Role.RECEPTION), self._intake(kind, at)
        department = self._any("department")
        dossier = tickets.register(
            self.session, reception, self.project_id, intake, at, department=department
        )
        self._take_up(dossier.number, at, slow=self.chance.random() < 0.18)

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

    def _take_up(self, number: int, at: datetime, *, slow: bool = False) -> None:
        """Plan the round that has just begun, if one has."""
        line = tickets_db.line(self.session, self.project_id, number)
        if line.stage is not Stage.RECEIVED or self.rounds.get(number) == line.round:
            return
        self.rounds[number] = line.round
        technician = self._one(Role.TECHNICIAN)
        for event in self._course(line.severity, technician.staff_id, at, slow=slow):
            who = technician if event.step in BY_TECHNICIAN else self._one(Role.RECEPTION)
            step = replace(event, round=line.round)
            self._at(event.at, partial(self._step, number, step, who, slow=slow))

    def _step(self, number: int, step: Event, who: Actor, at: datetime, *, slow: bool) -> None:
        if self.rounds[number] != step.round:
            return
        tickets.take_step(self.session, who, self.project_id, number, step)
        if step.step is Step.RESOLVED:
            self._survey(number, at, slow=slow)
        if step.step is Step.REPLIED:
            self._take_up(number, at)
            self._call_back(number, step, slow=slow)

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
        if self.chance.random() < 0.62:
            at = resolved_at + self._hours(0.2, 30)
            self._at(at, partial(self._answer, token, slow=slow))

    def _answer(self, token: str, at: datetime, *, slow: bool) -> None:
        expected, delivered = self._marks(4, 3.9), self._marks(3, 2.4 if slow else 3.9)
        better = sum(delivered) / len(delivered) - sum(expected) / len(expected)
        filled = surveys.Filled(
            Answers(expected, delivered, min(5, max(1, round(3 + better)))),
            self._concern(better),
            self.language,
            seconds=self.chance.uniform(6, 140),
            phone=PHONE,
        )
        receipt = surveys.receive(self.session, token, filled, at)
        if receipt.complaint is not None:
            self._take_up(receipt.complaint, at)

    def _marks(self, count: int, around: float) -> tuple[int, ...]:
        return tuple(min(5, max(1, round(self.chance.gauss(around, 0.8)))) for _ in range(count))

    def _concern(self, better: float) -> Concern:
        """What is written beside the marks, by how many labels the service was better."""
        if better < -0.5:
            chips = tuple(self.chance.sample(list(Chip), 2))
            return Concern(chips, self._any("voices", "let_down"), self.chance.random() < 0.4)
        mood = "glad" if better > 0.2 else "fair"
        return Concern((), self._any("voices", mood) if self.chance.random() < 0.5 else "")

    def _call_back(self, number: int, reply: Event, *, slow: bool) -> None:
        for line in callbacks_db.of_ticket(self.session, self.project_id, number):
            if line.round != reply.round or self.chance.random() > 0.93:
                continue
            opens_in, days = line.opens_on - reply.at.date(), line.closes_on - line.opens_on
            at = reply.at + opens_in + days * self.chance.uniform(0.05, 1.15 if slow else 0.8)
            at = max(at, reply.at + self._hours(2, 6))
            made_by = projects.policy(self.session, self.project_id).callbacks[line.row].made_by
            caller, which = self._one(made_by[0]), Which(self.project_id, number, line.round)
            self._at(at - timedelta(hours=1), partial(self._assign, which, caller))
            self._at(at, partial(self._make, which, caller, slow=slow))

    def _is_owed(self, which: Which) -> bool:
        """False once the ticket was reopened in between."""
        return callbacks_db.is_owed(self.session, which.project_id, which.ticket, which.round)

    def _assign(self, which: Which, caller: Actor, at: datetime) -> None:
        if self._is_owed(which):
            supervisor = self._one(Role.SUPERVISOR)
            callbacks.assign(self.session, supervisor, which, caller.staff_id, at)

    def _make(self, which: Which, caller: Actor, at: datetime, *, slow: bool) -> None:
        if not self._is_owed(which):
            return
        satisfied = not (slow and self.chance.random() < 0.25)
        sheet = Sheet(
            How.PHONE,
            satisfied,
            quality=self.chance.choice((4, 5)) if satisfied else 2,
            effect=self.chance.choice((3, 4, 5)) if satisfied else 2,
            shortcomings="" if satisfied else self._any("voices", "shortcoming"),
            confirmed=satisfied,
        )
        complaint = callbacks.make(self.session, caller, which, sheet, at)
        self._take_up(complaint or which.ticket, at)
        if self.chance.random() < 0.7:
            remark = self._any("voices", "content" if satisfied else "remark")
            self._at(at + timedelta(days=1), partial(self._review, which, remark))

    def _review(self, which: Which, remark: str, at: datetime) -> None:
        callbacks.review(self.session, self._one(Role.SUPERVISOR), which, remark, at)
