"""Residents at the door, sixteen at a time: each opens a code of their own, answers, reads thanks.

A process of its own, so that it does not share the server's clock time: reads codes from standard
input, one a line, and prints one JSON line per acknowledged answer: code, seconds of GET, of POST.
Whatever the server does not answer in full is not printed. `python -m bench.load host port`.
"""

import gzip
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

AT_ONCE = 16
PATIENCE = 30
MARKS = {"d1": 4, "d2": 4, "d3": 4, "c": 3, "e1": 4, "e2": 4, "e3": 4, "e4": 4}
BLANK = re.compile(rb'name="blank" value="([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
COMMON = "Host: door\r\nAccept-Encoding: gzip\r\nAccept-Language: zh-CN\r\n"


class Phone:
    """One kept connection."""

    def __init__(self, host: str, port: int) -> None:
        self.line = socket.create_connection((host, port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def answer(self, code: str) -> tuple[str, float, float]:
        """The code, and how long the form and the thanks took, in seconds."""
        began = time.perf_counter()
        form = self._ask(f"GET /s/{code} HTTP/1.1\r\n{COMMON}\r\n".encode())
        opened = time.perf_counter()
        body = urlencode({"blank": BLANK.findall(form)[0].decode(), **MARKS})
        told = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        ready = time.perf_counter()
        self._ask(f"POST /s/{code} HTTP/1.1\r\n{COMMON}{told}\r\n{body}".encode())
        return code, opened - began, time.perf_counter() - ready

    def _ask(self, request: bytes) -> bytes:
        """The whole page. Raises ConnectionError unless it comes in full and with status 200."""
        self.line.sendall(request)
        head, _, body = self._more().partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionRefusedError(head.split(b"\r\n")[0])
        length = int(LENGTH.findall(head)[0])
        while len(body) < length:
            body += self._more()
        return gzip.decompress(body)

    def _more(self) -> bytes:
        read = self.line.recv(65_536)
        if not read:
            raise ConnectionResetError
        return read


def visit(host: str, port: int, codes: Iterator[str], served: list[tuple[str, float, float]]):
    phone = Phone(host, port)
    # One by one: what was acknowledged before the line broke stays noted.
    served.extend(phone.answer(code) for code in codes)


def quietly(*what):
    with suppress(OSError):
        visit(*what)


def main() -> None:
    host, port = sys.argv[1], int(sys.argv[2])
    codes = iter(sys.stdin.read().split())
    served: list[tuple[str, float, float]] = []
    work = [
        threading.Thread(target=quietly, args=(host, port, codes, served)) for _ in range(AT_ONCE)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    print("\n".join(json.dumps(one) for one in served))


if __name__ == "__main__":
    main()
