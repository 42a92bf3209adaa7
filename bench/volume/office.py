"""A project's years: its people, then a ticket after the other, with what each leaves behind."""

import random
from collections import defaultdict, deque
from collections.abc import Sequence

from bench.volume.answers import RESPONSES, SCORES, Answer, pulse
from bench.volume.bulk import Bulk
from bench.volume.courses import STUCK_DAYS, courses
from bench.volume.people import CRITERIA, PLACES, RESIDENTS, Project, settle
from bench.volume.stencil import Blank, Calendar, Row
from bench.volume.tickets import CALLBACKS, CODES, EVENTS, TICKETS, Pattern, callback, columns
from domain.access import Role
from domain.surveys import ALPHABET, CODE_LENGTH, CodeKind, Form, block_order
from domain.tickets import Channel, Kind

PATTERNS, STUCK_PATTERNS, PULSES = 1_200, 300, 200
OPEN_SHARE = 0.018
COMMON_SHARE = 0.12
# So soon after the answer that let down, its complaint is on the list.
COMPLAINT_DAYS = 3
ROWS_AT_ONCE = 100_000
COLUMNS = {
    "places": PLACES,
    "residents": RESIDENTS,
    "resident_criteria": CRITERIA,
    "tickets": TICKETS,
    "events": EVENTS,
    "callbacks": CALLBACKS,
    "codes": CODES,
    "responses": RESPONSES,
    "scores": SCORES,
    "numbers": columns("numbers"),
}
COMPLAINT = RESPONSES.index("complaint")
CREW = (Role.TECHNICIAN, Role.RECEPTION, Role.CUSTOMER_MANAGER, Role.SUPERVISOR, Role.BRANCH_LEADER)


class Stock:
    """Courses and answers to choose from."""

    def __init__(self, chance: random.Random, tickets: int) -> None:
        usual, stuck = min(PATTERNS, tickets), min(STUCK_PATTERNS, tickets)
        self.usual = [Pattern(one, chance) for one in courses(chance, usual)]
        self.stuck = [Pattern(one, chance) for one in courses(chance, stuck, stuck=True)]
        self.pulses = [pulse(chance) for _one in range(PULSES)]


