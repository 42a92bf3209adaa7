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
