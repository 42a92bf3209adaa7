"""Column types: moments that are always aware UTC, codes that are enums, contacts as one value."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

from domain.contacts import Contacts


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone, PostgreSQL answers in the session's; both become UTC here.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ContactsColumn(TypeDecorator[Contacts]):
    """Contacts, stored as JSON by name."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Contacts | None, _dialect: Dialect) -> Any:
        return asdict(value or Contacts())

    def process_result_value(self, value: Any, _dialect: Dialect) -> Contacts:
        return Contacts(**value) if value else Contacts()


def coded(codes: type[StrEnum]) -> Enum:
    """A column that holds the values of `codes` as text."""
    return Enum(
        codes, native_enum=False, length=32, values_callable=lambda kind: [c.value for c in kind]
    )
