"""People: whoever left a telephone number is known by it."""

from sqlalchemy.orm import Session

from db import people


def known_by_phone(session: Session, project_id: int, phone: str, name: str = "") -> int | None:
    """The resident with this number, a new one where there was none; None without a number.

    A household may share its number: another name is another person.
    """
    if not phone:
        return None
    known = people.with_phone(session, project_id, phone)
    found = next((one.id for one in known if name in {"", one.name}), None)
    return found or people.add_resident(session, project_id, name=name, phone=phone)
