"""Times (时间): moments as others read them, on the project's clock with its distance from UTC."""

from datetime import datetime, tzinfo


def spoken(moment: datetime | None, zone: tzinfo) -> str | None:
    """As the W3C writes it, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
