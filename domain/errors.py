"""What can be refused: one family, each with a code and its facts as attributes.

Raised in domain/ and desk/; the doors turn the code into a sentence (lang.errors).
"""

from typing import ClassVar


class HuifangError(Exception):
    """A refusal or a fault that a person can act on."""

    code: ClassVar[str] = "huifang"


class NotFound(HuifangError):
    """No such `noun` (a ticket, a code …) that this person may see."""

    code = "not_found"

    def __init__(self, noun: str, key: object) -> None:
        super().__init__(f"no {noun} {key}")
        self.noun = noun
        self.key = key


class NotAllowed(HuifangError):
    """This role may not do `action` here."""

    code = "not_allowed"

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class WrongValue(HuifangError):
    """The field `field` holds a value that cannot be stored; `reason` is a code."""

    code = "wrong_value"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class ChangedMeanwhile(HuifangError):
    """Somebody else acted on the same ticket a moment ago; look again."""

    code = "changed_meanwhile"
