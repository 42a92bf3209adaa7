"""The terminal (终端): its language, and what every command begins with."""

import settings
from db import engine, projects, upgrade
from db.engine import reading
from db.projects import ProjectCard
from domain.errors import NotFound
from lang import say

LANGUAGE = settings.LANGUAGE()


def _(message: str, /, **facts: object) -> str:
    return say(LANGUAGE, message, **facts)


def bring_up_to_date() -> None:
    engine.must_answer()
    upgrade.upgrade()


def project_named(name: str) -> ProjectCard:
    """Raises NotFound."""
    with reading() as session:
        found = projects.named(session, name)
    if found is None:
        raise NotFound("project", name)
    return found


def local_address() -> str:
    return f"http://{settings.ADDRESS()}:{settings.PORT()}"


def print_link(token: str) -> None:
    """A one-time link, at the address people know, or at this machine's where none is set."""
    base = settings.PUBLIC_URL.given() or local_address()
    print(f"  {base.rstrip('/')}/welcome/{token}", flush=True)
