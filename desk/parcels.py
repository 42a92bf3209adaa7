"""Parcels: a notice leaves the house, to a group chat, a mailbox or a webhook (desk.webhooks)."""

import logging
import smtplib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from apprise import NotifyBase
from apprise.exception import AppriseException
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.email import NotifyEmail
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from db.notice_targets import Target
from desk import webhooks
from domain.errors import WrongValue
from domain.notices import Channel

# Of an address, whatever is as long as this may be a secret.
SHORTEST_SECRET = 6

_CARRIERS: Mapping[Channel, type[NotifyBase]] = {
    Channel.WECOM: NotifyWeComBot,
    Channel.DINGTALK: NotifyDingTalk,
    Channel.FEISHU: NotifyFeishu,
    Channel.MAIL: NotifyEmail,
}


class NotDelivered(Exception):
    """The target did not take it; `reason` is what it said, without secrets."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: words for people, and for a webhook what it is `told`.

    `id` is the same however often it is sent, and no other parcel has it; `sent_at` in seconds.
    """

    id: str
    title: str
    body: str
    link: str
    sent_at: int
    told: dict[str, Any] = field(default_factory=dict)


def deliver(target: Target, parcel: Parcel) -> None:
    """Raises NotDelivered."""
    try:
        if target.channel is Channel.WEBHOOK:
            told = str(parcel.sent_at), parcel.told
            webhooks.post(target.address, target.secret, parcel.id, *told)
            return
        _carry(target, parcel)
    except webhooks.Refused as refused:
        raise NotDelivered(refused.reason) from None
    except (OSError, HTTPException, AppriseException, smtplib.SMTPException, ValueError) as failed:
        raise NotDelivered(_without_secrets(f"{type(failed).__name__}: {failed}", target)) from None


def must_be_reachable(channel: Channel, address: str) -> None:
    """Raise WrongValue for an address that the channel cannot even read, or may not call."""
    if channel is Channel.WEBHOOK:
        webhooks.must_be_allowed(address)
        return
    with _overheard():
        if _carrier(channel, address) is None:
            raise WrongValue("address", "unknown_value")


def _carrier(channel: Channel, address: str) -> NotifyBase | None:
    told = _CARRIERS[channel].parse_url(address)
    try:
        return _CARRIERS[channel](**told) if told else None
    except (TypeError, AppriseException):
        return None


def _carry(target: Target, parcel: Parcel) -> None:
    with _overheard() as said:
        carrier = _carrier(target.channel, target.address)
        body = f"{parcel.body}\n{parcel.link}"
        if carrier is not None and carrier.notify(body=body, title=parcel.title):
            return
    raise NotDelivered(_without_secrets(" ".join(said) or "refused", target))


def _without_secrets(said: str, target: Target) -> str:
    """What a library said, where it quoted the address it was given."""
    for part in _parts(target.address):
        said = said.replace(part, "•••")
    return " ".join(said.split())


def _parts(address: str) -> list[str]:
    words = "".join(sign if sign.isalnum() or sign in "-_." else " " for sign in address).split()
    secret = (word for word in words if len(word) >= SHORTEST_SECRET)
    return [address, *sorted(secret, key=len, reverse=True)]


class _Ear(logging.Handler):
    """Hears what the library says on this thread, so that it reaches nobody else's log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        said = getattr(self.heard, "said", None)
        if said is not None:
            said.append(record.getMessage())


_EAR = _Ear()
_LIBRARY = logging.getLogger("apprise")
_LIBRARY.addHandler(_EAR)
_LIBRARY.propagate = False


@contextmanager
def _overheard() -> Iterator[list[str]]:
    said: list[str] = []
    _EAR.heard.said = said
    yield said
    _EAR.heard.said = None
