"""Screens (大屏): what a device on the wall shows, fixed or in turn.

Everything a screen shows at a moment follows from its plan and the clock: nothing is remembered,
so that a restart finds the same layout and screens with one plan change over together.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import WrongValue

SHORTEST_TURN, LONGEST_TURN = 10, 600
MOST_PROJECTS = 12


class Layout(StrEnum):
    OVERVIEW = "overview"
    QUEUE = "queue"
    CALLBACKS = "callbacks"
    SATISFACTION = "satisfaction"


class Ground(StrEnum):
    """What is written on: dark, light, or light from 07:00 to 19:00 on the project's clock."""

    DARK = "dark"
    LIGHT = "light"
    BY_HOUR = "by_hour"


class Speech(StrEnum):
    """The language of a screen; `BOTH` changes over whenever all layouts have been shown."""

    CHINESE = "zh_CN"
    ENGLISH = "en"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one screen shows at one moment."""

    project_id: int
    layout: Layout
    language: str


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """What a screen shows: each layout for each project, `turn_seconds` long, over and over.

    Raises WrongValue for no project or too many, no layout, and a turn of the wrong length.
    """

    projects: tuple[int, ...]
    layouts: tuple[Layout, ...] = (Layout.OVERVIEW,)
    turn_seconds: int = 30
    ground: Ground = Ground.DARK
    speech: Speech = Speech.CHINESE
    sounds: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.projects) <= MOST_PROJECTS:
            raise WrongValue("projects", str(len(self.projects)))
        if not self.layouts:
            raise WrongValue("layouts", "0")
        if not SHORTEST_TURN <= self.turn_seconds <= LONGEST_TURN:
            raise WrongValue("turn_seconds", str(self.turn_seconds))

    def at(self, now: datetime) -> Turn:
        """The project, layout and language of this moment."""
        turn = int(now.timestamp()) // self.turn_seconds
        round_, place = divmod(turn, len(self.projects) * len(self.layouts))
        project, layout = divmod(place, len(self.layouts))
        return Turn(self.projects[project], self.layouts[layout], self._language(round_))

    def _language(self, round_: int) -> str:
        if self.speech is not Speech.BOTH:
            return self.speech.value
        return (Speech.CHINESE if round_ % 2 == 0 else Speech.ENGLISH).value
