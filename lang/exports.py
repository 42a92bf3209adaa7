"""Exports (导出): what the tables are called, and refusals."""

from lang.sentences import N_

EXPORT_ERRORS = {
    "export.not_ordered": N_("This link opens nothing any more. Please order it anew at the desk."),
    "export.busy": N_("Another export is being written. Please try again in a moment."),
}

EXPORT_TERMS: dict[str, dict[str, str]] = {
    "table": {
        "audit": N_("who changed what"),
        "callbacks": N_("callbacks owed and made"),
        "campaigns": N_("annual surveys"),
        "clients": N_("other systems with a key"),
        "codes": N_("codes to scan"),
        "diaries": N_("colleagues' calendars"),
        "erasures": N_("residents that were erased"),
        "events": N_("every step of every ticket"),
        "fee_rates": N_("fee collection"),
        "formulas": N_("scoring formulas"),
        "happenings": N_("the order in which it all happened"),
        "heard_needs": N_("needs heard in answers"),
        "imports": N_("files that were read in"),
        "memberships": N_("colleagues and their roles"),
        "need_responses": N_("what is done about needs"),
        "notice_targets": N_("where notices go"),
        "numbers": N_("the last numbers given out"),
        "outage_areas": N_("what an outage cuts off"),
        "outage_visits": N_("visits during an outage"),
        "outages": N_("outages"),
        "outbox": N_("notices"),
        "photos": N_("photos, without the pictures"),
        "places": N_("units and common places"),
        "projects": N_("the project itself"),
        "reports": N_("reports as they were made"),
        "resident_criteria": N_("why a resident is a key customer"),
        "residents": N_("residents"),
        "responses": N_("answers, every version"),
        "rulings": N_("answers counted or left out by hand"),
        "scores": N_("answers as they are scored"),
        "screen_projects": N_("what screens show"),
        "screens": N_("screens"),
        "staff": N_("colleagues"),
        "tallies": N_("results counted beforehand"),
        "tickets": N_("tickets"),
    }
}
