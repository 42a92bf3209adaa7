"""A colleague at a page: what they read, choose, fill in and press.

Signed in how? `sit(name, project, who)` signs `who` in for real, with an account and a session in
the database; only the browser's cookie is put in place, by `cookies` in conftest.py, from the
page's state under COOKIE. Whoever builds an AppTest by hand sets `state[COOKIE] = signed_in(who)`.
"""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db import accounts
from db.engine import reading
from domain.access import Actor
from pages.parts import live
from tests.builders import a_session, an_account

COOKIE = "cookie of the test"
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
BOTH = pytest.mark.parametrize("language", ["zh_CN", "en"])
PAGE = """
import streamlit as st
import lang
from domain.errors import HuifangError
from pages import {name}
from pages.parts.session import language
try:
    {name}.page()
except HuifangError as refused:
    st.error(lang.error(language(), refused))
"""


def forget() -> None:
    """Nothing drawn or read before is remembered, and no reader watches a database that is gone."""
    st.cache_data.clear()
    st.cache_resource.clear()


class Desk:
    """One visitor's page. A label is the word on it, in the visitor's language."""

    def __init__(self, script: str, language: str, **state: Any) -> None:
        # AppTest asks for the words of choices outside the visitor's session, in the default.
        self.page = AppTest.from_string(script, default_timeout=30)
        self.page.session_state["language"] = language
        for name, value in state.items():
            self.page.session_state[name] = value

    def look(self, **asked: object) -> "Desk":
        for name, value in asked.items():
            self.page.query_params[name] = str(value)
        # As if the next poll came now.
        live.reader().hurry()
        self.page.run()
        assert not self.page.exception
        return self

    def words(self) -> str:
        """Everything that can be read, tables aside, without markup."""
        blocks = (*("header", "subheader", "markdown", "caption", "text", "info", "error", "html"),)
        told = [element.value for block in blocks for element in getattr(self.page, block)]
        told += [f"{metric.label} {metric.value}" for metric in self.page.metric]
        told += [f"{key} {value}" for rows in self.rows("table") for key, value in rows.items()]
        return unescape(re.sub(r"<[^>]*>", " ", "\n".join(map(str, told))))

    def rows(self, kind: str = "dataframe", nth: int | None = None) -> list[dict[str, Any]]:
        tables = getattr(self.page, kind)
        chosen = tables if nth is None else [tables[nth]]
        return [row for table in chosen for row in table.value.to_dict("records")]

    def buttons(self) -> list[str]:
        return [button.label for button in self.page.button]

    def choices(self, prefix: str) -> list[str]:
        """The words of the first group of choices whose key begins so."""
        return next((list(one.options) for one in self._groups(prefix)), [])

    def choose(self, prefix: str, value: object) -> "Desk":
        next(self._groups(prefix)).set_value(value).run()
        return self

    def _groups(self, prefix: str) -> Any:
        return (one for one in self.page.button_group if (one.key or "").startswith(prefix))

    def fill(self, **fields: str) -> "Desk":
        """Into fields by label; spaces are written as _."""
        for label, value in fields.items():
            self.field(label.replace("_", " ")).set_value(value)
        return self

    def field(self, label: str) -> Any:
        kinds = ("text_input", "text_area", "selectbox", "datetime_input", "number_input")
        found = [one for kind in kinds for one in getattr(self.page, kind) if one.label == label]
        return found[0]

    def press(self, label: str) -> "Desk":
        [button for button in self.page.button if button.label == label][-1].click().run()
        assert not self.page.exception
        return self


def signed_in(who: Actor | None) -> str:
    """The cookie of a browser in which this colleague is signed in; "" for nobody's."""
    if who is None:
        return ""
    with reading() as session:
        is_known = accounts.of(session, who.staff_id) is not None
    if not is_known:
        an_account(who)
    return a_session(who.staff_id, datetime.now(UTC), NEVER)


def sit(
    name: str, project: int | None, who: Actor | None, language: str = "en", **asked: object
) -> Desk:
    """At the page of that name; `asked` stands in the address."""
    script = PAGE.format(name=name)
    remembered = {"project": project, COOKIE: signed_in(who)}
    return Desk(script, language, **remembered).look(**asked)
