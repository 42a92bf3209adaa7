"""Staff attempts (员工设备): refused because a colleague's browser sent it."""

from datetime import datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from db.schema import Code, StaffAttempt


def note(session: Session, token: str, now: datetime) -> None:
    """One more for the code; nothing where there is no such code."""
    same = (StaffAttempt.project_id == Code.project_id, StaffAttempt.token == Code.token)
    before = select(func.count()).where(*same).correlate(Code).scalar_subquery()
    at = literal(now, StaffAttempt.at.type)
    one = select(Code.project_id, Code.token, before + 1, at).where(Code.token == token)
    session.execute(insert(StaffAttempt).from_select(["project_id", "token", "number", "at"], one))
