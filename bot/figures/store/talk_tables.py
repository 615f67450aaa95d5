"""What a person's next question may build on, for half an hour."""

from datetime import timedelta

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Reference
from bot.store.lives import CONTACT, Forget, Life

KEPT = timedelta(minutes=30)


class KeptTalk(Base):
    """The last plan of a person in a place, and the question of theirs that was asked back.

    Both are kept as questions and read again by whoever they are, so that nothing is shown that
    they may not see by then.
    """

    __tablename__ = "kept_talk"
    __table_args__ = (UniqueConstraint("contact_id", "place"),)
    life = Life(
        belongs={"contact_id": CONTACT},
        goes=True,
        forgets=(Forget(since="at", after=KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference]
    place: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment] = mapped_column(index=True)
