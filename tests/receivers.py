"""Real receivers on this machine for what leaves the house: a webhook and a mail server."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.story.programs import free_port


@dataclass
class Webhook:
    """Answers with the next of `answers`, and with 200 once they are used up."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: Event = field(default_factory=Event)

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.got]


@contextmanager
def a_webhook(certificate: Path | None = None) -> Iterator[Webhook]:
    """Over TLS with this certificate and its key."""
    hook = Webhook()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((dict(self.headers.items()), body))
            hook.asked.set()
            answer = hook.answers.pop(0) if hook.answers else 200
            self.send_response(answer)
            if answer in {301, 302, 307}:
                self.send_header("Location", f"{hook.url}elsewhere")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    if certificate is not None:
        server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    hook.url = f"http://127.0.0.1:{server.server_port}/hook?key=geheim-8472"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mailbox:
    """`answers` are given first, one to a letter; a letter answered otherwise than 250 is lost."""

    url: str = ""
    answers: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append(message_from_bytes(content, policy=policy.default))
        return answer


@contextmanager
def a_mailbox() -> Iterator[Mailbox]:
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mailbox.url = f"mailto://127.0.0.1:{port}?from=desk@cuihu.example&to=lead@cuihu.example"
        yield mailbox
    finally:
        controller.stop()
