"""Links (链接): relative addresses behind a code, since the door may hang under a prefix."""

from urllib.parse import quote

from survey.visits import Visit
from web.forms import Fields

GROUP = 4


def address(visit: Visit, code: str, door: str = "") -> str:
    """A code's page, or a door behind it, in the language that was chosen."""
    chosen = f"?lang={quote(visit.asked_language)}" if visit.asked_language else ""
    behind = f"/{door}" if door else ""
    return f"{visit.entrance}/{quote(code[:40])}{behind}{chosen}"


def grouped(token: str) -> str:
    """A code as one notes it down, in groups of four."""
    return "-".join(token[at : at + GROUP] for at in range(0, len(token), GROUP))


def sealed(fields: Fields) -> str:
    """The token of the form that was handed out."""
    return fields.get("blank", [""])[-1]
