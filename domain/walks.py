"""Walks (走访): the order in which one goes round a place on foot."""

import re

_FIGURES = re.compile(r"(\d+)")


def on_the_way(*words: str) -> tuple[tuple[tuple[int, str], ...], ...]:
    """A key that sorts "2 栋" before "10 栋", word for word."""
    return tuple(
        tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _FIGURES.split(word))
        for word in words
    )
