"""What says who may be who, and where people are met: domains, codes, sponsors, talks."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Name, Reference, Word


class PartnerDomain(Base):
    """A mail domain that belongs to a partner, as an administrator registered it."""

    __tablename__ = "partner_domain"

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    domain: Mapped[Name] = mapped_column(primary_key=True)
    registered_at: Mapped[Moment]


class LinkCode(Base):
    """A code somebody asked for; without a contact nobody has that email, and none was mailed.

    Neither code nor email lies here: only their fingerprints.
    """

    __tablename__ = "link_code"
    __table_args__ = (
        Index("ix_link_code_who_asked", "installation_id", "external_id", "asked_at"),
        Index("ix_link_code_email_asked_at", "email", "asked_at"),
    )

    id: Mapped[Key]
    installation_id: Mapped[Reference] = mapped_column(ForeignKey("installation.id"))
    external_id: Mapped[Name]
    email: Mapped[Word]
    code: Mapped[Word]
    contact_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    asked_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[Moment | None] = mapped_column(default=None)


class Sponsor(Base):
    """The executive who answers for a partnership on one side of it."""

    __tablename__ = "sponsor"
    __table_args__ = (CheckConstraint("side IN ('vendor','partner')", name="side"),)

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    side: Mapped[Word] = mapped_column(primary_key=True)
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    set_at: Mapped[Moment]


class Conversation(Base):
    """A conversation where we may speak first, with what its platform wants to know for that.

    One shared with a partner is that partner's; one where we cannot speak keeps the reason.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("installation_id", "external_id"),
        CheckConstraint("kind IN ('personal','group','team')", name="kind"),
        CheckConstraint(
            "state IN ('live','archived','disconnected','not a member')", name="state"
        ),
        Index("ix_conversation_person", "installation_id", "person", "noted_at"),
    )

    id: Mapped[Key]
    installation_id: Mapped[Reference] = mapped_column(ForeignKey("installation.id"))
    external_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[Word]
    service_url: Mapped[str] = mapped_column(Text)
    bot: Mapped[Name] = mapped_column(default="")
    person: Mapped[Name] = mapped_column(default="")
    member: Mapped[Name] = mapped_column(default="")
    team: Mapped[Name] = mapped_column(default="")
    zone: Mapped[Name] = mapped_column(default="")
    partner_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("partner.id"), index=True, default=None
    )
    state: Mapped[Word] = mapped_column(default="live", server_default="live")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    noted_at: Mapped[Moment]
