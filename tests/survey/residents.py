"""A resident at the door: opens a code, fills the form, sends it, as a browser would."""

import re
from html import unescape

from httpx2 import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from db.engine import reading
from db.schema import Base
from db.schema import Response as Answer

BLANK = re.compile(r'name="blank" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
CHECKED = re.compile(r'name="(\w+)" value="(\w+)" checked')


class Resident:
    """One phone in front of one code."""

    def __init__(
        self, client: TestClient, code: str, language: str = "zh-CN", door: str = ""
    ) -> None:
        self.client = client
        self.address = f"/s/{code}/{door}".rstrip("/")
        self.headers = {"Accept-Language": language}

    def open(self, query: str = "") -> Response:
        return self.client.get(self.address + query, headers=self.headers)

    def blank(self) -> str:
        """What a freshly opened form carries to say that it is ours."""
        return blank_of(self.open())

    def send(self, blank=None, query="", **fields):
        """Fill the fields in and send; without a `blank` the form is opened first."""
        filled = {"blank": self.blank() if blank is None else blank, **fields}
        return self.client.post(self.address + query, data=filled, headers=self.headers)


def blank_of(page: Response) -> str:
    return unescape(BLANK.search(page.text)[1])


def blank_for(page: Response, door: str) -> str:
    """What the button of one of several forms on the page carries."""
    form = page.text[re.search(rf'action="[^"]*/{door}[?"]', page.text).end() :]
    return unescape(BLANK.search(form)[1])


def hidden(page: Response) -> dict[str, str]:
    """The fields that a page keeps without showing them."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def checked(page: Response) -> dict[str, str]:
    """What is ticked on the page."""
    return dict(CHECKED.findall(page.text))


def answers() -> list[Answer]:
    """Every version of every response, in the order they came."""
    with reading() as session:
        wanted = select(Answer).order_by(Answer.answered_at, Answer.version)
        return list(session.scalars(wanted))


def rows() -> int:
    """How much is stored, all tables together."""
    with reading() as session:
        tables = Base.metadata.sorted_tables
        return sum(session.scalar(select(func.count()).select_from(table)) for table in tables)
