"""Notices (通知): what is told outside the house, and when; nothing in one names a person.

House rules: quiet hours hold everything but what is about a major ticket; a digest gathers small
news until a time of day; what could not be sent is tried again, each time after a longer wait.
A webhook is read by a program: it is told of more, at any hour, one thing at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.errors import WrongValue
from domain.intake import Intake, Kind, Severity
from domain.tickets import Event, Step

MOST_ATTEMPTS = 8
# A program wants everything, also what happened while it was down for a day; a group chat does not.
MOST_ATTEMPTS_OF_A_WEBHOOK = 30
# A target that has taken nothing for so long is switched off.
PATIENCE = timedelta(days=3)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# Each wait is up to a fifth longer or shorter, so that many notices do not come back at once.
JITTER = 0.2


class NoticeKind(StrEnum):
    MAJOR = "major"
    ESCALATED = "escalated"
    CALLBACK_LATE = "callback_late"
    LET_DOWN = "let_down"
    URGED = "urged"
    DISPATCHED = "dispatched"
    CALLBACK_CLOSING = "callback_closing"
    REPORTED = "reported"
    REGISTERED = "registered"
    STEP = "step"
    CALLBACK_MADE = "callback_made"
    ANSWERED = "answered"
    SWITCHED_OFF = "switched_off"
    TEST = "test"


K = NoticeKind
# What people are told of, and what programs may be told of beside it.
TOLD = (
    *(K.MAJOR, K.ESCALATED, K.CALLBACK_LATE, K.LET_DOWN, K.URGED, K.DISPATCHED),
    *(K.CALLBACK_CLOSING, K.REPORTED),
)
FOR_PROGRAMS = (K.REGISTERED, K.STEP, K.CALLBACK_MADE, K.ANSWERED)
# How a program hears what it is about.
EVENT_TYPES: dict[NoticeKind, str] = {
    K.MAJOR: "ticket.major",
    K.ESCALATED: "ticket.escalated",
    K.CALLBACK_LATE: "callback.late",
    K.LET_DOWN: "complaint.opened",
    K.URGED: "ticket.urged",
    K.DISPATCHED: "ticket.dispatched",
    K.CALLBACK_CLOSING: "callback.due",
    K.REPORTED: "report.made",
    K.REGISTERED: "ticket.registered",
    K.STEP: "ticket.step",
    K.CALLBACK_MADE: "callback.made",
    K.ANSWERED: "response.received",
    K.SWITCHED_OFF: "target.switched_off",
    K.TEST: "test",
}


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """When notices go out, on the project's clock; None where there is no such time.

    `digest` are the kinds gathered until `digest_at`; a callback's window counts as closing soon
    `closing_days` days before its last. Raises WrongValue for half a pair of quiet hours.
    """

    digest: tuple[NoticeKind, ...]
    closing_days: int
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None

    def __post_init__(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise WrongValue("quiet_until", "missing")

    def gathers(self, kind: NoticeKind) -> bool:
        return self.digest_at is not None and kind in self.digest

    def is_quiet(self, at: time) -> bool:
        """The first minute is quiet, the last one is not; the hours may span midnight."""
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None or begins == ends:
            return False
        return begins <= at < ends if begins < ends else at >= begins or at < ends


def about_registering(intake: Intake) -> tuple[NoticeKind, ...]:
    """What is told of a new ticket: that it is major, or grew out of a resident let down."""
    if intake.severity is Severity.MAJOR:
        return K.MAJOR, K.REGISTERED
    is_let_down = intake.kind is Kind.COMPLAINT and intake.parent is not None
    return (K.LET_DOWN, K.REGISTERED) if is_let_down else (K.REGISTERED,)


def about_step(event: Event) -> tuple[NoticeKind, ...]:
    """What is told of a step: programs hear of every one."""
    if event.missed is Step.CALLBACK_MADE:
        return K.CALLBACK_LATE, K.STEP
    by_name = (kind for kind in (*TOLD, *FOR_PROGRAMS) if kind.value == event.step.value)
    return *by_name, K.STEP


def earliest(
    kind: NoticeKind, severity: Severity | None, now: datetime, rule: NoticeRule, zone: tzinfo
) -> datetime:
    """The first moment at which such a notice may go out; a major ticket breaks through."""
    if severity is Severity.MAJOR or kind is NoticeKind.TEST:
        return now
    at = now
    if rule.digest_at is not None and rule.gathers(kind):
        at = next_time(rule.digest_at, now, zone)
    if rule.quiet_until is not None and rule.is_quiet(at.astimezone(zone).time()):
        at = next_time(rule.quiet_until, at, zone)
    return at


def next_time(of_day: time, after: datetime, zone: tzinfo) -> datetime:
    """The next moment after `after` at which the clock of `zone` shows `of_day`."""
    today = after.astimezone(zone).date()
    moments = (
        # An hour may come twice on a day the clock is put back; both are tried.
        datetime.combine(today + timedelta(days=days), of_day, zone).replace(fold=fold)
        for days in (0, 1, 2)
        for fold in (0, 1)
    )
    return min(at for moment in moments if (at := moment.astimezone(UTC)) > after)


def wait_after(attempts: int, chance: float, most: int = MOST_ATTEMPTS) -> timedelta | None:
    """How long to wait once so many attempts have failed; None when it is given up.

    `chance`, 0–1, says where inside the jitter; `most` are the attempts there are.
    """
    if attempts >= most:
        return None
    wait: timedelta = min(FIRST_WAIT * 2.0 ** (attempts - 1), LONGEST_WAIT)
    return wait * (1 + JITTER * (2 * chance - 1))


class Channel(StrEnum):
    """How a target is reached."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    MAIL = "mail"
    WEBHOOK = "webhook"

    @property
    def kinds(self) -> tuple[NoticeKind, ...]:
        """What it can be told of."""
        return (*FOR_PROGRAMS, *TOLD) if self is Channel.WEBHOOK else TOLD

    @property
    def most_attempts(self) -> int:
        return MOST_ATTEMPTS_OF_A_WEBHOOK if self is Channel.WEBHOOK else MOST_ATTEMPTS


SCHEMES: dict[Channel, Sequence[str]] = {
    Channel.WECOM: ("wecombot://",),
    Channel.DINGTALK: ("dingtalk://",),
    Channel.FEISHU: ("feishu://",),
    Channel.MAIL: ("mailtos://", "mailto://"),
    Channel.WEBHOOK: ("https://", "http://"),
}
LONGEST_NAME = 60
LONGEST_ADDRESS = 500


def checked_target(name: str, channel: Channel, address: str) -> tuple[str, str]:
    """The name and address, tidied. Raises WrongValue for the one that cannot stand."""
    name, address = " ".join(name.split()), address.strip()
    for field, value, longest in (
        ("target_name", name, LONGEST_NAME),
        ("address", address, LONGEST_ADDRESS),
    ):
        if not value:
            raise WrongValue(field, "empty")
        if len(value) > longest:
            raise WrongValue(field, "too_long")
    if not address.startswith(tuple(SCHEMES[channel])):
        raise WrongValue("address", "unknown_value")
    return name, address


def shown(address: str) -> str:
    """An address as it may be shown: where it leads, and no secret in it.

    The robots' addresses are secrets from beginning to end; of the others the host stays.
    """
    scheme, _, rest = address.partition("://")
    if scheme not in {"http", "https", "mailto", "mailtos"}:
        return f"{scheme}://•••"
    host = rest.split("/", 1)[0].split("?", 1)[0].rpartition("@")[2]
    return f"{scheme}://{host}/•••"
