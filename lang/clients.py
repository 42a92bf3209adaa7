"""Clients (外部系统): what their keys open, refusals, and the words of the audit list."""

from lang.sentences import N_

CLIENT_ERRORS = {
    "client.no_key": N_("No key came along, or it opens nothing here."),
    "client.out_of_scope": N_("The key does not open this. It would need: {scope}."),
    "client.too_many_calls": N_("Too many calls. Please try again in {seconds} seconds."),
}

CLIENT_DEEDS = {
    "key_given": N_("Key given to a system"),
    "key_revoked": N_("Key taken back"),
}

CLIENT_FIELDS = {
    "client_name": N_("Name of the system"),
    "scopes": N_("What the key opens"),
    "per_minute": N_("Calls a minute"),
}

CLIENT_REASONS = {
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
