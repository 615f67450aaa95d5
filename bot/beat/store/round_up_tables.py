"""Round-ups: what did not fit into a recipient's budget, once a week."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import place_tables  # noqa: F401 - round-ups are for people there
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, Life


class RoundUp(Base):
    """What did not fit into one recipient's budget, once a week; there is one a slot, ever.

    It gathers until it is due, and is said by its send from then on.
    """

    __tablename__ = "round_up"
    __table_args__ = (
        UniqueConstraint("contact_id", "slot"),
        UniqueConstraint("conversation_id", "slot"),
        CheckConstraint("(contact_id IS NULL) <> (conversation_id IS NULL)", name="one_recipient"),
        CheckConstraint("state IN ('gathering','begun','done')", name="state"),
        Index(
            "ix_round_up_due_at",
            "due_at",
            sqlite_where=text("state = 'gathering'"),
            postgresql_where=text("state = 'gathering'"),
        ),
        Index(
            "ix_round_up_begun",
            "send_id",
            sqlite_where=text("state = 'begun'"),
            postgresql_where=text("state = 'begun'"),
        ),
        Index("ix_round_up_send_id", "send_id"),
    )
    life = Life(belongs={"contact_id": CONTACT, "conversation_id": "conversation"})

    id: Mapped[Key]
    contact_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[Reference | None] = mapped_column(ForeignKey("conversation.id"))
    slot: Mapped[datetime]
    due_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="gathering")
    send_id: Mapped[Reference | None] = mapped_column(ForeignKey("send.id"), default=None)
