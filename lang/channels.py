"""Channels (渠道): the words for what is told outside the house, and by which way."""

from lang.sentences import N_

NOTICE_TERMS: dict[str, dict[str, str]] = {
    "notice": {
        "major": N_("A major ticket is registered"),
        "escalated": N_("A ticket is raised"),
        "callback_late": N_("A callback is overdue"),
        "let_down": N_("A resident was let down"),
        "urged": N_("A resident asks how it is going"),
        "dispatched": N_("A ticket is dispatched"),
        "callback_closing": N_("A callback is due soon"),
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
