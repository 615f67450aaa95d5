"""Tags by which people sort what was answered: a list that they edit, and what has which."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Name, Reference
from bot.store.lives import CONTACT, Life
from bot.voice.store import tables  # noqa: F401 - a response is tagged


class ResponseTag(Base):
    """One tag of the list; one that was taken off it stays where it was given."""

    __tablename__ = "response_tag"
    life = Life(ours=("name", "key"))

    id: Mapped[Key]
    name: Mapped[Name]
    key: Mapped[Name] = mapped_column(unique=True)
    is_listed: Mapped[bool] = mapped_column(default=True)


class TaggedResponse(Base):
    """That somebody gave a response a tag."""

    __tablename__ = "tagged_response"
    __table_args__ = (UniqueConstraint("response_id", "tag_id"),)
    life = Life(belongs={"response_id": "response"}, named={"tagged_by": CONTACT}, goes=True)

    id: Mapped[Key]
    response_id: Mapped[Reference] = mapped_column(ForeignKey("response.id"))
    tag_id: Mapped[Reference] = mapped_column(ForeignKey("response_tag.id"))
    tagged_by: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    tagged_at: Mapped[Moment]
