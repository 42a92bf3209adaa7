"""Projects (项目): the words of their policy, of refusals, and of the audit list."""

from lang.sentences import N_

PROJECT_ERRORS = {
    "project.name_taken": N_("There is a project named “{name}” already."),
}

PROJECT_DEEDS = {
    "project_opened": N_("Project opened"),
    "project_described": N_("Name or contacts changed"),
    "policy_changed": N_("Standards changed"),
}

PROJECT_FIELDS = {
    "project_name": N_("Name of the project"),
    "contact": N_("One line for everything"),
    "responsible": N_("Who looks after complaints"),
    "complaints": N_("Telephone for complaints"),
    "repairs": N_("Telephone for repairs"),
    "leader": N_("The person in charge"),
    "mail": N_("E-mail"),
    "hours": N_("Hours"),
}

PROJECT_REASONS = {
    "not_an_address": N_("an e-mail address has an @ in it"),
    "unknown_zone": N_("no such time zone is known; one is Asia/Shanghai"),
}

PROJECT_TERMS: dict[str, dict[str, str]] = {
    "policy": {
        "severity.important.raise_within": N_("An important ticket is handed up within"),
        "severity.minor.resolve_within": N_("A minor ticket is settled within"),
        "standards.dispatch": N_("Somebody is sent within"),
        "standards.arrive": N_("They arrive, counted from then, within"),
        "standards.resolve": N_("The matter is settled, counted from the report, within"),
        "standards.reply": N_("The resident is told, counted from then, within"),
        "escalation.climb_after": N_("A limit still missed is told one level higher after"),
        "escalation.late_callback_days": N_("A late callback becomes the supervisor's after"),
        "survey.ticket_form": N_("Form behind a ticket's code"),
        "survey.correction_hours": N_("An answer can be corrected for"),
        "survey.urge_every": N_("The same ticket can be urged once in"),
        "survey.reopen_within": N_("“Not fixed” reopens a ticket within"),
        "residents.key_area_share": N_("Key customers own of the floor area at least"),
        "opens_after_days": N_("Opens after, days"),
        "closes_after_days": N_("Closes after, days"),
        "closes_after_months": N_("Closes after, months"),
        "target": N_("Target"),
        "made_by": N_("Made by"),
    },
    "unit": {"m": N_("minutes"), "h": N_("hours"), "d": N_("days"), "months": N_("months")},
}
