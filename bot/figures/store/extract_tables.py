"""Links to all rows of an answer as a file: each is good once, and for a short while."""

from datetime import timedelta

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import place_tables as _places  # noqa: F401 - an extract points to an address
from bot.store.columns import Base, Moment, Reference
from bot.store.lives import CONTACT, Forget, Life

KEPT = timedelta(minutes=30)


class AnswerExtract(Base):
    """Who may fetch the rows of which question; the token itself is nowhere, only its hash.

    The question is read and computed again by whoever fetches it, so that nothing is in the
    file that they may not see by then.
    """

    __tablename__ = "answer_extract"
    life = Life(
        belongs={"contact_id": CONTACT, "address_id": "address"},
        secret=("hash",),
        goes=True,
        forgets=(Forget(since="expires_at"),),
    )

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    address_id: Mapped[Reference] = mapped_column(ForeignKey("address.id"))
    question: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    fetched_at: Mapped[Moment | None] = mapped_column(default=None)
