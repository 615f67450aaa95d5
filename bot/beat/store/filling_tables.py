"""Fillings: which evergreen somebody gave to an empty slot."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a filling points to a cadence
from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import CONTACT, Life


class Filling(Base):
    """An evergreen for a slot that has no edition, by its key; an edition that comes goes first.

    It is not a send: which text goes out is chosen when the slot comes.
    """

    __tablename__ = "filling"
    __table_args__ = (UniqueConstraint("cadence_id", "slot"),)
    life = Life(named={"by": CONTACT}, ours=("text_key",))

    id: Mapped[Key]
    cadence_id: Mapped[Reference] = mapped_column(ForeignKey("cadence.id"))
    slot: Mapped[datetime]
    text_key: Mapped[Name]
    by: Mapped[Word]
    at: Mapped[Moment]
