"""Layouts (报表版式): which tables a report has, in which words, and what its figures mean.

A document (domain.reports) holds codes and numbers; here stands everything about how they are told.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.reports import ReportKind
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
    "Tickets are those received in the period, on the project's own days; how far they are is as of "
    "the moment at which this edition was made."
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

COMPLAINTS = Layout(
    N_("Training material 004: monthly complaint summary"),
    (
        Block(
            "headline",
            N_("The month in short"),
            (
                Column("figure", N_("Complaints"), T.TERM, "figure"),
                Column("count", N_("This month")),
                Column("before", N_("Month before")),
            ),
        ),
        Block(
            "by_category",
            N_("By category"),
            (CATEGORY, RECEIVED, RESOLVED, OPEN, ESCALATED, MEDIAN, P90),
            Drawn.BARS,
            ("received",),
        ),
        Block(
            "by_severity",
            N_("By severity, each by its own limit"),
            (
                Column("severity", N_("Severity"), T.TERM, "severity"),
                RECEIVED,
                RESOLVED,
                OPEN,
                ESCALATED,
                Column("limit", N_("Limit"), T.TERM, "step"),
                COUNTED,
                LATE,
                SHARE_LATE,
            ),
        ),
        Block(
            "by_building",
            N_("By building"),
            (BUILDING, RECEIVED, RESOLVED, OPEN, ESCALATED, Column("repeats", N_("Come again"))),
            Drawn.BARS,
            ("received",),
        ),
        Block(
            "stages",
            N_("How long the stages took"),
            (Column("step", N_("Until"), T.TERM, "step"), MEASURED, MEDIAN, P90),
            Drawn.SPANS,
            ("median_hours", "p90_hours"),
            N_(
                "Arrived counts from dispatch, replied from the work being done, the rest from "
                "intake."
            ),
        ),
        Block(
            "escalations",
            N_("Raised to"),
            (
                Column("rung", N_("Level"), T.TERM, "rung"),
                Column("tickets", N_("Complaints")),
                Column("missed", N_("Because a limit was missed")),
            ),
        ),
    ),
    (
        WHICH,
        N_(
            "Come again: about the same place, category and topic at most 30 days after "
            "another one."
        ),
        HOW_LONG,
        HOW_LATE,
        NULL,
    ),
)

OWNERS = Layout(
    N_("Training material 001: monthly report to the owners' committee"),
    (
        Block(
            "by_kind",
            N_("What came in, and how it was handled"),
            (KIND, RECEIVED, RESOLVED, OPEN, MEDIAN, P90, COUNTED, LATE, SHARE_LATE),
            Drawn.BARS,
            ("received",),
        ),
        Block("complaints", N_("Complaints by category"), (CATEGORY, RECEIVED, RESOLVED, OPEN)),
        Block(
            "callbacks",
            N_("Callbacks against their targets"),
            (ROW, DONE, Column("counted", N_("Counted")), RATES[3], TARGET),
            Drawn.SHARES,
            ("completion",),
        ),
        Block(
            "events",
            N_("Events: cuts of supply"),
            (
                Column("supply", N_("Supply"), T.TERM, "supply"),
                Column("planned", N_("Planned"), T.TERM, "planned"),
                Column("day", N_("Day"), T.DAY),
                Column("hours", N_("Hours"), T.HOURS),
                Column("where", N_("Buildings"), T.TEXT),
            ),
        ),
        SATISFACTION,
        GAPS,
    ),
    (WHICH, HOW_LONG, HOW_LATE, RATE, SATISFIED, GAP, DOUBT, NULL),
    (
        Lead(N_("{answered} of {asked} ticket codes were answered."), ("answered", "asked")),
        VERDICT,
    ),
)

CALLBACKS = Layout(
    N_("Training material 004: quarterly callback statistics"),
    (
        Block(
            "by_row",
            N_("Rates against their targets"),
            (ROW, *RATES, TARGET),
            Drawn.SHARES,
            ("completion",),
        ),
        Block(
            "by_month",
            N_("Month by month"),
            (Column("month", N_("Month"), T.MONTH), *RATES),
            Drawn.SHARES,
            ("completion",),
        ),
        Block(
            "by_assignee",
            N_("By whoever holds the sheet"),
            (Column("assignee", N_("Assigned to"), T.TEXT), *RATES),
            note=N_("By name; no ranking. The last row are those nobody was given."),
        ),
        Block(
            "heard",
            N_("What residents said"),
            (
                ROW,
                Column("n", N_("Made")),
                Column("share", N_("Satisfied"), S),
                LOW,
                HIGH,
                Column("quality", N_("Quality of the work"), T.POINTS),
                Column("effect", N_("Effect of the service"), T.POINTS),
            ),
            Drawn.SHARES,
            ("share",),
        ),
        Block(
            "causes",
            N_("Causes"),
            (
                Column("cause", N_("Cause"), T.TERM, "cause"),
                Column("callbacks", N_("Callbacks")),
            ),
            Drawn.BARS,
            ("callbacks",),
            N_("One callback may have two causes."),
        ),
    ),
    (
        N_("A callback belongs to the day its window closes, or on which it was made if earlier."),
        RATE,
        N_("Quality and effect are mean marks from 1 to 5."),
        DOUBT,
        NULL,
    ),
)

SURVEY = Layout(
    N_("Training material 001 and 003: satisfaction report after an annual survey"),
    (
        SATISFACTION,
        GAPS,
        Block(
            "terms",
            N_("Where the gap comes from"),
            (
                Column("term", N_("Term"), T.TERM, "term"),
                Column("n", N_("Households")),
                Column("level", N_("Points"), T.POINTS),
                Column("adds", N_("Adds to the gap"), T.SIGNED),
            ),
            Drawn.GAPS,
            ("adds",),
            N_("Measured from “fair”; what is added up is the gap."),
            N_("Too few households answered for this to be told."),
        ),
        Block(
            "factors",
            N_("What satisfies, and what does not"),
            (
                Column("term", N_("Delivered"), T.TERM, "term"),
                Column("n", N_("Households")),
                Column("satisfied", N_("Good or very good"), S),
                Column("dissatisfied", N_("Poor or very poor"), S),
            ),
            Drawn.SHARES,
            ("satisfied",),
        ),
        Block(
            "fix_first",
            N_("What to do first"),
            (
                Column("chip", N_("To improve"), T.TERM, "chip"),
                Column("households", N_("Households")),
                Column("share", N_("Share"), S),
                LOW,
                HIGH,
            ),
            Drawn.SHARES,
            ("share",),
            N_("A household may have chosen several."),
            N_("Too few households answered for this to be told."),
        ),
        Block(
            "turnout",
            N_("Response rate by building"),
            (
                BUILDING,
                Column("asked", N_("Asked")),
                Column("answered", N_("Answered")),
                Column("share", N_("Response rate"), S),
                LOW,
                HIGH,
            ),
            Drawn.SHARES,
            ("share",),
            N_("In the order of a walk; no ranking."),
        ),
        Block(
            "campaigns",
            N_("Beside the survey before"),
            (
                Column("campaign", N_("Annual survey"), T.TEXT),
                Column("response", N_("Response rate"), S),
                Column("share", N_("Satisfaction rate"), S),
                Column("points", N_("Gap"), T.SIGNED),
            ),
        ),
    ),
    (SATISFIED, GAP, DOUBT, NULL),
    (Lead(N_("{answered} of {asked} households answered."), ("answered", "asked")), VERDICT),
)

BLUEPRINT = Layout(
    N_("Training material 001: service blueprint"),
    (
        Block(
            "steps",
            N_("Each step, its standard and what was measured"),
            (
                Column("link", N_("Step"), T.TERM, "link"),
                Column("standard_hours", N_("Standard, hours"), T.HOURS),
                Column("or_else", N_("Otherwise"), T.TERM, "or_else", is_optional=True),
                MEASURED,
                MEDIAN,
                P90,
                COUNTED,
                LATE,
                SHARE_LATE,
                Column("mark", N_("Weakest"), T.TERM, "mark", is_optional=True),
            ),
            Drawn.SPANS,
            ("median_hours", "p90_hours", "standard_hours"),
            N_(
                "Dark: up to the median. Light: 90% within. Upright line: the standard, which sets "
                "the scale of its row."
            ),
        ),
        Block(
            "by_kind",
            N_("Finishing the work, by kind of ticket"),
            (KIND, MEASURED, MEDIAN, P90, COUNTED, LATE, SHARE_LATE),
            Drawn.SPANS,
            ("median_hours", "p90_hours"),
        ),
    ),
    (
        WHICH,
        HOW_LONG,
        HOW_LATE,
        N_(
            "Weakest is the step that is late most often, of those judged at least five times. "
            "Callbacks belong to the day their window closes, or on which they were made if "
            "earlier."
        ),
        NULL,
    ),
    (Lead(N_("Weakest step: {weakest}"), ("weakest",), (("weakest", "link"),)),),
)

KEY_FIGURES = Layout(
    N_("Training material 002: satisfaction rate and fee-collection rate"),
    (
        Block(
            "months",
            N_("Twelve months, side by side"),
            (
                Column("month", N_("Month"), T.MONTH),
                Column("n", N_("Households")),
                Column("share", N_("Satisfaction rate"), S),
                LOW,
                HIGH,
                Column("fee_rate", N_("Fee-collection rate"), S),
            ),
            Drawn.LINES,
            ("share", "fee_rate"),
        ),
    ),
    (
        SATISFIED,
        N_("Fee-collection rate: the share of a month's fees that came in, as it was typed in."),
        N_("That both move together does not say that one moves the other."),
        DOUBT,
        NULL,
    ),
)

PLAN = Layout(
    N_("Training material 001: service-plan review, 100 points"),
    (
        Block(
            "review",
            N_("Points"),
            (
                Column("review_item", N_("Item"), T.TERM, "review_item"),
                Column("most", N_("At most")),
                Column("given", N_("Given"), T.POINTS),
            ),
            Drawn.BARS,
            ("given",),
        ),
    ),
    (N_("Idea 10, three standards 10 each, implementation and roll-out 40, value shown 20."),),
    (Lead(N_("{total} of 100 points"), ("total",)),),
)

LAYOUTS: dict[ReportKind, Layout] = {
    ReportKind.COMPLAINTS: COMPLAINTS,
    ReportKind.OWNERS: OWNERS,
    ReportKind.CALLBACKS: CALLBACKS,
    ReportKind.SURVEY: SURVEY,
    ReportKind.BLUEPRINT: BLUEPRINT,
    ReportKind.KEY_FIGURES: KEY_FIGURES,
    ReportKind.PLAN: PLAN,
}
