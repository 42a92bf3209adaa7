"""A residents' door of its own for a story: its program, its database, and codes that lead in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page
from sqlalchemy import func, select, update

from db import campaigns, engine, people, upgrade
from db.engine import reading, writing
from db.schema import Code, Response
from desk import campaigns as campaign_desk
from desk import codes as code_desk
from domain.contacts import Contacts
from domain.surveys import Form
from tests.builders import (
    DAY,
    a_campaign,
    a_code,
    a_colleague,
    a_filled_form,
    a_household,
    a_project,
    a_resolved_ticket,
    a_ticket,
    letters_of,
    receive,
)
from tests.story.programs import Program, started

SURVEY = ("uvicorn", "survey.app:app", "--port", "{port}", "--log-level", "warning")
CONTACT = "客服中心 0571-8688 1234"
CONTACTS = Contacts(
    "客户服务部 王芳",
    "0571-8688 1234",
    "0571-8688 5678",
    "138 0571 8688",
    "kf@example.cn",
    "8:00–20:00",
)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Door:
    """Where it answers, and the project behind it; every code is a new one."""

    address: str
    project: int

    def to(self, code: str, query: str = "") -> str:
        return f"{self.address}/s/{code}{query}"

    def job(self) -> str:
        """The code of a job that was done an hour ago."""
        done = now() - timedelta(hours=1)
        begun = done - timedelta(days=1)
        ticket = a_resolved_ticket(self.project, now=begun, resolved_at=done)
        return a_code(self.project, ticket, now=now())

    def answered_long_ago(self) -> str:
        """A code that has had its answer, too long ago for a correction."""
        answered = now() - timedelta(days=2)
        begun = answered - timedelta(days=1)
        ticket = a_resolved_ticket(self.project, now=begun, resolved_at=answered)
        code = a_code(self.project, ticket, now=answered)
        receive(code, a_filled_form(send_key=code), answered)
        return code

    def job_under_way(self) -> str:
        return a_code(self.project, a_ticket(self.project, now=now()), now=now())

    def poster(self) -> str:
        actor = a_colleague(self.project)
        with writing() as session:
            name = f"{actor.staff_id} 号电梯"
            place = people.add_place(session, self.project, name=name)
            return code_desk.for_place(session, actor, self.project, place, now())

    def letter(self) -> str:
        """The code in the letter to a new home, in the middle of an annual survey."""
        begun, home = now() - DAY, a_household(self.project)
        with reading() as session:
            running = [card.id for card in campaigns.every(session, self.project)]
        (campaign,) = running or [
            a_campaign(self.project, opens_at=begun, closes_at=now() + DAY, planned_at=begun)
        ]
        with writing() as session:
            campaign_desk.give_out(session, None, self.project, campaign, now())
        return letters_of(self.project, campaign)[home]

    def alter(self, code: str, **columns: object) -> str:
        """The same code, withdrawn, run out, or with another form."""
        with writing() as session:
            session.execute(update(Code).where(Code.token == code).values(**columns))
        return code

    def short(self) -> str:
        return self.alter(self.job(), form=Form.PULSE)


def answers_by(code: str) -> list[Response]:
    """Every version that is stored, the first first."""
    with reading() as session:
        wanted = select(Response).where(Response.token == code).order_by(Response.version)
        return list(session.scalars(wanted))


def count_by(code: str) -> int:
    with reading() as session:
        wanted = select(func.count()).select_from(Response).where(Response.token == code)
        return session.scalar(wanted) or 0


def box(page: Page, name: str, value: object) -> Locator:
    """What a finger or a pointer meets of an answer, a chip or a wish."""
    return page.locator(f'label:has(input[name="{name}"][value="{value}"])')


@contextmanager
def project_in(folder: Path) -> Iterator[int]:
    """A project in a new database, to which the program of this folder is bound too."""
    before = engine._current
    engine.use(f"sqlite:///{folder / 'huifang.db'}")
    upgrade.upgrade()
    yield a_project("翠湖花园", now=now(), contact=CONTACT, contacts=CONTACTS)
    engine.current().dispose()
    engine._current = before


@contextmanager
def program_in(folder: Path, port: int | None = None) -> Iterator[Program]:
    """The survey in a process of its own."""
    with started(folder, *SURVEY, ready="/s", port=port) as program:
        yield program


@contextmanager
def door_in(folder: Path) -> Iterator[Door]:
    with project_in(folder) as project, program_in(folder) as program:
        yield Door(program.address, project)
