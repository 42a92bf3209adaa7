"""Costs (代价): what dissatisfied households cost, by the training material's own figures.

A scenario of that material, not a forecast, and to be labelled so; never shown per employee.
Source: DOMAIN.md §4, SCORING.md §4.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

from domain.errors import HuifangError


class WrongScenario(HuifangError, ValueError):
    """`field` of a scenario is outside `most`, the largest value it can take."""

    code = "costs.wrong_scenario"

    def __init__(self, field: str, value: float, most: float) -> None:
        super().__init__(f"{field}: {value!r} is outside 0–{most}")
        self.field = field
        self.value = value
        self.most = most


class WrongCount(HuifangError, ValueError):
    """`field` is no number of households."""

    code = "costs.wrong_count"

    def __init__(self, field: str, value: float) -> None:
        super().__init__(f"{field}: {value!r}")
        self.field = field
        self.value = value


class Range(NamedTuple):
    """From the least to the most it may be."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Share of customers lost after each ending, 0–1, and what a loss brings with it.

    `complains` is the share of the dissatisfied who say so, `told` the relatives and friends who
    hear of one unsolved case, and a new customer costs `replacement` times the keeping of an old
    one. Raises WrongScenario.
    """

    lost_perfect: float = 0.05
    lost_well: float = 0.25
    lost_unresolved: float = 0.89
    lost_silent: float = 0.94
    complains: float = 0.67
    told: float = 9.0
    replacement: float = 6.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value, most = getattr(self, field.name), _MOST.get(field.name, 1.0)
            if not 0 <= value <= most:
                raise WrongScenario(field.name, value, most)
        if not self.complains:
            raise WrongScenario("complains", self.complains, 1.0)

    def silent_behind(self, complaints: float) -> float:
        """How many stayed silent for so many who complained."""
        return complaints * (1 - self.complains) / self.complains


_MOST = {"told": 1_000.0, "replacement": 1_000.0}
MATERIAL = Scenario()


@dataclass(frozen=True, slots=True)
class Dissatisfied:
    """Dissatisfied households of twelve months by how their case ended. Raises WrongCount.

    `silent` never complained; None where nobody asked them, and then it is estimated.
    """

    perfect: float = 0
    well: float = 0
    unresolved: float = 0
    silent: float | None = None
    pending: float = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not 0 <= value < float("inf"):
                raise WrongCount(field.name, value)

    @property
    def complaints(self) -> float:
        return self.perfect + self.well + self.unresolved + self.pending


@dataclass(frozen=True, slots=True)
class Cost:
    """Households, unless said otherwise; ranges are open while complaints are pending.

    `saved` is against no action at all; `recoverable` is what handling the unresolved and the
    silent well would still save, `recoverable_at_best` handling them perfectly. `told` counts
    relatives and friends, from those of the unsolved and silent to those of all. `replacement` is
    in costs of keeping one customer. `implied_silent` is what the complaints alone suggest;
    `is_estimated` tells that `silent` is that figure.
    """

    households: float
    silent: float
    is_estimated: bool
    implied_silent: float
    at_risk: Range
    no_action: float
    saved: Range
    recoverable: float
    recoverable_at_best: float
    told: Range
    replacement: Range


def cost(cases: Dissatisfied, scenario: Scenario = MATERIAL) -> Cost:
    """What these households cost under `scenario`, the training material's unless said."""
    implied = scenario.silent_behind(cases.complaints)
    silent = implied if cases.silent is None else cases.silent
    at_risk = _at_risk(cases, silent, scenario)
    no_action = scenario.lost_unresolved * cases.complaints + scenario.lost_silent * silent
    return Cost(
        households=cases.complaints + silent,
        silent=silent,
        is_estimated=cases.silent is None,
        implied_silent=implied,
        at_risk=at_risk,
        no_action=no_action,
        saved=Range(no_action - at_risk.high, no_action - at_risk.low),
        recoverable=_recoverable(cases, silent, scenario, scenario.lost_well),
        recoverable_at_best=_recoverable(cases, silent, scenario, scenario.lost_perfect),
        told=_times(scenario.told, cases.unresolved + silent, cases.complaints + silent),
        replacement=_times(scenario.replacement, *at_risk),
    )


def _at_risk(cases: Dissatisfied, silent: float, scenario: Scenario) -> Range:
    ended = (
        scenario.lost_perfect * cases.perfect
        + scenario.lost_well * cases.well
        + scenario.lost_unresolved * cases.unresolved
        + scenario.lost_silent * silent
    )
    pending = _times(cases.pending, scenario.lost_perfect, scenario.lost_unresolved)
    return Range(ended + pending.low, ended + pending.high)


def _recoverable(cases: Dissatisfied, silent: float, scenario: Scenario, still: float) -> float:
    """Saved if those not yet helped were lost at the rate `still` instead of their own."""
    unresolved = (scenario.lost_unresolved - still) * cases.unresolved
    return unresolved + (scenario.lost_silent - still) * silent


def _times(factor: float, low: float, high: float) -> Range:
    return Range(factor * low, factor * high)
