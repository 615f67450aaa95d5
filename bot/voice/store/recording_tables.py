"""What somebody wrote down of an answer that was said to them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import CONTACT, Life
from bot.voice.store import tables  # noqa: F401 - a response was recorded


class Recording(Base):
    """Who recorded a response, when, and which survey's question it answers.

    `survey`, `text_id` and `score` are what a wave has of those that we asked.
    """

    __tablename__ = "recording"
    life = Life(
        belongs={"response_id": "response"}, named={"recorded_by": CONTACT}, ours=("survey",)
    )

    response_id: Mapped[Key] = mapped_column(ForeignKey("response.id"))
    survey: Mapped[Name]
    text_id: Mapped[Reference] = mapped_column(ForeignKey("text.id"))
    score: Mapped[Word]
    recorded_by: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    recorded_at: Mapped[Moment]
