"""Taps: who opened the page that a button leads to, and who acknowledged what they read."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a tap points to a send
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, Forget, Life

KEPT = timedelta(days=180)
"""How long a tap is kept."""


class ButtonTap(Base):
    """The first time a recipient of a send opened the page of one of its buttons.

    `button` names it by its address `url`; `label` is what it was called then.
    """

    __tablename__ = "button_tap"
    __table_args__ = (
        UniqueConstraint("send_id", "contact_id", "button"),
        UniqueConstraint("send_id", "conversation_id", "button"),
        CheckConstraint("(contact_id IS NULL) <> (conversation_id IS NULL)", name="one_recipient"),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "conversation_id": "conversation"},
        goes=True,
        forgets=(Forget(since="at", after=KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"), index=True)
    conversation_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("conversation.id"), index=True
    )
    button: Mapped[Word]
    label: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment] = mapped_column(index=True)


class Acknowledgement(Base):
    """That somebody said they have read what everybody must read; once each, by name."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("send_id", "contact_id"),)
    life = Life(
        belongs={"contact_id": CONTACT},
        goes=True,
        forgets=(Forget(since="at", after=KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    at: Mapped[Moment] = mapped_column(index=True)
