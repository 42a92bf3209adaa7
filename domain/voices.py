"""Three voices (三方印证): what the resident, the callback and the supervisor say of one ticket.

Each says in its own way whether the resident is satisfied. Two voices agree as far as they give the
same answer, and beyond chance as far as κ says so (SCORING §3).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.agreement import agreement
from domain.groups import SHOWN_FROM, Share, share, visible_count
from domain.satisfaction import Verdict


class Speaker(StrEnum):
    RESIDENT = "resident"
    CALLBACK = "callback"
    SUPERVISOR = "supervisor"


PAIRS = (
    (Speaker.RESIDENT, Speaker.CALLBACK),
    (Speaker.CALLBACK, Speaker.SUPERVISOR),
    (Speaker.RESIDENT, Speaker.SUPERVISOR),
)
# Satisfied or not, as each speaker has it; None for one who said nothing.
Said = tuple[bool | None, bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class Concord:
    """How often two speakers said the same of `n` tickets on which both spoke.

    `n` is None where even the number is hidden, `same` under 10 tickets; `kappa` under 100, or
    where both always said one thing.
    """

    n: int | None
    same: Share | None
    kappa: float | None


def concord(said: Mapping[Said, int], one: Speaker, other: Speaker) -> Concord:
    """Of so many tickets with each combination of what was said."""
    order = list(Speaker)
    pairs = Counter[tuple[Verdict, Verdict]]()
    for combination, count in said.items():
        first, second = combination[order.index(one)], combination[order.index(other)]
        if first is not None and second is not None:
            pairs[_as_verdict(satisfied=first), _as_verdict(satisfied=second)] += count
    n = sum(pairs.values())
    if n < SHOWN_FROM:
        return Concord(visible_count(n), None, None)
    found = agreement(pairs)
    same = sum(count for (first, second), count in pairs.items() if first is second)
    return Concord(n, share(same, n), found.kappa if found else None)


def _as_verdict(*, satisfied: bool) -> Verdict:
    """Two of the three verdicts, so that one κ serves all."""
    return Verdict.BASICALLY_SATISFIED if satisfied else Verdict.DISSATISFIED
