"""What links in mails open."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Moment, Reference, Word


class PersonalLink(Base):
    """What a link in a mail opens, and for whom; the token itself is nowhere, only its hash.

    `message` is the part of the mail that can be acted on, as `bot.store.encoding` writes it.
    """

    __tablename__ = "personal_link"
    __table_args__ = (CheckConstraint("kind IN ('page','unsubscribe')", name="kind"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[Word]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    address_id: Mapped[Reference] = mapped_column(ForeignKey("address.id"))
    topic: Mapped[Word] = mapped_column(default="")
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
