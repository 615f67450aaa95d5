"""Amendments: sends that change or take back what another send delivered."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - both columns point there
from bot.store.columns import Base, Reference
from bot.store.lives import Life


class Amendment(Base):
    """A send that goes over every copy of another, with the `note` that says what was changed."""

    __tablename__ = "amendment"
    # What the vendor publishes is the vendor's, whoever is named in it.
    life = Life(ours=("note",))

    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"), primary_key=True)
    of_send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
