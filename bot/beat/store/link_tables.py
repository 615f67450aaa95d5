"""Whether the links of a text answered."""

from datetime import timedelta

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Moment
from bot.store.lives import Forget, Life


class LinkLook(Base):
    """One look at the links of a text, by the fingerprint of its words in every language.

    `body` is what waits to be looked at, as a text keeps it, and nothing once that was done;
    then `found` says which links did not answer.
    """

    __tablename__ = "link_look"
    __table_args__ = (
        Index(
            "ix_link_look_waiting",
            "asked_at",
            sqlite_where=text("looked_at IS NULL"),
            postgresql_where=text("looked_at IS NULL"),
        ),
    )
    life = Life(
        # What the vendor publishes is the vendor's, whoever is named in it.
        ours=("body", "found"),
        forgets=(Forget(since="asked_at", after=timedelta(days=30), by_business_clock=True),),
    )

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[Moment] = mapped_column(index=True)
    looked_at: Mapped[Moment | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    found: Mapped[str] = mapped_column(Text, default="", server_default="")
