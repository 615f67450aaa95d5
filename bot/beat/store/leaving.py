"""What must not leave now, whatever is due."""

from sqlalchemy import ColumnElement, select

from bot.beat.store import standstill
from bot.beat.store.tables import Delivery, Send


def may_leave(delivery: type[Delivery] = Delivery) -> ColumnElement[bool]:
    """Return the condition that neither a delivery's send is paused nor all are stopped."""
    paused = select(Send.id).where(Send.paused_at.is_not(None))
    return delivery.send_id.not_in(paused) & standstill.is_over()
