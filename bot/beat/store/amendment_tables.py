"""Amendments: sends that change or take back what another send delivered."""

from datetime import timedelta

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - both columns point there
from bot.store.columns import Base, Key, Moment, Reference
from bot.store.lives import CONTACT, Forget, Life


class Amendment(Base):
    """A send that goes over every copy of another, with the `note` that says what was changed."""

    __tablename__ = "amendment"
    # What the vendor publishes is the vendor's, whoever is named in it.
    life = Life(ours=("note",))

    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"), primary_key=True)
    of_send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")


class Correction(Base):
    """What somebody wants corrected, until they confirm it or it is forgotten.

    `text_id` is the version that it was written over: who changed that meanwhile goes first.
    `body` is what the form said.
    """

    __tablename__ = "correction"
    life = Life(
        belongs={"contact_id": CONTACT},
        mentioned=("body",),
        goes=True,
        forgets=(Forget(since="made_at", after=timedelta(days=30), by_business_clock=True),),
    )

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    text_id: Mapped[Reference | None] = mapped_column(ForeignKey("text.id"), default=None)
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Moment] = mapped_column(index=True)


class Followed(Base):
    """A card that shows how a send runs, drawn anew at `due_at` for as long as it is followed."""

    __tablename__ = "followed"
    __table_args__ = (UniqueConstraint("contact_id", "conversation", "message"),)
    life = Life(belongs={"contact_id": CONTACT}, matched=("conversation", "message"), goes=True)

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    address_id: Mapped[Reference] = mapped_column(ForeignKey("address.id"), index=True)
    conversation: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    due_at: Mapped[Moment] = mapped_column(index=True)
    until: Mapped[Moment]
