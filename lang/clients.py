"""Clients (外部系统): what their keys open, refusals, and the words of the audit list."""

from lang.sentences import N_

CLIENT_ERRORS = {
    "client.no_key": N_("No key came along, or it opens nothing here."),
    "client.out_of_scope": N_("The key does not open this. It would need: {scope}."),
    "diary.too_many": N_("You have {most} calendars already. Please take one back first."),
    "feed.ahead_of_us": N_("This position has not been reached here. Please begin anew, from 0."),
    "client.too_many_calls": N_("Too many calls. Please try again in {seconds} seconds."),
}

CLIENT_DEEDS = {
    "key_given": N_("Key given to a system"),
    "key_revoked": N_("Key taken back"),
    "diary_opened": N_("Calendar opened"),
    "diary_closed": N_("Calendar taken back"),
    "everything_exported": N_("Everything exported"),
    "switched_off": N_("Target of notices switched off"),
}

# Named as Open311 names them: they are told to whoever wrote the program.
OPEN311_FIELDS = {
    name: name
    for name in (
        *("service_code", "description", "address_string", "lat", "long", "status"),
        *("start_date", "end_date", "service_request_id", "page", "page_size"),
        *("after", "limit"),
    )
}
CLIENT_FIELDS = {
    "client_name": N_("Name of the system"),
    "scopes": N_("What the key opens"),
    "per_minute": N_("Calls a minute"),
    **OPEN311_FIELDS,
    "idempotency_key": "Idempotency-Key",
    "person_name": "first_name, last_name",
    "occurred_at": N_("When it happened"),
}

CLIENT_REASONS = {
    "longer_than_90_days": N_("it spans more than 90 days"),
    "not_a_moment": N_("it must be a moment with its zone, such as 2026-03-02T09:00:00+08:00"),
    "not_degrees": N_("it must be a number of degrees"),
    "not_a_pace": N_("it must be from 1 to 6,000"),
}

CLIENT_TERMS: dict[str, dict[str, str]] = {
    "scope": {
        "read_tickets": N_("Follow tickets"),
        "read_words": N_("Read what residents wrote"),
        "file_tickets": N_("File tickets"),
        "read_feed": N_("Read the feed of what happens"),
    },
}
