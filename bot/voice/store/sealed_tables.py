"""Answers to anonymous waves: sealed while the wave is open, then ballots that are nobody's."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Reference, Word
from bot.store.lives import Life
from bot.voice.store import tables  # noqa: F401 - an answer is one to a wave


class SealedAnswer(Base):
    """One person's answer to an anonymous wave that is open, under the wave's key.

    `who` is by what it is found again and `held` what was answered: both are noise to whoever
    has no key. It says no moment, and goes with the close of its wave.
    """

    __tablename__ = "sealed_answer"
    life = Life(ours=("who", "held"))

    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    who: Mapped[Word] = mapped_column(primary_key=True)
    held: Mapped[str] = mapped_column(Text)


class Ballot(Base):
    """One answer to an anonymous wave that is closed: nobody's, in an order drawn by lot.

    `more` is JSON of the answers to further questions, by their keys.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("wave_id", "n"),)
    life = Life(mentioned=("reason", "more"), empties={"reason": None, "more": "{}"})

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    n: Mapped[int]
    score: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    more: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
