"""Replies: what people answered in words to what we said, and what came back."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a reply points to a delivery
from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import CONTACT, Forget, Life

KEPT = timedelta(days=180)
"""How long an exchange is kept after its last word."""
WAITING = "state = 'open'"


class StoredReply(Base):
    """An exchange: somebody's words, and what people answered, in one place.

    `delivery_id` is what they answered; of words they gave us by themselves there is none.
    Where they wrote is `conversation` and `thread`, as the platform calls them; there the answer
    goes, to `address_id` or into the shared `conversation_id`. `sender` is set where it was
    written by somebody else than the person we had written to. `waits_since` is the first word
    nobody answered yet, `due_at` when somebody is reminded of it, `lost` why the last answer did
    not get through.
    """

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint("state IN ('open','answered','done')", name="state"),
        Index(
            "ix_reply_due_at",
            "due_at",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index("ix_reply_contact_id_said_at", "contact_id", "said_at"),
    )
    life = Life(
        belongs={"contact_id": CONTACT},
        named={"closed_by": CONTACT},
        goes=True,
        forgets=(Forget(since="said_at", after=KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    delivery_id: Mapped[Reference | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    platform: Mapped[Word]
    conversation: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    address_id: Mapped[Reference | None] = mapped_column(ForeignKey("address.id"), index=True)
    conversation_id: Mapped[Reference | None] = mapped_column(ForeignKey("conversation.id"))
    sender: Mapped[Name] = mapped_column(default="")
    state: Mapped[Word] = mapped_column(default="open")
    waits_since: Mapped[Moment]
    due_at: Mapped[Moment | None]
    reminded: Mapped[int] = mapped_column(default=0)
    lost: Mapped[str | None] = mapped_column(Text, default=None)
    said_at: Mapped[Moment]
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    closed_by: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"), default=None)


class ReplyLine(Base):
    """What one person said in an exchange; `message` is what the platform calls it.

    `attached` says that a file lies there, `state` that it was changed or taken back since.
    """

    __tablename__ = "reply_line"
    __table_args__ = (
        CheckConstraint("state IN ('said','changed','taken back')", name="state"),
        Index("ix_reply_line_contact_id_message", "contact_id", "message"),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "reply_id": "reply"},
        mentioned=("words",),
        goes=True,
        forgets=(Forget(since="said_at", after=KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    reply_id: Mapped[Reference] = mapped_column(ForeignKey("reply.id"), index=True)
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    words: Mapped[str] = mapped_column(Text)
    attached: Mapped[bool] = mapped_column(default=False)
    message: Mapped[Name] = mapped_column(default="")
    state: Mapped[Word] = mapped_column(default="said")
    said_at: Mapped[Moment]
