"""Contacts (联系方式): whom a resident reaches for what (DOMAIN §5, the contact card)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contacts:
    """Published beside every survey and on the contact card; what is empty is not shown.

    `responsible` says who handles complaints, in words; the rest are telephones, an e-mail
    address and the hours at which somebody answers.
    """

    responsible: str = ""
    complaints: str = ""
    repairs: str = ""
    leader: str = ""
    mail: str = ""
    hours: str = ""

    def __bool__(self) -> bool:
        return self != NONE


NONE = Contacts()