class Office:
    """One project; what it leaves is handed to `bulk` as it goes."""

    def __init__(self, stock: Stock, project: Project, calendar: Calendar, bulk: Bulk, seed: int):
        self.stock, self.project, self.calendar, self.bulk = stock, project, calendar, bulk
        self.chance = random.Random(f"{seed} {project.id}")
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.let_down: deque[tuple[int, int, Row]] = deque()

    def work(self) -> None:
        since = self.calendar.text(0) + " 00:00:00.000000"
        settled = settle(self.project, self.chance, since)
        self.homes, self.common = settled.homes, settled.common
        self.buildings = [str(place[2]) for place in settled.places]
        self.rows |= {"places": settled.places, "residents": settled.residents}
        self.rows["resident_criteria"] = settled.criteria
        for number, (day, pattern) in enumerate(self._arrivals(), start=1):
            self._ticket(number, day, pattern)
            if len(self.rows["events"]) > ROWS_AT_ONCE:
                self._hand_over("tickets", "events", "callbacks", "codes")
        self._posters(since)
        given = {"ticket": self.project.tickets, "place": len(settled.places)}
        given["resident"] = len(settled.residents)
        self.rows["numbers"] = [[self.project.id, noun, last] for noun, last in given.items()]
        self._hand_over(*COLUMNS)

    def _hand_over(self, *tables: str) -> None:
        for table in tables:
            self.bulk.copy(table, COLUMNS[table], self.rows.pop(table, []))

    def _arrivals(self) -> Sequence[tuple[int, Pattern]]:
        """Day and course of every ticket, in the order in which they come in."""
        stuck, days = round(self.project.tickets * OPEN_SHARE), self.calendar.days
        usual = self.project.tickets - stuck
        found = [
            (self.chance.randrange(days), one)
            for one in self.chance.choices(self.stock.usual, k=usual)
        ]
        found += [
            (self.chance.randrange(days - STUCK_DAYS, days), one)
            for one in self.chance.choices(self.stock.stuck, k=stuck)
        ]
        return sorted(found, key=lambda one: (one[0], one[1].clock))

    def _ticket(self, number: int, day: int, pattern: Pattern) -> None:
        calendar = self.calendar
        count = pattern.happened(calendar.days - day)
        standing = pattern.after(count)
        facts = self._facts(number)
        facts[Blank.PARENT] = self._answered_badly(number, day, pattern)
        self.rows["tickets"].append(standing.ticket.fill(calendar, day, facts))
        events = (event.fill(calendar, day, facts) for event in pattern.events[:count])
        self.rows["events"].extend(events)
        self.rows["callbacks"].extend(
            callback(owed, calendar, day, facts) for owed in standing.callbacks
        )
        if standing.is_resolved and pattern.code is not None:
            self.rows["codes"].append(pattern.code.fill(calendar, day, facts))
            self._answer(pattern.answer, number, day, facts)

    def _facts(self, number: int) -> list[object]:
        """By Blank."""
        place, resident = self.chance.choice(self.homes)
        if self.chance.random() < COMMON_SHARE:
            place, resident = self.chance.choice(self.common), None
        staff = self.project.staff
        crew = (staff[role][number % len(staff[role])] for role in CREW)
        token = self._token()
        return [
            *(self.project.id, number, place, resident, None, None, *crew),
            *(token, block_order(token).value, "round-1", *self._device()),
            *(f"place {place}", self.buildings[place - 1], None),
        ]

    def _token(self) -> str:
        bits = self.chance.getrandbits(5 * CODE_LENGTH)
        return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LENGTH))

    def _device(self) -> tuple[str, str]:
        """A device, and the mark of one sending from it."""
        return f"{self.chance.getrandbits(64):016x}", f"{self.chance.getrandbits(80):020x}"

    def _answer(self, said: Answer | None, number: int, day: int, facts: list[object]) -> None:
        if said is None or day + said.day >= self.calendar.days:
            return
        row = self._given(said, day, facts)
        if said.opens_complaint:
            self.let_down.append((day + said.day, number, row))

    def _given(self, said: Answer, day: int, facts: list[object]) -> Row:
        facts[Blank.MONTH] = self.calendar.month(day + said.local_day)
        self.rows["scores"].append(said.score.fill(self.calendar, day, facts))
        self.rows["responses"].append(said.response.fill(self.calendar, day, facts))
        return self.rows["responses"][-1]

    def _answered_badly(self, number: int, day: int, pattern: Pattern) -> int | None:
        """The ticket whose answer opened this one, where that is how it came in."""
        intake = pattern.intake
        if intake.channel is not Channel.QR or intake.kind is not Kind.COMPLAINT:
            return None
        while self.let_down and self.let_down[0][0] < day - COMPLAINT_DAYS:
            self.let_down.popleft()
        if not self.let_down or self.let_down[0][0] > day:
            return None
        _day, parent, row = self.let_down.popleft()
        row[COMPLAINT] = number
        return parent

    def _posters(self, since: str) -> None:
        """A code in every common place, and as many answers by them as the tickets had too few."""
        posters = [self._poster(place, since) for place in self.common]
        for _one in range(max(0, self.project.tickets - len(self.rows["responses"]))):
            self._passer_by(*self.chance.choice(posters))

    def _poster(self, place: int, since: str) -> tuple[str, str]:
        token = self._token()
        known: dict[str, object] = dict.fromkeys(CODES)
        known |= {"project_id": self.project.id, "token": token, "kind": CodeKind.PLACE.value}
        known |= {"form": Form.PULSE.value, "place_id": place, "issued_at": since}
        self.rows["codes"].append(list(known.values()))
        return token, block_order(token).value

    def _passer_by(self, token: str, block: str) -> None:
        day, said = self.chance.randrange(self.calendar.days), self.chance.choice(self.stock.pulses)
        device, sent = self._device()
        slot = f"{device[:12]}-{self.calendar.text(day).replace('-', '')}"
        facts: list[object] = [self.project.id, *(None,) * 10, token, block, slot, device, sent]
        self._given(said, day, [*facts, f"{token} {slot}", "", None])
