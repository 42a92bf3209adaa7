"""The formula's version (公式版本): ladder, weights and tolerances; every score is stored with one.

Source: SCORING.md §2 and §3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeGuard

from domain.errors import HuifangError

_STANDARD_TERMS = (4, 3)
_PROMISE = (2, 1)
_HEAVIEST = 1_000_000.0


class WrongFormula(HuifangError, ValueError):
    """The formula's `field` cannot be used; `reason` is a code."""

    code = "formula.wrong"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of the formula, stored with every score it gives.

    Weights are ≥ 0 and stand in the order of the items; only their proportions count. Tolerances
    are points of the gap, 0–100. Four terms against three have the promise pair E3–D2; any other
    number of terms has none. Raises WrongFormula.
    """

    ladder: int = 5
    expectation_weights: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    delivered_weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    tolerance: float = 12.5
    group_tolerance: float = 5.0

    def __post_init__(self) -> None:
        if type(self.ladder) is not int or self.ladder < 2:
            raise WrongFormula("ladder", "too_short")
        _check_weights("expectation_weights", self.expectation_weights)
        _check_weights("delivered_weights", self.delivered_weights)
        _check_tolerance("tolerance", self.tolerance)
        _check_tolerance("group_tolerance", self.group_tolerance)

    @classmethod
    def default(cls) -> Self:
        return cls()

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Self:
        """What `as_dict` gave, also after a passage through JSON. Raises WrongFormula."""
        odd = sorted(set(stored) ^ set(cls.__slots__))
        if odd:
            raise WrongFormula(odd[0], "unknown" if odd[0] in stored else "missing")
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()}
        return cls(**values)  # type: ignore[arg-type]  # __post_init__ checks every value

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON; equal for equal versions."""
        return {
            "ladder": self.ladder,
            "expectation_weights": [float(weight) for weight in self.expectation_weights],
            "delivered_weights": [float(weight) for weight in self.delivered_weights],
            "tolerance": float(self.tolerance),
            "group_tolerance": float(self.group_tolerance),
        }

    @property
    def terms(self) -> tuple[int, int]:
        return len(self.expectation_weights), len(self.delivered_weights)

    @property
    def promise(self) -> tuple[int, int] | None:
        """Where the promise made (E3) and kept (D2) stand, None where they are not compared."""
        if self.terms != _STANDARD_TERMS:
            return None
        made, kept = _PROMISE
        compared = self.expectation_weights[made] > 0 and self.delivered_weights[kept] > 0
        return _PROMISE if compared else None


def _check_weights(field: str, weights: object) -> None:
    if not isinstance(weights, tuple) or not weights:
        raise WrongFormula(field, "not_weights")
    if not all(_is_number(weight) and 0 <= weight <= _HEAVIEST for weight in weights):
        raise WrongFormula(field, "not_a_weight")
    if not any(weights):
        raise WrongFormula(field, "weighs_nothing")


def _check_tolerance(field: str, points: object) -> None:
    if not _is_number(points) or not 0 <= points <= 100:
        raise WrongFormula(field, "not_a_tolerance")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
