"""Builders in the words of the trade; those that store, commit at once through `writing()`."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import settings
from db import accounts, campaigns, people, projects, screens
from db.engine import reading, writing
from desk import callbacks as callback_desk
from desk import campaigns as campaign_desk
from desk import clients as client_desk
from desk import codes as code_desk
from desk import passwords
from desk import residents as resident_desk
from desk import surveys as survey_desk
from desk import tickets as ticket_desk
from desk.callbacks import Which
from desk.surveys import Filled, Receipt
from desk.tickets import Dossier
from domain.access import Actor, Role
from domain.callbacks import How, Sheet
from domain.campaigns import Window
from domain.clients import Asked, Scope
from domain.contacts import Contacts
from domain.policy import Policy, merged, read_policy
from domain.residents import Criterion, Person, Unit
from domain.satisfaction import Answers
from domain.screens import ScreenPlan
from domain.surveys import Chip, Concern
from domain.tickets import Event, Intake, Kind, Progress, Severity, Step, fold

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Nine in the morning where the project is.
MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TUESDAY_MORNING = MONDAY_MORNING + timedelta(days=1)
WEDNESDAY_MORNING = MONDAY_MORNING + timedelta(days=2)
THURSDAY_MORNING = MONDAY_MORNING + timedelta(days=3)
MOMENT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_numbers = count(1)


def defaults() -> dict[str, Any]:
    """policy.toml, parsed."""
    return tomllib.loads(settings.POLICY_FILE.read_text("utf-8"))


def a_policy(**override: Any) -> Policy:
    """The default policy, with what `override` names replaced."""
    return read_policy(merged(defaults(), override))


def history(*steps: Step | Event, begins: datetime = MONDAY_MORNING) -> list[Event]:
    """RECEIVED and then these steps, one hour apart; an Event keeps its own time."""
    events = [Event(Step.RECEIVED, begins, 1)]
    for place, step in enumerate(steps, start=2):
        event = step if isinstance(step, Event) else Event(step, begins + (place - 1) * HOUR)
        events.append(numbered(event, place))
    return events


def numbered(event: Event, seq: int) -> Event:
    return Event(**{name: getattr(event, name) for name in Event.__slots__} | {"seq": seq})


def progress(*steps: Step | Event, begins: datetime = MONDAY_MORNING) -> Progress:
    """What a ticket amounts to after RECEIVED and these steps."""
    return fold(history(*steps, begins=begins))


def a_project(
    name: str | None = None,
    *,
    zone: str = "Asia/Shanghai",
    language: str = "zh_CN",
    contact: str = "",
    contacts: Contacts | None = None,
    now: datetime = MONDAY_MORNING,
    policy: dict[str, Any] | None = None,
) -> int:
    """The id of a new project; `policy` overrides policy.toml."""
    with writing() as session:
        project_id = projects.add(
            session,
            name=name or f"翠湖花园 {next(_numbers)}",
            zone=zone,
            language=language,
            contact=contact,
            contacts=contacts,
            now=now,
        )
        if policy:
            projects.override_policy(session, project_id, policy)
    return project_id


def a_colleague(project_id: int, role: str | Role = Role.SUPERVISOR, name: str = "王芳") -> Actor:
    """Somebody with `role` in the project."""
    login = f"login-{next(_numbers)}"
    with writing() as session:
        staff_id = people.add_colleague(session, project_id, name, login, Role(role))
    return Actor(staff_id, {project_id: Role(role)})


def an_account(who: Actor, password: str | None = None, email: str | None = None) -> Actor:
    """The same colleague, who may now sign in; with a password where one is given."""
    with writing() as session:
        accounts.add(session, who.staff_id, email, MONDAY_MORNING)
        if password is not None:
            accounts.set_password(session, who.staff_id, passwords.hashed(password))
    return who


def a_session(
    staff_id: int, now: datetime = MONDAY_MORNING, expires_at: datetime | None = None
) -> str:
    """The cookie of a browser in which the colleague is signed in, a day long."""
    sid = f"sid-{next(_numbers)}"
    with writing() as session:
        ends = expires_at or now + DAY
        accounts.begin_session(session, sid, staff_id, now, ends, "Chrome, Windows")
    return sid


def a_screen(*projects: int, now: datetime = MONDAY_MORNING, **plan: Any) -> str:
    """The cookie of a device that was approved and paired to show these projects."""
    sid = f"screen-{next(_numbers)}"
    with writing() as session:
        screens.approve(session, "前台", ScreenPlan(projects, **plan), sid, None, now)
        screens.claim(session, sid, sid, "Chrome, Linux", now)
    return sid


def a_client(
    project_id: int, *scopes: str | Scope, name: str = "热线", per_minute: int = 600
) -> str:
    """The key of another system; without a scope it opens them all."""
    asked = Asked(name, tuple(map(Scope, scopes)) or tuple(Scope), per_minute)
    with writing() as session:
        return client_desk.give(session, None, project_id, asked, MONDAY_MORNING)


def an_actor(role: str | Role = Role.SUPERVISOR, project_id: int = 1, staff_id: int = 1) -> Actor:
    """Somebody with `role`, not stored anywhere."""
    return Actor(staff_id, {project_id: Role(role)})


def a_resident(project_id: int, name: str = "李强", phone: str = "13800000000") -> int:
    """The id of a resident with a place of their own."""
    with writing() as session:
        place = people.add_place(session, project_id, building="3 栋", unit=str(next(_numbers)))
        return people.add_resident(session, project_id, name=name, phone=phone, place_id=place)


def a_unit(project_id: int, unit: str = "1202", building: str = "3栋", **facts: Any) -> int:
    """The place of a new unit; `facts` are those of domain.residents.Unit."""
    with writing() as session:
        address = (building, unit)
        described = Unit(**facts)
        return resident_desk.add_unit(session, None, project_id, address, described, MONDAY_MORNING)


def a_person(
    project_id: int, place: int | None = None, *, now: datetime = MONDAY_MORNING, **facts: Any
) -> int:
    """The id of somebody new; `criteria` may be given as a list of codes."""
    criteria = frozenset(Criterion(one) for one in facts.pop("criteria", ()))
    person = Person(**{"name": "李强"} | facts, criteria=criteria)
    with writing() as session:
        return resident_desk.add(session, None, project_id, person, place, now)


def an_intake(
    kind: str | Kind = Kind.REPAIR, severity: str | Severity = Severity.MINOR, **fields: Any
) -> Intake:
    subject = fields.pop("subject", "厨房水管漏水")
    return Intake(Kind(kind), subject, severity=Severity(severity), **fields)


def a_ticket(
    project_id: int,
    actor: Actor | None = None,
    *,
    kind: str | Kind = Kind.REPAIR,
    severity: str | Severity = Severity.MINOR,
    now: datetime = MONDAY_MORNING,
    **fields: Any,
) -> int:
    """The number of a new ticket; without an actor the resident brought it in."""
    with writing() as session:
        intake = an_intake(kind, severity, **{**_term(kind, now), **fields})
        return ticket_desk.register(session, actor, project_id, intake, now).number


def _term(kind: str | Kind, now: datetime) -> dict[str, date]:
    """A special service runs for a year from the day it is registered."""
    if kind != Kind.SPECIAL_SERVICE:
        return {}
    return {"term_starts": now.date(), "term_ends": now.date() + timedelta(days=364)}


def take(
    project_id: int,
    ticket: int,
    step: str | Step,
    at: datetime,
    *,
    actor: Actor | None = None,
    **facts: Any,
) -> Dossier:
    """The ticket after one more step."""
    event = Event(Step(step), at, **facts)
    with writing() as session:
        return ticket_desk.take_step(session, actor, project_id, ticket, event)


def a_resolved_ticket(
    project_id: int,
    *,
    resolved_at: datetime = TUESDAY_MORNING,
    replied: bool = False,
    now: datetime = MONDAY_MORNING,
    **ticket: Any,
) -> int:
    """The number of a ticket whose work is done, and with `replied` told to the resident."""
    number = a_ticket(project_id, now=now, **ticket)
    take(project_id, number, Step.DISPATCHED, now + HOUR)
    take(project_id, number, Step.RESOLVED, resolved_at)
    if replied:
        take(project_id, number, Step.REPLIED, resolved_at + HOUR, satisfied=True)
    return number


def a_place_code(project_id: int, name: str = "2 号电梯", *, now: datetime = MONDAY_MORNING) -> str:
    """The token on the posters of a common place."""
    with writing() as session:
        place = people.add_place(session, project_id, name=name)
        return code_desk.for_place(session, None, project_id, place, now)


def a_card_code(project_id: int, *, now: datetime = MONDAY_MORNING) -> str:
    """The token on the project's contact cards."""
    with writing() as session:
        return code_desk.for_card(session, None, project_id, now)


