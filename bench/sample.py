"""What benchmarks take from the sample project."""

from pathlib import Path

from sqlalchemy import create_engine, text


def codes_not_answered(folder: Path, count: int) -> list[str]:
    """Codes of this month's resolved tickets that nobody has answered yet, the newest first."""
    wanted = text(
        "SELECT token FROM codes JOIN tickets ON tickets.project_id = codes.project_id "
        "AND tickets.number = codes.ticket WHERE tickets.resolved_at IS NOT NULL "
        "AND token NOT IN (SELECT token FROM responses) ORDER BY issued_at DESC LIMIT :count"
    )
    engine = create_engine(f"sqlite:///{folder / 'huifang.db'}")
    with engine.connect() as connection:
        found = list(connection.scalars(wanted, {"count": count}))
    engine.dispose()
    return found
