"""Layouts of reports about answers: annual survey, two key figures; and of the review of a plan."""

from lang import N_
from reports.columns import (
    BUILDING,
    DOUBT,
    GAP,
    GAPS,
    HIGH,
    LOW,
    NULL,
    SATISFACTION,
    SATISFIED,
    VERDICT,
    Block,
    Column,
    Drawn,
    Layout,
    Lead,
    S,
    T,
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
            N_("Nobody named anything, or too few households answered for it to be told."),
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
