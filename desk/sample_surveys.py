"""What the sample's residents say by standing codes and in an annual survey that is running."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db import campaigns as campaigns_db
from db import projects
from desk import campaigns, codes, surveys
from domain.access import Actor, Role
from domain.campaigns import Window
from domain.satisfaction import Answers
from domain.surveys import Concern

Deed = Callable[[datetime], object]

BEGAN, LASTS, LETTERS = timedelta(days=11), timedelta(days=20), timedelta(days=4)
HUNG = timedelta(days=40)
# How many of a building's households have answered by now, building after building.
TURNOUT = (0.75, 0.5, 0.67, 0.33, 0.58, 0.42)
ITEMS = ("d1", "d2", "d3", "c", "e1", "e2", "e3", "e4")
PULSE = ITEMS[:2] + ITEMS[3:4]


def answers(
    session: Session, project_id: int, texts: dict[str, Any], staff: list[Actor], now: datetime
) -> Iterator[tuple[datetime, Deed]]:
    """The codes are out already; each answer with the moment at which it comes."""
    chance = random.Random(11)  # noqa: S311  # scenery, not secrets
    supervisor = next(one for one in staff if one.roles[project_id] is Role.SUPERVISOR)
    # By the cards and by every place but the last, so that there is one to give a code to.
    tokens = codes.for_common_places(session, supervisor, project_id, now - HUNG)
    codes.revoke(session, supervisor, project_id, tokens.pop(), now - HUNG)
    tokens.append(codes.for_card(session, supervisor, project_id, now - HUNG))
    for token in tokens:
        for visit in range(chance.randrange(1, 5)):
            at = now - timedelta(days=chance.uniform(0, 28))
            yield at, partial(_answer, session, token, _filled(chance, PULSE, texts), f"v{visit}")
    for token in _asked(session, project_id, texts, supervisor, now, chance):
        # Most answer in the first days after the letter.
        at = now - BEGAN * (1 - chance.random() ** 2)
        yield at, partial(_answer, session, token, _filled(chance, ITEMS, texts), "")


def _asked(
    session: Session,
    project_id: int,
    texts: dict[str, Any],
    supervisor: Actor,
    now: datetime,
    chance: random.Random,
) -> Iterator[str]:
    """The codes of the households that answer, of all that have got their letter."""
    zone = projects.card(session, project_id).zone
    window, planned_at = _window(now, zone), now - BEGAN - LETTERS
    name = texts["campaign"].format(year=now.astimezone(zone).year)
    campaign = campaigns.plan(session, supervisor, project_id, name, window, planned_at)
    campaigns.give_out(session, supervisor, project_id, campaign, planned_at)
    willing = dict(zip(texts["buildings"], TURNOUT, strict=True))
    for household in campaigns_db.households(session, project_id, campaign):
        if chance.random() < willing[household.place.building]:
            yield household.token


def _window(now: datetime, zone: ZoneInfo) -> Window:
    first = (now - BEGAN).astimezone(zone).date() - timedelta(days=1)
    return Window.of_days(first, first + LASTS, zone)


def _filled(chance: random.Random, items: tuple[str, ...], texts: dict[str, Any]) -> surveys.Filled:
    marks = {item: min(5, max(1, round(chance.gauss(3.9, 0.8)))) for item in items}
    said = chance.choice(texts["voices"]["glad"]) if min(marks.values()) > 3 else ""
    language = chance.choice(("zh_CN", "zh_CN", "en"))
    return surveys.Filled(
        Answers.from_items(marks), Concern(words=said), language, seconds=chance.uniform(30, 150)
    )


def _answer(
    session: Session, token: str, filled: surveys.Filled, visitor: str, at: datetime
) -> None:
    surveys.receive(session, token, filled, at, visitor=visitor)
