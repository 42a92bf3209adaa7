"""Columns (栏目): what the tables of a report are made of, and the definitions printed with them.

A document (domain.reports) holds codes and numbers; how they are told stands here and in layouts.
"""

from dataclasses import dataclass
from enum import StrEnum

from lang import N_


class Said(StrEnum):
    """How a figure is told."""

    TEXT = "text"
    TERM = "term"
    COUNT = "count"
    HOURS = "hours"
    SHARE = "share"
    POINTS = "points"
    SIGNED = "signed"
    DAY = "day"
    MONTH = "month"


class Drawn(StrEnum):
    """How a table is drawn beside its figures."""

    NOT = "not"
    BARS = "bars"
    SHARES = "shares"
    GAPS = "gaps"
    SPANS = "spans"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of each row; `of` is the kind of term that a code is one of.

    Where an optional one is not there, nothing is missing.
    """

    key: str
    heading: str
    said: Said = Said.COUNT
    of: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One table. What `drawn` draws are the columns `draws`; `empty` is said where no row is."""

    key: str
    title: str
    columns: tuple[Column, ...]
    drawn: Drawn = Drawn.NOT
    draws: tuple[str, ...] = ()
    note: str = ""
    empty: str = N_("Nothing of the kind in this period.")


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence above the tables, said when the document knows all `facts` in it.

    `terms` says of which kind of term a fact is.
    """

    sentence: str
    facts: tuple[str, ...]
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    source: str
    blocks: tuple[Block, ...]
    definitions: tuple[str, ...]
    leads: tuple[Lead, ...] = ()


T, S = Said, Said.SHARE
RECEIVED = Column("received", N_("Received"))
RESOLVED = Column("resolved", N_("Work done"))
OPEN = Column("open", N_("Still open"))
ESCALATED = Column("escalated", N_("Raised"))
MEDIAN = Column("median_hours", N_("Median, hours"), T.HOURS)
P90 = Column("p90_hours", N_("90% within, hours"), T.HOURS)
COUNTED = Column("counted", N_("Judged"))
LATE = Column("late", N_("Late"))
SHARE_LATE = Column("share_late", N_("Share late"), S)
MEASURED = Column("n", N_("Measured"))
HOUSEHOLDS = Column("n", N_("Households"))
LOW = Column("low", N_("at least"), S)
HIGH = Column("high", N_("at most"), S)
KIND = Column("kind", N_("Kind"), T.TERM, "kind")
CATEGORY = Column("category", N_("Category"), T.TERM, "category")
BUILDING = Column("building", N_("Building"), T.TEXT)
DONE = Column("done", N_("Made"))
RATES = (
    DONE,
    Column("counted", N_("Counted")),
    Column("pending", N_("Pending")),
    Column("completion", N_("Completed"), S),
    Column("punctuality", N_("In time"), S),
)
TARGET = Column("target", N_("Target"), S)
ROW = Column("callback_row", N_("Kind"), T.TERM, "callback_row")

NULL = N_("–: not known, or of too few to be told. It is never nought.")
WHICH = N_(
    "Tickets are those received in the period, on the project's own days; how far they are is as "
    "of the moment at which this edition was made."
)
HOW_LONG = N_(
    "Hours are elapsed time of a ticket's first round: half of the tickets took no longer than the "
    "median, nine in ten no longer than the 90% figure."
)
HOW_LATE = N_(
    "Late: done after its time, or still not done although its time is over. Working time, waiting "
    "and appointments are taken into account. Judged: done, or its time is over."
)
RATE = N_(
    "Completed and in time are shares of what counts: made, or past its window. What is still "
    "inside its window is pending and in neither."
)
SATISFIED = N_(
    "Satisfaction rate: households that were basically or very satisfied, of those that answered; "
    "each household counts once. Formula and direct comparison are never pooled."
)
DOUBT = N_(
    "At least, at most: 95% intervals. They show random variation only, not self-selection. Of "
    "fewer than 5 not even the number is told, of fewer than 10 the number alone."
)
GAP = N_(
    "Gap: service delivered less service expected, in points from −100 to 100; both sides are "
    "means from 0 to 100."
)

SATISFACTION = Block(
    "satisfaction",
    N_("Satisfaction rate"),
    (
        Column("method", N_("Verdict"), T.TERM, "report_method"),
        HOUSEHOLDS,
        Column("share", N_("Satisfaction rate"), S),
        LOW,
        HIGH,
    ),
    Drawn.SHARES,
    ("share",),
)
GAPS = Block(
    "gap",
    N_("Expected and delivered"),
    (
        Column("measure", N_("Side"), T.TERM, "measure_of_gap"),
        Column("points", N_("Points"), T.POINTS),
        Column("low", N_("at least"), T.POINTS),
        Column("high", N_("at most"), T.POINTS),
    ),
    Drawn.GAPS,
    ("points",),
)
VERDICT = Lead(N_("Residents' verdict: {verdict}"), ("verdict",), (("verdict", "group_verdict"),))
