"""Campaigns: the annual surveys, the households they ask, and which of them have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, case, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.people import PlaceCard
from db.rows import fetch, fetch_one
from db.schema import Campaign, Code, Place, Response
from domain.campaigns import Window
from domain.errors import NotFound
from domain.surveys import CodeKind
from domain.walks import on_the_way

# A household is a place with a unit (DOMAIN §5). No project has more of them.
MOST_HOUSEHOLDS = 20_000


@dataclass(frozen=True, slots=True)
class CampaignCard:
    id: int
    name: str
    opens_at: datetime
    closes_at: datetime
    created_by: int | None

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)


@dataclass(frozen=True, slots=True)
class Asked:
    """The households of one building that have a code, and how many of them answered."""

    building: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Household:
    """One household that was asked, and the code that opens for it."""

    place: PlaceCard
    token: str
    has_answered: bool


_CARD = tuple(getattr(Campaign, name) for name in CampaignCard.__slots__)


def every(session: Session, project_id: int, *, limit: int = 50) -> list[CampaignCard]:
    """The latest first."""
    wanted = (
        select(*_CARD)
        .where(Campaign.project_id == project_id)
        .order_by(Campaign.opens_at.desc(), Campaign.id.desc())
        .limit(limit)
    )
    return fetch(session, wanted, CampaignCard)


def card(session: Session, project_id: int, campaign: int) -> CampaignCard:
    """Raises NotFound."""
    wanted = select(*_CARD).where(Campaign.project_id == project_id, Campaign.id == campaign)
    found = fetch_one(session, wanted, CampaignCard)
    if found is None:
        raise NotFound("campaign", campaign)
    return found


def named(session: Session, project_id: int, name: str) -> CampaignCard:
    """Raises NotFound."""
    wanted = select(*_CARD).where(Campaign.project_id == project_id, Campaign.name == name)
    found = fetch_one(session, wanted, CampaignCard)
    if found is None:
        raise NotFound("campaign", name)
    return found


def hold(session: Session, project_id: int) -> None:
    """Whoever plans, moves or hands out campaigns of this project waits for the others."""
    numbers.take(session, project_id, "campaign", 0)


def add(
    session: Session,
    project_id: int,
    name: str,
    window: Window,
    now: datetime,
    created_by: int | None,
) -> int:
    """The new campaign's number. ChangedMeanwhile at the end when the name is taken."""
    campaign = numbers.take(session, project_id, "campaign")
    session.execute(
        insert(Campaign).values(
            project_id=project_id,
            id=campaign,
            name=name,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            created_at=now,
            created_by=created_by,
        )
    )
    return campaign


def move(session: Session, project_id: int, campaign: int, window: Window) -> None:
    session.execute(
        update(Campaign)
        .where(Campaign.project_id == project_id, Campaign.id == campaign)
        .values(opens_at=window.opens_at, closes_at=window.closes_at)
    )


def close(session: Session, project_id: int, campaign: int, now: datetime) -> bool:
    """False unless it was running."""
    done = session.execute(
        update(Campaign)
        .where(
            Campaign.project_id == project_id,
            Campaign.id == campaign,
            Campaign.opens_at <= now,
            Campaign.closes_at > now,
        )
        .values(closes_at=now)
        .returning(Campaign.id)
    )
    return done.one_or_none() is not None


def count_households(session: Session, project_id: int) -> int:
    wanted = select(func.count()).where(Place.project_id == project_id, Place.unit != "")
    return session.scalar(wanted) or 0


def without_code(session: Session, project_id: int, campaign: int) -> Sequence[int]:
    """The places of households to which no code of this campaign opens."""
    has_code = exists().where(
        Code.project_id == Place.project_id,
        Code.campaign == campaign,
        Code.place_id == Place.id,
        Code.kind == CodeKind.CAMPAIGN,
        Code.revoked_at.is_(None),
    )
    wanted = (
        select(Place.id)
        .where(Place.project_id == project_id, Place.unit != "", ~has_code)
        .order_by(Place.id)
        .limit(MOST_HOUSEHOLDS)
    )
    return session.scalars(wanted).all()


def _households(project_id: int, campaign: int) -> Subquery:
    """Each household that has ever had a code: the live one if any, and whether it answered."""
    answer = exists().where(Response.project_id == Code.project_id, Response.token == Code.token)
    return (
        select(
            Code.place_id,
            func.max(case((Code.revoked_at.is_(None), Code.token))).label("token"),
            func.max(case((answer, 1), else_=0)).label("answered"),
        )
        .where(Code.project_id == project_id, Code.campaign == campaign)
        .group_by(Code.place_id)
        .subquery()
    )


def turnout(session: Session, project_id: int, campaign: int) -> list[Asked]:
    """By building, in the order of a walk.

    A household counts as asked while its code opens, and once it has answered.
    """
    household = _households(project_id, campaign)
    wanted = (
        select(Place.building, func.count(), func.sum(household.c.answered))
        .join(household, household.c.place_id == Place.id)
        .where(
            Place.project_id == project_id,
            or_(household.c.token.is_not(None), household.c.answered == 1),
        )
        .group_by(Place.building)
    )
    return sorted(fetch(session, wanted, Asked), key=lambda one: on_the_way(one.building))


def households(
    session: Session, project_id: int, campaign: int, *, building: str | None = None
) -> list[Household]:
    """Those whose code opens, in the order of a walk; of one building where it is named."""
    household = _households(project_id, campaign)
    columns: tuple[Any, ...] = (Place.id, Place.building, Place.unit, Place.name)
    wanted = (
        select(*columns, household.c.token, household.c.answered)
        .join(household, household.c.place_id == Place.id)
        .where(Place.project_id == project_id, household.c.token.is_not(None))
        .order_by(Place.id)
        .limit(MOST_HOUSEHOLDS)
    )
    if building is not None:
        wanted = wanted.where(Place.building == building)
    asked = [
        Household(PlaceCard(*row[:4]), row.token, bool(row.answered))
        for row in session.execute(wanted)
    ]
    return sorted(asked, key=lambda one: on_the_way(one.place.building, one.place.unit))


def answered_by(session: Session, project_id: int, campaign: int, place_id: int) -> str | None:
    """The code by which this household answered, whichever of its codes that was."""
    wanted = (
        select(Code.token)
        .where(
            Code.project_id == project_id,
            Code.campaign == campaign,
            Code.place_id == place_id,
            exists().where(Response.project_id == Code.project_id, Response.token == Code.token),
        )
        .limit(1)
    )
    return session.scalar(wanted)