def a_code(
    project_id: int, ticket: int, *, now: datetime = MONDAY_MORNING, actor: Actor | None = None
) -> str:
    """The token of the ticket's code; without an actor nobody in particular gave it out."""
    with writing() as session:
        return code_desk.for_ticket(session, actor, project_id, ticket, now)


def a_household(project_id: int, unit: str = "", building: str = "3 栋") -> int:
    """The number of a home in the project."""
    with writing() as session:
        unit = unit or str(next(_numbers))
        return people.add_place(session, project_id, building=building, unit=unit)


def a_campaign(
    project_id: int,
    name: str = "2026 年满意度普查",
    *,
    opens_at: datetime = MONDAY_MORNING,
    closes_at: datetime = MONDAY_MORNING + 14 * DAY,
    planned_at: datetime = MONDAY_MORNING,
    households: int = 0,
) -> int:
    """The number of a campaign, with as many new homes that have their codes already."""
    for _home in range(households):
        a_household(project_id)
    with writing() as session:
        window = Window(opens_at, closes_at)
        campaign = campaign_desk.plan(session, None, project_id, name, window, planned_at)
        if households:
            campaign_desk.give_out(session, None, project_id, campaign, planned_at)
    return campaign


def letters_of(project_id: int, campaign: int) -> dict[int, str]:
    """The code of each household that opens, by its place."""
    with reading() as session:
        asked = campaigns.households(session, project_id, campaign)
    return {household.place.id: household.token for household in asked}


