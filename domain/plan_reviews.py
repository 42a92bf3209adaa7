"""Service-plan review (服务策划评审; 001): a plan is given points on six items, 100 in all."""

from collections.abc import Mapping
from enum import StrEnum

from domain.errors import WrongValue

LONGEST_NAME = 80


class ReviewItem(StrEnum):
    """What a service plan is judged by (评审项目)."""

    IDEA = "idea"
    SERVICE_STANDARD = "service_standard"
    DELIVERY_STANDARD = "delivery_standard"
    INSPECTION_STANDARD = "inspection_standard"
    ROLL_OUT = "roll_out"
    VALUE = "value"


MOST: dict[ReviewItem, int] = {
    ReviewItem.IDEA: 10,
    ReviewItem.SERVICE_STANDARD: 10,
    ReviewItem.DELIVERY_STANDARD: 10,
    ReviewItem.INSPECTION_STANDARD: 10,
    ReviewItem.ROLL_OUT: 40,
    ReviewItem.VALUE: 20,
}


def checked_points(given: Mapping[ReviewItem, float]) -> dict[ReviewItem, float]:
    """Points for every item, none above what it can have. Raises WrongValue."""
    for item, most in MOST.items():
        points = given.get(item)
        if points is None:
            raise WrongValue(item.value, "empty")
        if not 0 <= points <= most:
            raise WrongValue(item.value, "outside_points")
    return {item: float(given[item]) for item in MOST}


def checked_plan(typed: str) -> str:
    """The plan's name, tidied. Raises WrongValue."""
    name = " ".join(typed.split())
    if not name:
        raise WrongValue("plan", "empty")
    if len(name) > LONGEST_NAME:
        raise WrongValue("plan", "too_long")
    return name
