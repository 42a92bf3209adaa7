"""Courses of tickets, played by the rules from receipt to the callback, or to where they stick."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bench.volume.stencil import DAY_ZERO, Blank
from db import projects
from db.callbacks import STILL_OWED
from db.projects import ProjectCard
from desk import samples
from desk.tickets import Dossier, owed_window
from domain.callbacks import How, Sheet, Window
from domain.consequences import Circumstances, with_consequences
from domain.escalations import Raise
from domain.tickets import Category, Channel, Event, Intake, Kind, Severity, Stage, Step, fold

ZONE = "Asia/Shanghai"
PROJECT = ProjectCard(0, "", ZONE, "zh_CN", "", is_sample=False)
POLICY = projects.policy_with("{}")
TEXTS = tomllib.loads(samples.TEXTS.read_text(encoding="utf-8"))["zh_CN"]
KINDS = {
    Kind.REPAIR: 44,
    Kind.COMPLAINT: 16,
    Kind.HELP: 12,
    Kind.ENQUIRY: 14,
    Kind.OTHER_SERVICE: 10,
    Kind.SPECIAL_SERVICE: 3,
    Kind.LETTER: 1,
}
CHANNELS = {
    Channel.PHONE: 48,
    Channel.QR: 18,
    Channel.VISIT: 14,
    Channel.APP: 12,
    Channel.HOTLINE: 5,
    Channel.PATROL: 3,
}
STUCK_AT = {Stage.RECEIVED: 15, Stage.DISPATCHED: 45, Stage.ON_SITE: 25, Stage.RESOLVED: 15}
# What is stuck came in lately; older than that, somebody has seen to it.
STUCK_DAYS = 90
# The clockwork looks every few seconds.
AFTER_A_LOOK = timedelta(seconds=4)
# The course is played in a long month; of a callback that was late, more days may have been.
MONTHS_DIFFER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Course:
    """A ticket that came in on `DAY_ZERO`, with all that ever happened to it."""

    dossier: Dossier

    def up_to(self, count: int) -> Dossier:
        """As it stood after so many events."""
        events = self.dossier.history[:count]
        return replace(self.dossier, history=events, progress=fold(events))


def courses(chance: random.Random, count: int, *, stuck: bool = False) -> list[Course]:
    """So many courses, in a believable mix."""
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    return [Course(_Play(chance, kind).perform(stuck=stuck)) for kind in kinds]


class _Play:
    """One course in the making: the time goes on with every step."""

    def __init__(self, chance: random.Random, kind: Kind) -> None:
        self.chance = chance
        minutes = chance.triangular(0, 14 * 60, 4 * 60)
        self.at = datetime.combine(DAY_ZERO, time(), UTC) + timedelta(minutes=minutes)
        self.slow = chance.random() < 0.08
        department = chance.choice(TEXTS["department"])
        received = Event(Step.RECEIVED, self.at, 1, actor_id=Blank.RECEPTION, department=department)
        intake = self._intake(kind)
        self.dossier = Dossier(PROJECT, POLICY, 0, intake, [received], fold([received]))

    def perform(self, *, stuck: bool) -> Dossier:
        if stuck:
            self._stick(self.chance.choices(list(STUCK_AT), list(STUCK_AT.values()))[0])
            return self.dossier
        self._report()
        self._work()
        self._reply()
        self._until_it_holds()
        return self.dossier

    def _until_it_holds(self) -> None:
        """What came back, at the reply or at the callback, is mended and called about again."""
        if self.dossier.progress.stage is not Stage.RECEIVED:
            self._call_back()
        if self.dossier.progress.stage is Stage.RECEIVED:
            self._work()
            self._reply(satisfied=True)
            self._until_it_holds()

    def _intake(self, kind: Kind) -> Intake:
        is_special = kind is Kind.SPECIAL_SERVICE
        weights = (2, 10, 88) if kind is Kind.COMPLAINT else (0, 4, 96)
        words = self.chance.choice(TEXTS["voices"]["let_down"])
        return Intake(
            kind,
            self.chance.choice(TEXTS["tickets"][kind.value]),
            severity=self.chance.choices(list(Severity), weights)[0],
            channel=self.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0],
            category=self.chance.choice(list(Category)) if kind is Kind.COMPLAINT else None,
            words=words if self.chance.random() < 0.4 else "",
            place_id=Blank.PLACE,
            resident_id=Blank.RESIDENT,
            own_deadline=self.at + timedelta(days=10) if kind is Kind.LETTER else None,
            term_starts=DAY_ZERO - timedelta(days=60) if is_special else None,
            term_ends=DAY_ZERO + timedelta(days=90) if is_special else None,
            parent=Blank.PARENT,
        )

    def _hours(self, low: float, high: float) -> timedelta:
        return timedelta(hours=self.chance.uniform(low, high) * (4 if self.slow else 1))

    def _often(self, share: float) -> bool:
        return self.chance.random() < share

    def _then(self, step: Step, after: timedelta, **facts: object) -> None:
        """The step so much later, with what follows from it; limits missed by then are told."""
        self.at += after
        self._tell()
        progress = self.dossier.progress
        round = progress.round
        event = replace(Event(step, self.at, round=round), **facts)  # type: ignore[arg-type]
        kind, rules = self.dossier.intake.kind, POLICY.escalation
        found = with_consequences(event, Circumstances(kind, progress, self._owes_a_call(), rules))
        self._happen([replace(one, round=round) for one in found])

    def _happen(self, events: Sequence[Event]) -> None:
        first = self.dossier.progress.last_seq + 1
        numbered = [replace(one, seq=seq) for seq, one in enumerate(events, start=first)]
        self.dossier = self.dossier.with_events(numbered)

    def _tell(self) -> None:
        """What the clockwork told until now."""
        while told := [one for one in self._missed() if one.after + AFTER_A_LOOK < self.at]:
            at, round = told[0].after + AFTER_A_LOOK, self.dossier.progress.round
            facts = {"rung": told[0].rung, "missed": told[0].missed}
            self._happen([Event(Step.ESCALATED, at, round=round, **facts)])  # type: ignore[arg-type]

    def _missed(self) -> list[Raise]:
        """Who is yet to be told of what, the soonest first."""
        found, window = list(self.dossier.raises()), self._window()
        late = window and self.dossier.follow_up(self.dossier.progress.round, window.closes)
        if late:
            found.append(replace(late, after=late.after + MONTHS_DIFFER))
        return sorted(found, key=lambda one: one.after)

    def _window(self) -> Window | None:
        """The callback's, once this round is resolved."""
        resolved_at = self.dossier.progress.reached.get(Step.RESOLVED)
        return owed_window(self.dossier, resolved_at) if resolved_at else None

    def _owes_a_call(self) -> bool:
        stage = self.dossier.callback(self.dossier.progress.round).stage
        return self._window() is not None and stage in STILL_OWED

    def _stick(self, stage: Stage) -> None:
        if stage is not Stage.RECEIVED:
            self._dispatch()
        if stage is Stage.ON_SITE:
            self._then(Step.ARRIVED, self._hours(0.5, 10), actor_id=Blank.TECHNICIAN)
        if stage is Stage.RESOLVED:
            self._then(Step.RESOLVED, self._hours(2, 30), actor_id=Blank.TECHNICIAN)
        self.at += timedelta(days=STUCK_DAYS)
        self._tell()

    def _report(self) -> None:
        rung = POLICY.severity[self.dossier.intake.severity].raise_to
        if rung is not None and self._often(0.85):
            self._then(Step.ESCALATED, self._hours(0.1, 0.8), rung=rung, actor_id=Blank.RECEPTION)

    def _dispatch(self) -> None:
        seats = {"actor_id": Blank.RECEPTION, "assignee_id": Blank.TECHNICIAN}
        self._then(Step.DISPATCHED, self._hours(0.1, 1.5), **seats)

    def _work(self) -> None:
        if self.dossier.intake.kind is not Kind.ENQUIRY:
            self._dispatch()
        if self.dossier.intake.kind in {Kind.REPAIR, Kind.HELP} and self._often(0.6):
            self._then(Step.ARRIVED, self._hours(0.5, 10), actor_id=Blank.TECHNICIAN)
        if self.dossier.intake.kind is Kind.REPAIR and self._often(0.12):
            self._charge()
        self._then(Step.RESOLVED, self._hours(0.3, 16), actor_id=Blank.TECHNICIAN)

    def _charge(self) -> None:
        amount = float(self.chance.randrange(3, 60) * 10)
        self._then(Step.QUOTED, self._hours(0.1, 0.5), amount=amount, actor_id=Blank.TECHNICIAN)
        self._then(Step.AGREED, self._hours(0.1, 0.5))
        self._then(Step.PAID, self._hours(0.5, 2), amount=amount, actor_id=Blank.TECHNICIAN)

    def _reply(self, *, satisfied: bool | None = None) -> None:
        if satisfied is None:
            satisfied = not self._often(0.15 if self.slow else 0.03)
        seats = {"actor_id": Blank.RECEPTION, "satisfied": satisfied}
        self._then(Step.REPLIED, self._hours(0.5, 14), **seats)

    def _call_back(self) -> None:
        window = self._window()
        if window is None or not self._owes_a_call():
            return
        if self._often(0.03):
            self.at = datetime.combine(window.closes, time(), UTC) + timedelta(days=10)
            self._tell()
            return
        days = (window.closes - window.opens).days * self.chance.uniform(0.05, 0.8)
        opens = datetime.combine(window.opens, time(2), UTC)
        self.at = max(self.at, opens + timedelta(days=days))
        if self._often(0.3):
            seats = {"actor_id": Blank.SUPERVISOR, "assignee_id": Blank.MANAGER}
            self._then(Step.CALLBACK_ASSIGNED, self._hours(0.5, 2), **seats)
        self._make_the_call()

    def _make_the_call(self) -> None:
        satisfied = not self._often(0.03)
        quality, effect = self.chance.choices((3, 4, 5), k=2) if satisfied else (2, 2)
        voices = TEXTS["voices"]["shortcoming"]
        shortcoming = "" if satisfied else self.chance.choice(voices)
        sheet = asdict(Sheet(How.PHONE, satisfied, quality, effect, shortcoming))
        made = {"actor_id": Blank.MANAGER, "satisfied": satisfied, "sheet": sheet}
        self._then(Step.CALLBACK_MADE, self._hours(0.2, 3), **made)
        if self._often(0.2):
            note = self.chance.choice(TEXTS["voices"]["content" if satisfied else "remark"])
            seat = Blank.SUPERVISOR
            self._then(Step.CALLBACK_REVIEWED, self._hours(2, 24), actor_id=seat, note=note)
