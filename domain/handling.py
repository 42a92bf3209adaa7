"""Handling (待人): behaviour seen in a conversation, what complainants seek, what people need.

Source: DOMAIN.md §6. Behaviour is read off the conversation at hand and never stored on a person.
"""

from enum import StrEnum


class Behaviour(StrEnum):
    CHOLERIC = "choleric"
    SANGUINE = "sanguine"
    PHLEGMATIC = "phlegmatic"
    MELANCHOLIC = "melancholic"
    EASY_GOING = "easy_going"
    RESERVED = "reserved"
    ARROGANT = "arrogant"


class Motive(StrEnum):
    """What complainants seek (004)."""

    RESPECT = "respect"
    COMPENSATION = "compensation"
    VENTING = "venting"
    SHIFTING_BLAME = "shifting_blame"
    HOSTILITY = "hostility"
    MIXED = "mixed"


class Need(StrEnum):
    """Tags on shortcomings and comments (000)."""

    TIMELY = "timely"
    COMFORTABLE = "comfortable"
    ORDERLY = "orderly"
    UNDERSTOOD = "understood"
    HELPED = "helped"
    VALUED = "valued"
    PRAISED = "praised"
    RECOGNISED = "recognised"
    RESPECTED = "respected"
    TRUSTED = "trusted"
    SAFE_AND_PRIVATE = "safe_and_private"
