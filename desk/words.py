"""Words (原话): what people typed, for whoever reads it. The house rule stands here alone.

It is read as it was written by whoever may know the resident of the very ticket open before them.
Everybody else, and every list, where no single ticket is at hand, sees it with telephones,
addresses and the like hidden (domain.masking); what is on walls and paper is hidden for all.
"""

from desk.tickets import Dossier, may_know_resident
from domain.access import Actor
from domain.masking import masked


def readable(actor: Actor, dossier: Dossier, words: str) -> str:
    """Words about this ticket, for this colleague."""
    return words if may_know_resident(actor, dossier) else masked(words)
