"""Limits (限流): how fast the residents' door takes in what is sent.

House numbers, in policy.toml; one door stands before all projects, so none of them sets its own.
"""

from dataclasses import dataclass

from domain.errors import WrongValue


@dataclass(frozen=True, slots=True)
class Pace:
    """So many at once, then so many a minute. Raises WrongValue unless both let somebody in."""

    at_once: int
    per_minute: float

    def __post_init__(self) -> None:
        for name in ("at_once", "per_minute"):
            if getattr(self, name) < 1:
                raise WrongValue(name, "too_few")


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast the residents' door takes answers in: by code, by device, to unknown codes."""

    code: Pace
    device: Pace
    unknown: Pace
