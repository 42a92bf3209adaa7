"""The program's entry: pages and gate for staff, the survey for residents, the side door for
other systems, in one process.

Served alike by `huifang serve`, `streamlit run app.py` and `uvicorn app:app`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

import clockwork
from api import app as api
from api import keys
from gate import app as gate
from gate.doorkeeper import Doorkeeper
from pages.parts import theme
from survey import app as survey
from web import glass, health, logs
from web.measures import Measured


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Schema and keys first, then what a first page waits for, then what turns by itself."""
    logs.begin()
    await run_in_threadpool(survey.ready)
    await run_in_threadpool(_warm_up)
    wheels = clockwork.wheels()
    for wheel in wheels:
        wheel.start()
    async with keys.remembered():
        yield {}
    for wheel in wheels:
        wheel.stop()
    _live().reader().stop()


def _warm_up() -> None:
    for library in ("pandas", "altair"):
        import_module(library)
    theme.read_once()
    _live().reader()


def _live() -> Any:
    # Imported once Streamlit runs: its caches look for the runtime when they are declared.
    return import_module("pages.parts.live")


def _picture(sid: str, asked: Mapping[str, str]) -> str:
    return str(import_module("pages.parts.wall.glass").answer(sid, asked))


# The most often asked for comes first: each address is compared with all before it.
on_the_wall = glass.routes(_picture)
routes = [*on_the_wall, *gate.routes, *survey.routes, *api.routes, *health.routes]
app = st.App(
    Path(__file__).parent / "pages" / "shell.py",
    routes=routes,
    lifespan=lifespan,
    middleware=[Middleware(Measured), Middleware(Doorkeeper, public=routes)],
)
