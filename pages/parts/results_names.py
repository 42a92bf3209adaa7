"""Names (名称) of the results' groups, and the address of each: "kind.repair", "building.3 栋"."""

from typing import Any

from db.tallies import By, Only
from domain.comparison import Tier
from domain.surveys import CodeKind
from domain.tickets import Channel, Kind
from pages.parts.session import _, term

_CODES: dict[By, Any] = {By.KIND: Kind, By.CHANNEL: Channel, By.CODE: CodeKind, By.MONTH: int}
_TERMS = {By.KIND: "kind", By.CHANNEL: "channel", By.CODE: "code_kind"}
SIGN = {Tier.BELOW_AVERAGE: "▼", Tier.AVERAGE: "●", Tier.ABOVE_AVERAGE: "▲"}
LONGEST = 60


def by_name(by: By) -> str:
    return term("by", by)


def group_name(by: By, key: Any) -> str:
    if not key:
        return _nobody(by)
    if by is By.MONTH:
        return month_name(key)
    return term(_TERMS[by], key) if by in _TERMS else str(key)


def _nobody(by: By) -> str:
    return {
        By.BUILDING: _("No building named"),
        By.TEAM: _("No team named"),
    }.get(by, _("Without a ticket"))


def month_name(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"


def tier(of: Tier) -> str:
    return f"{SIGN[of]} {term('tier', of)}"


def written(only: Only) -> str:
    """As it stands in the address."""
    by, key = only
    return f"{by}.{'' if key is None else key}"


def read(text: str | None) -> Only | None:
    """What an address asks for; None for what is no group of ours."""
    by, dot, key = (text or "")[:LONGEST].partition(".")
    if not dot or by not in set(By):
        return None
    return _as_key(By(by), key)


def _as_key(by: By, key: str) -> Only | None:
    code = _CODES.get(by)
    if code is None:
        return by, key
    if not key:
        return (by, None) if by is not By.MONTH else None
    try:
        return by, code(key)
    except ValueError:
        return None
