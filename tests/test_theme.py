"""What the theme promises: every word on every ground is readable (WCAG 2.2, 1.4.3)."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.parts import theme

CONFIG = tomllib.loads((Path(__file__).parent.parent / ".streamlit" / "config.toml").read_text())
GROUNDS = ("light", "dark")
INKS = ("text", "link", *(f"{hue}Text" for hue in ("red", "orange", "yellow", "green", "gray")))


def luminance(colour: str) -> float:
    """Relative luminance 0-1 of "#rrggbb"."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("surface", ["background", "secondaryBackground"])
def test_words_are_readable_on_paper_and_on_ink(ground, ink, surface):
    theme = CONFIG["theme"][ground]

    assert contrast(theme[f"{ink}Color"], theme[f"{surface}Color"]) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("hue", ["red", "orange", "yellow", "green", "blue", "gray"])
def test_words_are_readable_on_their_own_tint(ground, hue):
    theme = CONFIG["theme"][ground]

    assert contrast(theme[f"{hue}TextColor"], theme[f"{hue}BackgroundColor"]) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_button_s_word_is_readable(ground):
    assert contrast("#ffffff", CONFIG["theme"][ground]["primaryColor"]) >= 4.5


def test_a_viewer_sees_no_details_and_nobody_is_counted():
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False


def told(section: str) -> CustomThemeConfig:
    """What Streamlit would tell a browser of this section."""
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message, section)
    return message


def test_a_theme_read_once_is_told_like_one_read_each_time(monkeypatch):
    sections = [f"theme.{category.value}" for category in config.CustomThemeCategories]
    before = [told(section) for section in ("theme", *sections)]
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    theme.read_once()
    first = [told(section) for section in ("theme", *sections)]
    monkeypatch.setattr(config, "get_options_for_section", None)

    again = [told(section) for section in ("theme", *sections)]

    assert first == again == before
    assert any(message.ByteSize() for message in again)
