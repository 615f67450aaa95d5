"""Figures as they stood when a send first showed them."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a frozen figure points to a send
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import PARTNER, Life


class FrozenFigure(Base):
    """What a question came to for a partner's people with one permission, as one send shows it.

    `whose` is the partner, or "vendor" for our own people. `body` is the number and its days.
    """

    __tablename__ = "frozen_figure"
    __table_args__ = (UniqueConstraint("send_id", "whose", "permission", "question"),)
    life = Life(belongs={"whose": PARTNER}, goes=True)

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    whose: Mapped[Word] = mapped_column(index=True)
    permission: Mapped[Word]
    question: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
