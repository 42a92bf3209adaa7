"""The wall's address: what a screen shows, written so that it can be shared, bookmarked, hung up.

`/wall?project=1,2&layout=queue,callbacks&turn=30&ground=by_hour&lang=both&sound=on`; what is left
out is the first project, the overview, dark, in the language at hand, silent.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import lang
from domain.errors import HuifangError, WrongValue
from domain.screens import (
    LONGEST_TURN,
    MOST_PROJECTS,
    SHORTEST_TURN,
    Ground,
    Layout,
    ScreenPlan,
    Speech,
)
from lang import N_

Code = TypeVar("Code", bound=StrEnum)
TURN = 30
ON, OFF = "on", "off"
# Every address ends somewhere; what is wrong with one is told in a line.
LONGEST = 40

POSSIBLE = {
    "project": N_("the numbers of up to {most} projects, with commas between"),
    "layout": N_("overview, queue, callbacks, satisfaction, with commas between"),
    "turn": N_("seconds from {shortest} to {longest}"),
    "ground": N_("dark, light, by_hour"),
    "lang": N_("zh_CN, en, both"),
    "sound": N_("on, off"),
}


class WrongAddress(HuifangError):
    """What the address says at `key` cannot be shown."""

    code = "screen.wrong_address"

    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"{key}={value}")
        self.key = key
        self.value = value


def plan(asked: Mapping[str, str], chosen: int | None, spoken: str) -> ScreenPlan | None:
    """The plan of an address; None where neither it nor the desk names a project.

    Raises WrongAddress.
    """
    if "project" not in asked and chosen is None:
        return None
    layouts = _read(asked, "layout", Layout.OVERVIEW, _each_of(Layout))
    try:
        return ScreenPlan(
            _read(asked, "project", str(chosen), _numbers),
            layouts,
            _read(asked, "turn", str(TURN), int),
            _read(asked, "ground", Ground.DARK, Ground),
            _read(asked, "lang", spoken, Speech),
            _read(asked, "sound", OFF, [OFF, ON].index) == 1,
        )
    except WrongValue as refused:
        key = {"projects": "project", "layouts": "layout", "turn_seconds": "turn"}[refused.field]
        raise WrongAddress(key, asked.get(key, "")) from refused


def of(plan: ScreenPlan) -> dict[str, str]:
    """The shortest address that shows the plan."""
    address = {"project": ",".join(map(str, plan.projects)), "lang": plan.speech.value}
    if plan.layouts != (Layout.OVERVIEW,):
        address["layout"] = ",".join(plan.layouts)
    if plan.turn_seconds != TURN:
        address["turn"] = str(plan.turn_seconds)
    if plan.ground is not Ground.DARK:
        address["ground"] = plan.ground.value
    if plan.sounds:
        address["sound"] = ON
    return address


def told(language: str, wrong: WrongAddress) -> str:
    possible = lang.say(
        language,
        POSSIBLE[wrong.key],
        most=MOST_PROJECTS,
        shortest=SHORTEST_TURN,
        longest=LONGEST_TURN,
    )
    asked = f"{wrong.key}={wrong.value}"[:LONGEST]
    return lang.say(
        language,
        "“{asked}” in the address cannot be shown. Possible is: {possible}.",
        asked=asked,
        possible=possible,
    )


T = TypeVar("T")


def _read(asked: Mapping[str, str], key: str, usual: str, read: Callable[[str], T]) -> T:
    value = asked.get(key, usual)
    try:
        return read(value)
    except ValueError as refused:
        raise WrongAddress(key, value) from refused


def _numbers(value: str) -> tuple[int, ...]:
    parts = value.split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) < LONGEST for part in parts):
        raise ValueError(value)
    return tuple(dict.fromkeys(map(int, parts)))


def _each_of(codes: type[Code]) -> Callable[[str], tuple[Code, ...]]:
    return lambda value: tuple(dict.fromkeys(map(codes, value.split(","))))
