"""Orders (提取单): ordered at the desk and fetched at the gate, sealed, for a few minutes."""

from datetime import UTC, datetime

from itsdangerous import BadData

from domain.exports import NotOrdered, Order
from web.keys import signer

PURPOSE = "export"


def seal(order: Order) -> str:
    """As it stands in the address."""
    told = [order.project_id, order.staff_id, order.with_people, order.at.timestamp()]
    return str(signer(PURPOSE).dumps(told))


def unseal(sealed: str, now: datetime) -> Order:
    """Raises NotOrdered."""
    try:
        project_id, staff_id, with_people, at = signer(PURPOSE).loads(sealed)
        order = Order(project_id, staff_id, with_people, datetime.fromtimestamp(at, UTC))
    except (BadData, ValueError, TypeError) as broken:
        raise NotOrdered from broken
    if not order.is_fresh(now):
        raise NotOrdered
    return order
