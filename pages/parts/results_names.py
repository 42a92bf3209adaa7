"""Names (名称) of the results' groups and marks, and their addresses: "kind.repair", "term.e2"."""

from typing import Any

from db.behind import Mark, What, mark_of
from db.tallies import By, Only
from domain.comparison import Tier
from domain.periods import month_of
from domain.satisfaction import Method
from domain.surveys import CodeKind
from domain.tickets import Channel, Kind
from pages.parts.session import _, term

EXPECTATION_TERMS = ("past_experience", "word_of_mouth", "service_promise_made", "customer_need")
DELIVERED_TERMS = ("high_quality_service", "service_promise_kept", "standardised_operation")
_CODES: dict[By, Any] = {By.KIND: Kind, By.CHANNEL: Channel, By.CODE: CodeKind, By.MONTH: month_of}
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


def written_mark(mark: Mark) -> str:
    """As it stands in the address."""
    key = mark.key
    if mark.what is What.POINT:
        key = "-".join(f"{at:.0f}" for at in key)
    return f"{mark.what}.{key}"


def read_mark(text: str | None) -> Mark | None:
    what, _dot, key = (text or "")[:LONGEST].partition(".")
    return mark_of(what, key)


def mark_name(mark: Mark) -> str:
    """Of the answers that it stands for."""
    if mark.what is What.METHOD:
        is_formula = mark.key is Method.FORMULA
        return _("by the formula") if is_formula else _("by direct comparison")
    if mark.what is What.TERM:
        return term_name(mark.key)
    if mark.what is What.CHIP:
        return _("fix first: {chip}", chip=term("chip", mark.key))
    if mark.what is What.COMPARED:
        return _("compared directly: {verdict}", verdict=term("verdict", mark.key))
    expected, delivered = (f"{at:.0f}" for at in mark.key)
    return _(
        "expected about {expected}, delivered about {delivered}",
        expected=expected,
        delivered=delivered,
    )


def term_name(item: str) -> str:
    """ "e2" as "Expected · word of mouth"."""
    side, place = item[0], int(item[1:]) - 1
    if side == "e":
        return _("Expected · {term}", term=term("term", EXPECTATION_TERMS[place]))
    return _("Delivered · {term}", term=term("term", DELIVERED_TERMS[place]))


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
