"""Screens on the wall as the server meets them: sockets that speak Streamlit's protocol.

A browser's own work stays out of the measurement, its requests do not: each refreshes at the beat
that the page asks for, from a moment of its own, whether the last picture has come or not.
"""

import asyncio
import random
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

import settings

PATIENCE = 60


@dataclass(slots=True)
class Screen:
    """One open page; `refreshes` and `bytes` count what it was shown since the last `forget`."""

    address: str
    page: str
    query: str
    cookie: str
    refreshes: int = 0
    bytes: int = 0
    beat: float = 0
    page_hash: str = ""
    fragment: str = ""
    kept: list[str] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def hang(self) -> None:
        """Until cancelled."""
        headers = {"Cookie": f"{settings.session_cookie()}={self.cookie}"}
        opening = connect(
            self.address, subprotocols=["streamlit"], additional_headers=headers, max_size=None
        )
        async with opening as line:
            await self._ask(line)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._watch(line))
                both.create_task(self._ask_again_and_again(line))

    def forget(self) -> None:
        self.refreshes = self.bytes = 0

    async def _ask_again_and_again(self, line: ClientConnection) -> None:
        await self.opened.wait()
        await asyncio.sleep(random.uniform(0, self.beat))
        while True:
            await self._ask(line)
            await asyncio.sleep(self.beat)

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
        elif what == "auto_rerun" and (not self.beat or told.auto_rerun.interval < self.beat):
            self.fragment, self.beat = told.auto_rerun.fragment_id, told.auto_rerun.interval
        elif what == "script_finished":
            self.refreshes += 1
            if self.fragment:
                self.opened.set()
