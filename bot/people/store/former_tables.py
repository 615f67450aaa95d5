"""Mail addresses that people had before they were given another one here."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - what is pointed to
from bot.store.columns import Base, Moment, Reference
from bot.store.lives import CONTACT, Life


class FormerEmail(Base):
    """An address that was somebody's until `contacts rename`: who comes by it is they.

    As soon as somebody else has it, it is that person's.
    """

    __tablename__ = "former_email"
    life = Life(
        belongs={"contact_id": CONTACT},
        called=("email_key",),
        marks=("email_key",),
        goes=True,
    )

    email_key: Mapped[str] = mapped_column(Text, primary_key=True)
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    changed_at: Mapped[Moment]
