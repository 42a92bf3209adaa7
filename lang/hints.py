"""Handling hints (待人提示): by behaviour seen in the conversation, never stored on a person.

Source: DOMAIN §6 (000).
"""

from dataclasses import dataclass

from lang.sentences import N_, say

_HINTS: dict[str, tuple[str, str]] = {
    "choleric": (
        N_("Does not like to wait, blunt, quick to anger and quick to apologise"),
        N_("Serve fast, do not provoke."),
    ),
    "sanguine": (
        N_("Talkative, changes their mind"),
        N_("Join in, explain patiently."),
    ),
    "phlegmatic": (
        N_("Quiet, regular"),
        N_("Be brief, and do not neglect them."),
    ),
    "melancholic": (
        N_("Slow, sensitive, remembers slights"),
        N_("Speak plainly, explain every change."),
    ),
    "easy_going": (
        N_("Forgives easily"),
        N_("Never slack off because they forgive."),
    ),
    "reserved": (
        N_("Holds back, objects point by point"),
        N_("Answer every objection with reasons."),
    ),
    "arrogant": (
        N_("Looks down on others"),
        N_("Stay courteous; apologise at once for real faults."),
    ),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What one may see in a conversation, and what then helps."""

    behaviour: str
    seen: str
    do: str


def hints(language: str) -> list[Hint]:
    """All of them, in the words of `language`."""
    return [
        Hint(behaviour, say(language, seen), say(language, do))
        for behaviour, (seen, do) in _HINTS.items()
    ]
