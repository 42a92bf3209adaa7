"""Screens (大屏): the words of plans, refusals, and the audit list."""

from lang.sentences import N_

SCREEN_ERRORS = {
    "screen.wrong_code": N_(
        "No screen shows this code, or not any more. Please read it again from the screen."
    ),
    "screen.approved_already": N_("This code was approved a moment ago. The screen is coming on."),
    "screen.not_approved": N_("This screen has not been approved yet."),
}

SCREEN_DEEDS = {
    "screen_approved": N_("Screen approved"),
    "screen_changed": N_("Screen changed"),
    "screen_revoked": N_("Screen sent away"),
}

SCREEN_FIELDS = {
    "screen_name": N_("Name of the screen"),
    "projects": N_("Projects"),
    "layouts": N_("Layouts"),
    "turn_seconds": N_("Seconds each"),
}

SCREEN_REASONS = {
    "twice": N_("the same is named twice"),
    "too_many": N_("they are too many"),
    "not_a_turn": N_("it must be from 10 to 600 seconds"),
}

SCREEN_TERMS: dict[str, dict[str, str]] = {
    "layout": {
        "overview": N_("Overview"),
        "queue": N_("Queue"),
        "callbacks": N_("Callbacks"),
        "satisfaction": N_("Satisfaction"),
    },
    "ground": {
        "dark": N_("Dark"),
        "light": N_("Light"),
        "by_hour": N_("By the hour"),
    },
    "speech": {
        "zh_CN": N_("Chinese"),
        "en": N_("English"),
        "both": N_("In turn"),
    },
}
