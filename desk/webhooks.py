"""Webhooks: a notice is posted to another program, signed, and to nobody behind our own walls.

Signed in the manner of Standard Webhooks: HMAC-SHA256, in base64, over "<id>.<timestamp>.<body>".
The name is looked up once, every address that it has is judged, and the line goes to one of these;
whatever the other side answers, it is not followed, and it is heard for a few seconds only.
"""

import hmac
import json
import secrets
import socket
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

import settings
from domain.addresses import is_public
from domain.errors import WrongValue

PATIENCE_SECONDS = 10.0
INSIDE = "inside"
SECRET_PREFIX = "whsec_"  # noqa: S105  what a secret begins with
SECRET_BYTES = 32
PRIVATE_ADDRESS, NO_HTTPS = "private_address", "no_https"


class Refused(Exception):
    """Not taken; `reason` is a code of ours, or what the other side said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_secret() -> str:
    return SECRET_PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    """As the header says it; a secret without the prefix is older than this manner of signing."""
    own = secret.removeprefix(SECRET_PREFIX)
    key = own.encode() if own == secret else b64decode(own)
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()


def must_be_allowed(address: str) -> None:
    """Raise WrongValue for an address that would be refused whatever its name leads to."""
    try:
        where = urlsplit(address)
        # Asked for what it raises.
        _ = where.port
    except ValueError:
        raise WrongValue("address", "unknown_value") from None
    if not where.hostname:
        raise WrongValue("address", "unknown_value")
    if _may_lead_inside():
        return
    if where.scheme != "https":
        raise WrongValue("address", NO_HTTPS)
    if where.hostname.rstrip(".") == "localhost" or _is_private(where.hostname):
        raise WrongValue("address", PRIVATE_ADDRESS)


def post(address: str, secret: str, id: str, timestamp: str, told: dict[str, Any]) -> None:
    """Raises Refused, OSError, HTTPException, ValueError."""
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Huifang",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, id, timestamp, body),
    }
    where = urlsplit(address)
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    with _line(where) as line:
        line.request("POST", path, body, headers)
        status = line.getresponse().status
    if not 200 <= status < 300:
        raise Refused(f"HTTP {status}")


def _may_lead_inside() -> bool:
    return settings.WEBHOOKS() == INSIDE


def _is_private(host: str) -> bool:
    """Whether it is an address, and not a name, and one of this house."""
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return not is_public(host)


def _looked_up(where: SplitResult) -> tuple[str, int]:
    """One of the addresses that the name has, if it may be called. Raises Refused, OSError."""
    port = where.port or (443 if where.scheme == "https" else 80)
    found = socket.getaddrinfo(where.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not _may_lead_inside():
        if where.scheme != "https":
            raise Refused(NO_HTTPS)
        if not all(map(is_public, addresses)):
            raise Refused(PRIVATE_ADDRESS)
    return addresses[0], port


class _Line(HTTPConnection):
    """A connection to an address that was judged before, whatever its name says by now."""

    def __init__(self, where: SplitResult) -> None:
        self.address = _looked_up(where)
        self.is_private_talk = where.scheme == "https"
        self.default_port = 443 if self.is_private_talk else 80
        super().__init__(where.hostname or "", self.address[1], timeout=PATIENCE_SECONDS)

    def connect(self) -> None:
        self.sock = socket.create_connection(self.address, self.timeout)
        if self.is_private_talk:
            trust = ssl.create_default_context()
            wrapped = trust.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = wrapped
            wrapped.do_handshake()

    def hang_up(self) -> None:
        with suppress(OSError, AttributeError):
            # Not TLS's own: that one waits for an answer.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _line(where: SplitResult) -> Iterator[_Line]:
    """Hung up when the time is over, however slowly the other side goes on talking."""
    line = _Line(where)
    clock = threading.Timer(PATIENCE_SECONDS, line.hang_up)
    clock.daemon = True
    clock.start()
    try:
        yield line
    finally:
        clock.cancel()
        line.close()
