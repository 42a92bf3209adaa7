"""Layouts of reports about tickets: complaints, the owners' committee, callbacks, the blueprint."""

from lang import N_
from reports.columns import (
    BUILDING,
    CATEGORY,
    COUNTED,
    DONE,
    DOUBT,
    ESCALATED,
    GAP,
    GAPS,
    HIGH,
    HOW_LATE,
    HOW_LONG,
    KIND,
    LATE,
    LOW,
    MEASURED,
    MEDIAN,
    NULL,
    OPEN,
    P90,
    RATE,
    RATES,
    RECEIVED,
    RESOLVED,
    ROW,
    SATISFACTION,
    SATISFIED,
    SHARE_LATE,
    TARGET,
    VERDICT,
    WHICH,
    Block,
    Column,
    Drawn,
    Layout,
    Lead,
    S,
    T,
)

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
        Block(
            "endings",
            N_("Dissatisfied households of twelve months"),
            (
                Column("ending", N_("How it ended"), T.TERM, "ending"),
                Column("households", N_("Households")),
                Column("low", N_("Lost, at least"), S),
                Column("high", N_("Lost, at most"), S),
            ),
            note=N_("A household counts once, with the ending that costs most."),
        ),
        Block(
            "cost",
            N_("What it costs: the training material's scenario, not a forecast"),
            (
                Column("cost", N_("Comes to"), T.TERM, "cost"),
                Column("low", N_("at least"), T.HOURS),
                Column("high", N_("at most"), T.HOURS),
            ),
            note=N_(
                "The material's own figures (000): each unsolved case is told to 9 people, a new "
                "household costs 6 times the keeping of an old one."
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
