"""The cookie that a browser would have brought, and pages that open quickly."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

import settings
from pages.parts import session
from tests.pages.desks import COOKIE


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of a test has its own, kept where it was put in: `state[COOKIE]`."""

    def brought() -> dict[str, str]:
        return {settings.session_cookie(): str(st.session_state.get(COOKIE, ""))}

    monkeypatch.setattr(session, "cookies", brought)


@pytest.fixture(scope="session", autouse=True)
def no_components_of_others() -> Iterator[None]:
    """Each page of a test would look for them in every installed package: half of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield
