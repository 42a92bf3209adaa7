"""Screens (大屏): what a device on the wall shows, fixed or in turn.

Everything a screen shows at a moment follows from its plan and the clock: nothing is remembered,
so that a restart finds the same layout and screens with one plan change over together.
"""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from domain.access import Actor, Role
from domain.errors import WrongValue

# A screen is a device: where a colleague would be numbered stands a number that nobody has.
NOBODY = 0
SHORTEST_TURN, LONGEST_TURN = 10, 600
MOST_PROJECTS = 12
DAY_BEGINS, DAY_ENDS = time(7), time(19)


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
    """What one screen shows at one moment; several projects only in their common overview."""

    projects: tuple[int, ...]
    layout: Layout
    language: str


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """What a screen shows: each layout for each project, `turn_seconds` long, over and over.

    Several projects have one overview in common, and begin with it.
    Raises WrongValue for no project or too many, no layout, one twice, a turn of the wrong length.
    """

    projects: tuple[int, ...]
    layouts: tuple[Layout, ...] = (Layout.OVERVIEW,)
    turn_seconds: int = 30
    ground: Ground = Ground.DARK
    speech: Speech = Speech.CHINESE
    sounds: bool = False

    def __post_init__(self) -> None:
        for field, chosen in (("projects", self.projects), ("layouts", self.layouts)):
            if not chosen:
                raise WrongValue(field, "too_few")
            if len(set(chosen)) < len(chosen):
                raise WrongValue(field, "twice")
        if len(self.projects) > MOST_PROJECTS:
            raise WrongValue("projects", "too_many")
        if not SHORTEST_TURN <= self.turn_seconds <= LONGEST_TURN:
            raise WrongValue("turn_seconds", "not_a_turn")

    @property
    def stops(self) -> tuple[tuple[tuple[int, ...], Layout], ...]:
        """The projects and the layout of each turn of one round, in their order."""
        if len(self.projects) == 1:
            return tuple((self.projects, layout) for layout in self.layouts)
        together = [(self.projects, Layout.OVERVIEW)] if Layout.OVERVIEW in self.layouts else []
        single = [layout for layout in self.layouts if layout is not Layout.OVERVIEW]
        return (*together, *(((one,), layout) for one in self.projects for layout in single))

    def at(self, now: datetime) -> Turn:
        """The projects, layout and language of this moment."""
        return self._turn(self._turns_until(now))

    def after(self, now: datetime) -> Turn | None:
        """What comes next; None where the picture stays as it is."""
        turn = self._turns_until(now)
        following = self._turn(turn + 1)
        return None if following == self._turn(turn) else following

    def place(self, now: datetime) -> tuple[int, float]:
        """Which of the stops this is, from 0, and how much of its turn has passed, 0–1."""
        turn, passed = divmod(now.timestamp(), self.turn_seconds)
        return int(turn) % len(self.stops), passed / self.turn_seconds

    def ground_at(self, local: datetime) -> Ground:
        """Dark or light; `local` is on the project's clock."""
        if self.ground is not Ground.BY_HOUR:
            return self.ground
        return Ground.LIGHT if DAY_BEGINS <= local.time() < DAY_ENDS else Ground.DARK

    def onlooker(self) -> Actor:
        """Whoever looks at the screen: sees the figures of its projects, and may do nothing."""
        return Actor(NOBODY, dict.fromkeys(self.projects, Role.WALL))

    def _turns_until(self, now: datetime) -> int:
        return int(now.timestamp()) // self.turn_seconds

    def _turn(self, turn: int) -> Turn:
        round_, place = divmod(turn, len(self.stops))
        projects, layout = self.stops[place]
        return Turn(projects, layout, self._language(round_))

    def _language(self, round_: int) -> str:
        if self.speech is not Speech.BOTH:
            return self.speech.value
        return (Speech.CHINESE if round_ % 2 == 0 else Speech.ENGLISH).value
