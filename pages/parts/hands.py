"""In whose hands (在谁手中): anybody's, one's own, nobody's yet, or a colleague's."""

from db.queue import NOBODY
from pages.parts import address
from pages.parts.names import names
from pages.parts.session import _, actor, project

MINE, NOBODYS = "mine", "nobody"


def ask() -> int | None:
    """A colleague's id, NOBODY, or None for anybody."""
    words = {MINE: _("Mine"), NOBODYS: _("Nobody's yet")}
    words |= {str(id): name for id, name in names(project().id).items()}
    chosen = address.select("hands", _("In anybody's hands"), words)
    own = {None: None, MINE: actor().staff_id, NOBODYS: NOBODY}
    return own[chosen] if chosen in own else int(chosen or NOBODY)
