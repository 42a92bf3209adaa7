"""Terms (术语): the word for every code of the trade (DOMAIN.md, SCORING.md §1).

Codes are strings here: this room knows no rules. tests/lang holds it against the rules' codes.
"""

from lang.sentences import N_, say
from lang.surveys import SURVEY_TERMS

_CALLBACK_STAGES = {
    "owed": N_("Owed"),
    "planned": N_("Planned"),
    "assigned": N_("Assigned"),
    "made": N_("Made"),
    "handed_back": N_("Handed back"),
    "reviewed": N_("Reviewed"),
    "withdrawn": N_("Withdrawn"),
}

TERMS: dict[str, dict[str, str]] = {
    "role": {
        "resident": N_("Resident"),
        "reception": N_("Reception"),
        "technician": N_("Technician"),
        "customer_manager": N_("Customer manager"),
        "supervisor": N_("Project supervisor"),
        "region_lead": N_("Region lead"),
        "company_leader": N_("Company leader"),
        "branch_leader": N_("Branch leader"),
        "wall": N_("Wall screen"),
    },
    "action": {
        "see_counts": N_("see the figures"),
        "see_tickets": N_("see tickets"),
        "see_people": N_("see residents' details"),
        "see_results": N_("see survey results"),
        "register": N_("register a ticket"),
        "work": N_("work on a ticket"),
        "dispatch": N_("dispatch a ticket"),
        "reply": N_("reply to a resident"),
        "instruct": N_("give an instruction"),
        "call_back": N_("make a callback"),
        "review": N_("review a callback"),
        "administer": N_("administer the project"),
    },
    "kind": {
        "complaint": N_("Complaint"),
        "repair": N_("Repair"),
        "help": N_("Help"),
        "special_service": N_("Special service"),
        "enquiry": N_("Enquiry"),
        "letter": N_("Letter"),
        "other_service": N_("Other service"),
    },
    "category": {
        "engineering_quality": N_("Engineering quality"),
        "planning_design": N_("Planning and design"),
        "sales": N_("Sales management"),
        "property_management": N_("Property management"),
        "customer_service": N_("Customer service"),
        "other": N_("Other"),
    },
    "severity": {
        "major": N_("Major"),
        "important": N_("Important"),
        "minor": N_("Minor"),
    },
    "channel": {
        "phone": N_("Phone"),
        "visit": N_("At the desk"),
        "qr": N_("QR code"),
        "app": N_("App"),
        "mail": N_("Mail"),
        "patrol": N_("Patrol"),
        "hotline": N_("Hotline"),
        "callback": N_("Callback"),
        "import": N_("Import"),
    },
    "step": {
        "received": N_("Received"),
        "dispatched": N_("Dispatched"),
        "accepted": N_("Accepted"),
        "arrived": N_("Arrived"),
        "paused": N_("Paused"),
        "resumed": N_("Resumed"),
        "quoted": N_("Price quoted"),
        "paid": N_("Paid"),
        "confirmed": N_("Confirmed by the resident"),
        "resolved": N_("Resolved"),
        "replied": N_("Replied"),
        "escalated": N_("Escalated"),
        "instructed": N_("Instruction given"),
        "handed_over": N_("Handed over"),
        "noted": N_("Note"),
        "reopened": N_("Reopened"),
        "closed": N_("Closed"),
        "callback_planned": N_("Callback planned"),
        "callback_assigned": N_("Callback assigned"),
        "callback_attempted": N_("Callback attempted"),
        "callback_made": N_("Callback made"),
        "callback_handed_back": N_("Callback sheet handed back"),
        "callback_reviewed": N_("Callback reviewed"),
        "callback_withdrawn": N_("Callback withdrawn"),
    },
    # A ticket's stages and a callback's share one table: no code stands for two things.
    "stage": {
        "received": N_("Received"),
        "dispatched": N_("Dispatched"),
        "on_site": N_("On site"),
        "resolved": N_("Resolved"),
        "replied": N_("Replied"),
        "closed": N_("Closed"),
        **_CALLBACK_STAGES,
    },
    "rung": {
        "supervisor": N_("Project supervisor"),
        "region_lead": N_("Region lead"),
        "branch_leader": N_("Branch leader"),
        "company_leader": N_("Company leader"),
    },
    "how": {
        "visit": N_("Face to face"),
        "phone": N_("Phone"),
        "survey": N_("QR survey"),
    },
    "attempt": {
        "reached": N_("Reached"),
        "no_answer": N_("No answer"),
        "refused": N_("Declined"),
        "call_again": N_("Asked to be called later"),
    },
    "standing": {
        "not_yet": N_("Not due yet"),
        "open": N_("Due now"),
        "late": N_("Late"),
        "done_in_time": N_("Made in time"),
        "done_outside": N_("Made outside its window"),
    },
    "callback_row": {
        "complaint_major": N_("Major complaint"),
        "complaint": N_("Other complaints"),
        "repair": N_("Repair"),
        "special_service": N_("Special service"),
        "help": N_("Help"),
        "other_service": N_("Other service"),
    },
    **SURVEY_TERMS,
    "noun": {
        "ticket": N_("ticket"),
        "code": N_("code"),
        "project": N_("project"),
        "callback": N_("callback"),
        "resident": N_("resident"),
        "unit": N_("unit"),
        "staff": N_("colleague"),
        "response": N_("response"),
    },
    "field": {
        "subject": N_("Subject"),
        "words": N_("In the resident's words"),
        "category": N_("Category"),
        "term_ends": N_("End of the contract"),
    },
    "reason": {
        "empty": N_("it is empty"),
        "too_long": N_("it is too long"),
        "complaints_only": N_("only complaints have it"),
        "before_start": N_("it lies before the beginning"),
        "revoked": N_("it was withdrawn"),
        "expired": N_("it has run out"),
        "missing": N_("it is missing"),
        "unknown": N_("it is not known here"),
        "unknown_value": N_("it is not one of the possible values"),
        "not_a_table": N_("it must be a table of values"),
        "not_a_list": N_("it must be a list"),
        "not_a_duration": N_("it must be a length of time such as 30m, 1h or 2d"),
        "not_a_number": N_("it must be a number"),
        "not_a_whole_number": N_("it must be a whole number"),
        "not_true_or_false": N_("it must be true or false"),
        "too_short": N_("it is too short"),
        "not_weights": N_("it must be a list of weights"),
        "not_a_weight": N_("a weight must be a number of at least 0"),
        "weighs_nothing": N_("at least one weight must be above 0"),
        "not_a_tolerance": N_("it must be a number from 0 to 100"),
    },
}


def term(language: str, kind: str, code: str) -> str:
    """The word for a code: term("en", "kind", "repair") is "Repair".

    A code that this version does not know stands for itself; an unknown kind raises KeyError.
    """
    message = TERMS[kind].get(code)
    return say(language, message) if message else code
