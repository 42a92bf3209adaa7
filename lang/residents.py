"""Residents (业主 / 住户): the words for segments, criteria, cuts and visits (DOMAIN §6)."""

from lang.sentences import N_

RESIDENT_ERRORS: dict[str, str] = {
    "outage.already_visited": N_("A visit was recorded on {visited_at}."),
    "outage.over": N_("This cut has been over since {over_at}."),
    "resident.already_erased": N_("This resident's data were erased on {erased_at}."),
    "resident.still_open": N_(
        "{count} of their tickets are still open. Please close them first; "
        "without words nobody could finish the work."
    ),
}

RESIDENT_REASONS: dict[str, str] = {
    "not_a_phone": N_("it must be a phone number, in digits"),
    "not_an_area": N_("it must be square metres, above 0"),
    "same_person": N_("these are one and the same record"),
    "not_months": N_("it must be a number of months from 1 to 120"),
    "in_the_past": N_("it lies in the past"),
    "in_the_future": N_("it lies in the future"),
}

RESIDENT_FIELDS: dict[str, str] = {
    "resident": N_("Name or phone"),
    "name": N_("Name"),
    "phone": N_("Phone"),
    "building": N_("Building"),
    "unit": N_("Unit"),
    "area": N_("Floor area"),
    "household_size": N_("People in the household"),
    "property_type": N_("Property type"),
    "response": N_("Response"),
    "segment": N_("Segment"),
    "tenure": N_("Tenure"),
    "party": N_("Person or organisation"),
    "importance": N_("Importance"),
    "mindset": N_("Looks first at"),
    "where": N_("Buildings and units"),
    "starts_at": N_("Begins"),
    "ends_at": N_("Supply back by"),
    "words_months": N_("Words, months"),
    "photos_months": N_("Photos, months"),
    "people_months": N_("People who left, months"),
}

RESIDENT_DEEDS: dict[str, str] = {
    "resident_added": N_("Resident added"),
    "resident_changed": N_("Resident's details changed"),
    "resident_moved_in": N_("Resident moved in"),
    "resident_moved_out": N_("Resident moved out"),
    "residents_merged": N_("Two records merged"),
    "resident_exported": N_("Resident's data exported"),
    "resident_erased": N_("Resident's data erased"),
    "roll_imported": N_("Roll of residents imported"),
    "unit_added": N_("Unit added"),
    "unit_changed": N_("Unit's details changed"),
    "outage_recorded": N_("Cut recorded"),
    "outage_visited": N_("Safety visit recorded"),
    "outage_ended": N_("Cut over"),
    "retention_set": N_("Retention set"),
    "kept_no_longer": N_("Erased, having been kept long enough"),
}

RESIDENT_TERMS: dict[str, dict[str, str]] = {
    "tenure": {
        "owner": N_("Owner"),
        "tenant": N_("Tenant"),
        "other": N_("Other occupant"),
    },
    "party": {
        "person": N_("Person"),
        "organisation": N_("Organisation"),
    },
    "importance": {
        "strategic": N_("Strategic customer"),
        "important": N_("Important customer"),
        "ordinary": N_("Ordinary customer"),
    },
    "mindset": {
        "service": N_("Service first"),
        "opinion": N_("Opinion first"),
        "cost": N_("Cost first"),
    },
    "property_type": {
        "flat": N_("Flat"),
        "house": N_("House"),
        "shop": N_("Shop"),
        "office": N_("Office"),
        "other": N_("Other property"),
    },
    "criterion": {
        "committee": N_("Owners' committee member"),
        "preparation": N_("Preparatory-group member"),
        "volunteer": N_("Influential volunteer"),
        "prejudiced": N_("Prejudiced against developer or manager"),
        "special_need": N_("Special service need"),
        "medical_device": N_("Life-sustaining medical device at home"),
        "alone": N_("Disabled or elderly, living alone"),
    },
    "supply": {
        "water": N_("Water cut"),
        "power": N_("Power cut"),
        "lift": N_("Lift out of service"),
        "heating": N_("Heating cut"),
    },
    "condition": {
        "well": N_("Well, needs nothing"),
        "needs_help": N_("Needs help, which is under way"),
        "elsewhere": N_("Safe somewhere else"),
    },
    "visit_state": {
        "done": N_("Visited"),
        "open": N_("To be visited"),
        "late": N_("Not visited in time"),
        "missed": N_("Not visited"),
    },
    "segment": {
        "response": N_("Response"),
        "segment": N_("Segment"),
        "tenure": N_("Tenure"),
        "party": N_("Person or organisation"),
        "importance": N_("Importance"),
        "mindset": N_("Looks first at"),
        "property_type": N_("Property type"),
    },
    "measure": {
        "dispatch": N_("Until dispatched"),
        "arrive": N_("Until somebody was there"),
        "resolve": N_("Until resolved"),
    },
    "motive": {
        "respect": N_("Respect"),
        "compensation": N_("Compensation"),
        "venting": N_("Venting"),
        "shifting_blame": N_("Shifting blame"),
        "hostility": N_("Hostility"),
        "mixed": N_("Mixed motives"),
    },
    "need": {
        "timely": N_("Timely"),
        "comfortable": N_("Comfortable"),
        "orderly": N_("Orderly"),
        "understood": N_("Understood"),
        "helped": N_("Helped"),
        "valued": N_("Valued"),
        "praised": N_("Praised"),
        "recognised": N_("Recognised"),
        "respected": N_("Respected"),
        "trusted": N_("Trusted"),
        "safe_and_private": N_("Safe and private"),
    },
    "feasibility": {
        "now": N_("Can be done now"),
        "with_means": N_("Needs money or people"),
        "not_yet": N_("Cannot be done yet"),
    },
}
