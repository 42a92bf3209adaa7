"""A cable between a browser and the program that can be cut without a word, and mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector

BEAT = 0.1


class Cable:
    """Whoever calls at `port` is put through to the program at port `to`.

    What is open while it is cut stays dead for good, as behind a router that was switched off and
    on again: nothing comes through any more, not even an end.
    """

    def __init__(self, to: int) -> None:
        self.to = to
        self.is_cut = False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self._other: dict[socket.socket, socket.socket] = {}
        self._dead: set[socket.socket] = set()
        self._lines = DefaultSelector()
        self._lines.register(self.door, EVENT_READ)
        self._taken_up = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def cut(self) -> None:
        self.is_cut = True
        self._dead |= set(self._other)

    def mend(self) -> None:
        self.is_cut = False

    def take_up(self) -> None:
        self._taken_up.set()
        self._thread.join()
        for one in (self.door, *self._other):
            one.close()
        self._lines.close()

    def _work(self) -> None:
        while not self._taken_up.is_set():
            for key, _ in self._lines.select(BEAT):
                if key.fileobj is self.door:
                    self._put_through()
                elif isinstance(key.fileobj, socket.socket):
                    self._carry(key.fileobj)

    def _put_through(self) -> None:
        near, _ = self.door.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            self._other[one] = other
            self._lines.register(one, EVENT_READ)
        if self.is_cut:
            self._dead |= {near, far}

    def _carry(self, one: socket.socket) -> None:
        read = b""
        with suppress(OSError):
            read = one.recv(65_536)
            if read and one not in self._dead:
                self._other[one].sendall(read)
        if not read:
            self._hang_up(one)

    def _hang_up(self, one: socket.socket) -> None:
        self._lines.unregister(one)
        if one not in self._dead:
            with suppress(OSError):
                self._other[one].shutdown(socket.SHUT_WR)


@contextmanager
def cable(to: int) -> Iterator[Cable]:
    laid = Cable(to)
    try:
        yield laid
    finally:
        laid.take_up()