DELIGHTED = {"d1": 5, "d2": 5, "d3": 5, "c": 5, "e1": 3, "e2": 3, "e3": 3, "e4": 3}
CONTENT = {"d1": 4, "d2": 4, "d3": 4, "c": 3, "e1": 4, "e2": 4, "e3": 4, "e4": 4}
STRAIGHT = dict.fromkeys(CONTENT, 4)
LET_DOWN = {"d1": 1, "d2": 1, "d3": 2, "c": 1, "e1": 4, "e2": 4, "e3": 5, "e4": 4}


def a_filled_form(
    marks: Mapping[str, int | None] | None = None,
    *,
    chips: tuple[Chip, ...] = (),
    words: str = "",
    call_me: bool = False,
    send_key: str = "",
    language: str = "zh_CN",
    seconds: float | None = 45.0,
    device: str = "",
    phone: str | None = None,
) -> Filled:
    """A form with these marks (CONTENT where none are given) and what was said beside them;
    whoever wishes a call leaves a number, unless told otherwise.
    """
    return Filled(
        Answers.from_items(CONTENT if marks is None else marks),
        Concern(chips, words, call_me),
        language,
        seconds=seconds,
        send_key=send_key,
        device=device,
        has_been_here=bool(device),
        phone=phone if phone is not None else "13900000000" if call_me else "",
        asks="请求回电",
    )


def receive(code: str, filled: Filled, now: datetime, *, visitor: str = "") -> Receipt:
    """What the resident is told who sends this form."""
    with writing() as session:
        return survey_desk.receive(session, code, filled, now, visitor=visitor)


def a_sheet(*, satisfied: bool = True, **fields: Any) -> Sheet:
    """A filled record sheet (回访记录表)."""
    return Sheet(fields.pop("how", How.PHONE), satisfied, **fields)


def a_callback(project_id: int, **ticket: Any) -> Which:
    """The callback owed for the first round of a new resolved ticket."""
    return Which(project_id, a_resolved_ticket(project_id, **ticket), 1)


def make_callback(
    which: Which, actor: Actor, now: datetime, *, satisfied: bool = True, **fields: Any
) -> Any:
    """Record the callback; the number of the complaint it opened, if it opened one."""
    with writing() as session:
        sheet = a_sheet(satisfied=satisfied, **fields)
        return callback_desk.make(session, actor, which, sheet, now)
