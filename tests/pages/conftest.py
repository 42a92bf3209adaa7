"""The cookie that a browser would have brought."""

import pytest
import streamlit as st

import settings
from pages.parts import session
from tests.pages.desks import COOKIE


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of a test has its own, kept where it was put in: `state[COOKIE]`."""

    def brought() -> dict[str, str]:
        return {settings.session_cookie(): str(st.session_state.get(COOKIE, ""))}

    monkeypatch.setattr(session, "cookies", brought)
