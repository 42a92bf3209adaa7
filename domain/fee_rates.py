"""Fee-collection rate (收费率; 002): which share of a month's fees came in, as people write it."""

import re
from datetime import date

from domain.errors import WrongValue

_MONTH = re.compile(r"(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})(?:[-/.月].*)?")


def read_month(typed: object) -> date:
    """The first day of the month in 2026-02, 2026/2, 2026年2月, or of the month of a day.

    Raises WrongValue.
    """
    if isinstance(typed, date):
        return date(typed.year, typed.month, 1)
    found = _MONTH.fullmatch(str(typed).strip())
    # As a number October would be January: 2026.1.
    if isinstance(typed, float) or found is None or not 1 <= int(found["month"]) <= 12:
        raise WrongValue("month", "not_a_month")
    return date(int(found["year"]), int(found["month"]), 1)


def read_rate(typed: object) -> float:
    """0–1 from 95.2 %, 95.2 or 0.952; at most 1 and without a sign it is a share already.

    Raises WrongValue.
    """
    words = str(typed).strip().replace("％", "%")
    try:
        number = float(words.removesuffix("%"))
    except ValueError as refused:
        raise WrongValue("rate", "not_a_number") from refused
    share = number / 100 if words.endswith("%") or number > 1 else number
    if not 0 <= share <= 1:
        raise WrongValue("rate", "not_a_share")
    return round(share, 6)
