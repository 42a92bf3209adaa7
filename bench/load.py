"""Residents at the door, sixteen at a time: each opens a code of their own, answers, reads thanks.

A process of its own that waits on all lines in one thread, because it shares the processors with
the program it measures. Each resident is new and has a line of their own. Reads codes from standard
input, one a line, and prints one JSON line per acknowledged answer: code, seconds of GET, of POST.
What is not answered in full is not printed. `python -m bench.load host port [residents at once]`.
"""

import json
import re
import socket
import sys
import time
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from selectors import EVENT_READ, DefaultSelector

AT_ONCE = 16
PATIENCE = 30
BLANK = re.compile(rb'name="blank" value="([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
COMMON = b"Host: door\r\nAccept-Encoding: gzip\r\nAccept-Language: zh-CN\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
MARKS = b"&d1=4&d2=4&d3=4&c=3&e1=4&e2=4&e3=4&e4=4"

Served = tuple[str, float, float]
Waiting = Generator[socket.socket, None, bytes]
Resident = Generator[socket.socket, None, Served]


def resident(host: str, port: int, code: str) -> Resident:
    """Hands out the line whenever there is something to wait for."""
    line = socket.create_connection((host, port), timeout=PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    address = b"/s/" + code.encode()
    with closing(line):
        began = time.perf_counter()
        form = yield from _ask(line, b"GET %b HTTP/1.1\r\n%b\r\n" % (address, COMMON))
        opened = time.perf_counter()
        (blank,) = BLANK.findall(zlib.decompress(form, zlib.MAX_WBITS + 16))
        body = b"blank=" + blank + MARKS
        told = FORM % len(body)
        ready = time.perf_counter()
        sent = b"POST %b HTTP/1.1\r\n%b%b\r\n%b" % (address, COMMON, told, body)
        yield from _ask(line, sent)
        return code, opened - began, time.perf_counter() - ready


def _ask(line: socket.socket, request: bytes) -> Waiting:
    """The whole page. Raises ConnectionError unless it comes in full and with status 200."""
    line.sendall(request)
    head, _, body = (yield from _more(line)).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionRefusedError(head.split(b"\r\n")[0])
    length = int(LENGTH.findall(head)[0])
    while len(body) < length:
        body += yield from _more(line)
    return body


def _more(line: socket.socket) -> Waiting:
    yield line
    read = line.recv(65_536)
    if not read:
        raise ConnectionResetError
    return read


class Street:
    """Residents who stand at the door at the same time; whoever is done lets the next one in."""

    def __init__(self, residents: Iterator[Resident]) -> None:
        self.residents = residents
        self.lines = DefaultSelector()
        self.served: list[Served] = []

    def all_come(self, at_once: int) -> list[Served]:
        for _ in range(at_once):
            self._next_comes()
        while self.lines.get_map():
            ready = self.lines.select(PATIENCE)
            if not ready:
                break
            for key, _ in ready:
                self.lines.unregister(key.fileobj)
                self._goes_on(key.data)
        return self.served

    def _goes_on(self, one: Resident) -> None:
        try:
            self.lines.register(next(one), EVENT_READ, one)
        except StopIteration as done:
            self.served.append(done.value)
            self._next_comes()
        except OSError:
            return

    def _next_comes(self) -> None:
        one = next(self.residents, None)
        if one is not None:
            self._goes_on(one)


def main() -> None:
    host, port = sys.argv[1], int(sys.argv[2])
    at_once = int(sys.argv[3]) if len(sys.argv) > 3 else AT_ONCE
    residents = (resident(host, port, code) for code in sys.stdin.read().split())
    for one in Street(residents).all_come(at_once):
        print(json.dumps(one))


if __name__ == "__main__":
    main()
