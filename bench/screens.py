"""Screens on the wall as the server meets them: sockets that speak Streamlit's protocol.

A browser's own work stays out of the measurement, its requests do not: each runs the page's part at
the beat that the page asks for, from a moment of its own, whether the last picture has come or not;
and where the page brings the script of pages.parts.wall.glass, asks for the picture as that does.
"""

import asyncio
import random
import re
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

import settings

SCRIPT_BEAT = 1.25
MARK = re.compile(r'class="glass" data-page="(\w+)"')
LENGTH = re.compile(rb"content-length: (\d+)")


@dataclass(slots=True)
class Screen:
    """One open page; `refreshes` and `bytes` count what it was shown since the last `forget`."""

    port: int
    page: str
    query: str
    cookie: str
    refreshes: int = 0
    bytes: int = 0
    beat: float = 0
    page_hash: str = ""
    fragment: str = ""
    glass: str = ""
    kept: list[str] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def hang(self) -> None:
        """Until cancelled."""
        headers = {"Cookie": f"{settings.session_cookie()}={self.cookie}"}
        opening = connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers=headers,
            max_size=None,
        )
        async with opening as line:
            await self._ask(line)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._watch(line))
                both.create_task(self._ask_again_and_again(line))
                both.create_task(self._ask_for_the_picture())

    def forget(self) -> None:
        self.refreshes = self.bytes = 0

    async def _ask_again_and_again(self, line: ClientConnection) -> None:
        await self.opened.wait()
        await asyncio.sleep(random.uniform(0, self.beat))
        while True:
            await self._ask(line)
            await asyncio.sleep(self.beat)

    async def _ask_for_the_picture(self) -> None:
        await self.opened.wait()
        await asyncio.sleep(random.uniform(0, SCRIPT_BEAT))
        if not self.glass:
            return
        read, write = await asyncio.open_connection("127.0.0.1", self.port)
        asked = (
            f"GET /glass?{self.query}&page={self.glass} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {settings.session_cookie()}={self.cookie}\r\n\r\n"
        )
        while True:
            write.write(asked.encode())
            head = await read.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = LENGTH.search(head.lower())
            assert length is not None
            self.bytes += len(head) + len(await read.readexactly(int(length[1])))
            self.refreshes += 1
            await asyncio.sleep(SCRIPT_BEAT)

    async def _ask(self, line: ClientConnection) -> None:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_name = self.query, self.page
        state.page_script_hash, state.fragment_id = self.page_hash, self.fragment
        state.is_auto_rerun = bool(self.fragment)
        state.cached_message_hashes.extend(self.kept)
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.locale = "zh-CN"
        await line.send(asked.SerializeToString())

    async def _watch(self, line: ClientConnection) -> None:
        told = ForwardMsg()
        async for read in line:
            assert isinstance(read, bytes)
            told.ParseFromString(read)
            self.bytes += len(read)
            self._see(told)

    def _see(self, told: ForwardMsg) -> None:
        what = told.WhichOneof("type")
        if told.metadata.cacheable:
            # As the browser does: what was large is remembered for the next two runs.
            self.kept = [*self.kept[-1:], told.hash]
        if what == "new_session" and not told.metadata.run.fragment_ids:
            self.page_hash = told.new_session.page_script_hash
        elif what == "delta" and (page := MARK.search(told.delta.new_element.html.body)):
            self.glass = page[1]
        elif what == "auto_rerun":
            self.fragment, self.beat = told.auto_rerun.fragment_id, told.auto_rerun.interval
        elif what == "script_finished":
            self.refreshes += 1
            if self.fragment:
                self.opened.set()
