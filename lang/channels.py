"""Channels (渠道): the words for what is told outside the house, and by which way."""

from lang.sentences import N_

NOTICE_TERMS: dict[str, dict[str, str]] = {
    "notice": {
        "major": N_("Major"),
        "escalated": N_("Raised"),
        "callback_late": N_("Callback overdue"),
        "let_down": N_("Resident let down"),
        "urged": N_("Resident asks"),
        "dispatched": N_("Dispatched"),
        "callback_closing": N_("Callback due soon"),
        "reported": N_("Report made"),
        "registered": N_("Registered"),
        "step": N_("Every step"),
        "callback_made": N_("Callback made"),
        "answered": N_("Answer received"),
        "switched_off": N_("Target switched off"),
        "test": N_("Test"),
    },
    "notice_channel": {
        "wecom": N_("WeCom group robot"),
        "dingtalk": N_("DingTalk group robot"),
        "feishu": N_("Feishu group robot"),
        "mail": N_("E-mail"),
        "webhook": N_("Webhook"),
    },
}

NOTICE_REASONS: dict[str, str] = {
    "no_https": N_("it must begin with https://"),
    "private_address": N_("it leads to an address of this house, not of the internet"),
    "removed": N_("the target was removed"),
    "switched_off": N_("the target was switched off"),
}
