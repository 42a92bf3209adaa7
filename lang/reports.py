"""Reports (报表): the words for their kinds, periods, figures and steps (DOMAIN §7)."""

from datetime import date

from babel.dates import format_date

from lang.sentences import N_, say

REPORT_TERMS: dict[str, dict[str, str]] = {
    "report": {
        "complaints": N_("Complaint summary"),
        "owners": N_("Report to the owners' committee"),
        "callbacks": N_("Callback statistics"),
        "survey": N_("Annual survey report"),
        "blueprint": N_("Service blueprint"),
        "key_figures": N_("Two key figures"),
        "plan": N_("Service-plan review"),
    },
    "figure": {
        "received": N_("Received"),
        "resolved": N_("Work done"),
        "open": N_("Still open"),
        "escalated": N_("Raised to a higher level"),
        "reopened": N_("Opened again"),
        "repeats": N_("Come again within 30 days"),
    },
    "link": {
        "raise_major": N_("Report a major one"),
        "raise_important": N_("Hand up an important one"),
        "dispatch": N_("Dispatch"),
        "arrive": N_("Arrive on site"),
        "resolve": N_("Finish the work"),
        "reply": N_("Reply to the resident"),
        "call_back": N_("Call back"),
    },
    "or_else": {
        "midnight": N_("the same day"),
        "appointment": N_("or appointment"),
        "own_deadline": N_("or own deadline"),
        "letter": N_("or letter's date"),
        "window": N_("its window"),
    },
    "mark": {"weakest": N_("▲")},
    "measure_of_gap": {
        "expectation": N_("Expected"),
        "delivered": N_("Delivered"),
        "gap": N_("Gap"),
    },
    "cause": {
        "quality_low": N_("Not satisfied: quality of the work marked 1 or 2"),
        "effect_low": N_("Not satisfied: effect of the service marked 1 or 2"),
        "nothing_low": N_("Not satisfied: neither marked low"),
        "tried_in_vain": N_("Missed: tried, but nobody reached"),
        "never_tried": N_("Missed: nobody tried"),
    },
    "ending": {
        "perfect": N_("Handled perfectly"),
        "well": N_("Handled well"),
        "unresolved": N_("Not resolved"),
        "pending": N_("Still open, or not known"),
        "silent": N_("Dissatisfied, did not complain"),
        "estimated": N_("Dissatisfied, did not complain (estimated)"),
    },
    "cost": {
        "at_risk": N_("Households at risk"),
        "no_action": N_("Without any action"),
        "saved": N_("Saved by acting"),
        "recoverable": N_("Could still be saved"),
        "told": N_("Relatives and friends who hear of it"),
        "replacement": N_("To replace them, in costs of keeping one household"),
    },
    "planned": {"planned": N_("planned"), "unplanned": N_("unplanned")},
    "report_method": {
        "formula": N_("by the formula"),
        "direct": N_("by direct comparison"),
    },
    "review_item": {
        "idea": N_("Idea"),
        "service_standard": N_("Service standard"),
        "delivery_standard": N_("Delivery standard"),
        "inspection_standard": N_("Inspection standard"),
        "roll_out": N_("Implementation and roll-out"),
        "value": N_("Value shown"),
    },
}

REPORT_NOUNS = {"report": N_("report")}
REPORT_FIELDS = {
    "period": N_("Period"),
    "month": N_("Month"),
    "rate": N_("Fee-collection rate"),
    "fee_file": N_("File of rates"),
    "plan": N_("Service plan"),
    **REPORT_TERMS["review_item"],
}
REPORT_REASONS = {
    "not_a_month": N_("it must be a month such as 2026-02"),
    "not_a_share": N_("it must lie between 0 and 100 %"),
    "in_the_future": N_("it lies in the future"),
    "outside_points": N_("more points than the item can have"),
}
REPORT_ERRORS = {
    "report.not_over": N_("This goes on until {last}; nothing can be kept of it before that."),
    "report.unknown_schema": N_(
        "This report was kept by a newer version of the program (shape {schema})."
    ),
    "fee_rates.wrong_row": N_("Line {line}, “{field}”: {reason}. Nothing was taken in."),
}
_MONTH = {"zh_CN": "y年M月", "en": "LLLL y"}
_PARTS = {"campaign": N_("annual survey {number}"), "plan": N_("service plan {number}")}


def period(language: str, code: str) -> str:
    """The name of a report's period by its code: "February 2026", "2026年第1季度"."""
    year, _dash, part = code.partition("-")
    if year in _PARTS:
        return say(language, _PARTS[year], number=part)
    if part.startswith("Q"):
        return say(language, N_("quarter {quarter} of {year}"), quarter=part[1:], year=year)
    return format_date(date(int(year), int(part), 1), _MONTH[language], locale=language)
