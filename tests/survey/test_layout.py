"""What is written into every page: a script and a style that phones of 2016 understand."""

import re

import pytest

from survey.layout import TEMPLATES, _script, _styles

# Words and signs that a web view of 2016 stumbles over (ES2015 and later, and later interfaces).
NEWER = {
    "arrow function": r"=>",
    "let": r"\blet\b",
    "const": r"\bconst\b",
    "class": r"\bclass\b",
    "template string": r"`",
    "spread": r"\.\.\.",
    "promise": r"\bPromise\b|\bawait\b|\basync\b",
    "fetch": r"\bfetch\b",
    "for of": r"\bof\b",
    "nullish": r"\?\?|\?\.",
    "closest": r"\.(closest|matches|remove|append|includes|assign|values|entries)\(",
}


@pytest.mark.parametrize("name", NEWER)
def test_the_script_is_old_enough(name):
    assert not re.search(NEWER[name], _script)


def test_the_script_speaks_no_language_of_its_own():
    """Every sentence comes with the page, so that it is translated."""
    assert _script.isascii()
    assert not re.search(r'"[A-Z][^"]* [^"]* [^"]*"', _script)


def test_a_line_break_may_go_wherever_one_is():
    """Line breaks are taken out, so none may stand for a semicolon."""
    lines = re.sub(r"/\*.*?\*/", "", (TEMPLATES / "keep.js").read_text("utf-8"), flags=re.DOTALL)

    for line in filter(None, map(str.strip, lines.splitlines())):
        assert line.endswith((";", "{", "}", ",", "(", "||", "&&", "?", ":")), line


@pytest.mark.parametrize(
    "newer", ["var(", "grid", "gap:", ":has(", ":is(", "clamp(", "min(", "@layer"]
)
def test_the_style_is_old_enough(newer):
    assert not [name for name, css in _styles.items() if newer in css]


@pytest.mark.parametrize("moving", ["transition", "animation", "scroll-behavior"])
def test_nothing_moves_so_nobody_must_ask_for_less(moving):
    assert not [name for name, css in _styles.items() if moving in css]


@pytest.mark.parametrize("css", _styles.values(), ids=_styles)
def test_the_style_is_whole(css):
    """Rules that a merge cut in two would be skipped by the browser without a word."""
    assert css.count("{") == css.count("}")
    for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        selectors, declarations = rule
        assert not re.search(r"[;]", selectors), selectors
        for declaration in filter(None, declarations.split(";")):
            assert re.fullmatch(r"-?[a-z-]+:[^:]+", declaration), rule


@pytest.mark.parametrize("css", _styles.values(), ids=_styles)
def test_every_colour_of_the_day_has_one_for_the_night(css):
    day, night = css.split("@media (prefers-color-scheme:dark)")
    # White on ink and the ring around it are turned over with the ink itself.
    coloured = {
        selector
        for selectors, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", day)
        if "#" in rule
        for selector in selectors.split(",")
    }
    turned = {
        selector
        for selectors, _ in re.findall(r"([^{}]+)\{([^{}]*)\}", night)
        for selector in selectors.split(",")
    }

    assert coloured <= turned
