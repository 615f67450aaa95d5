"""Partners and the people there, with what they want and who answers for them."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SQLColumnExpression,
    Text,
    func,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store.name_columns import ContactNames, PartnerNames
from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    PartnersOwn,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, PARTNER, Instead, Life
from bot.store.versions import Arriving

TRAVELLED = "planned_zone IS NOT NULL AND coalesce(chosen_zone, zone) <> planned_zone"
"""What the index of contacts holds whose zone changed; bound values would not meet it."""


class Partner(PartnerNames, Arriving, Base):
    __tablename__ = "partner"
    life = Life(
        belongs={"id": PARTNER},
        named={"manager_id": CONTACT, "deputy_id": CONTACT},
        called=("name", "source_id"),
        marks=("name_key", "source_id", "id"),
        empties={
            "name": Instead.ITS_KEY,
            "name_key": Instead.ITS_KEY,
            "source_id": None,
            "zone": None,
            "language": None,
            "country": None,
            "manager_id": None,
            "deputy_id": None,
            "erased_at": Instead.NOW,
        },
    )

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    tier: Mapped[Word]
    region: Mapped[Word]
    stage: Mapped[Word]
    zone: Mapped[str | None] = mapped_column(Text, default=None)
    language: Mapped[Word | None] = mapped_column(default=None)
    country: Mapped[Word | None] = mapped_column(default=None)
    manager_id: Mapped[str | None] = mapped_column(
        ForeignKey("contact.id", use_alter=True), default=None
    )
    deputy_id: Mapped[str | None] = mapped_column(
        ForeignKey("contact.id", use_alter=True), default=None
    )
    erased_at: Mapped[Moment | None] = mapped_column(default=None)

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that it is this partner."""
        return cls.__table__.c.id == partner_id

    @classmethod
    def looked_after_by(cls, who: str | SQLColumnExpression[str]) -> ColumnElement[bool]:
        """Return the condition that somebody looks after it, or stands in for who does."""
        return or_(cls.manager_id == who, cls.deputy_id == who)


class PartnerHistory(PartnersOwn, Arriving, Base):
    """Tier, stage and region of a partner over half-open days; an open end is null."""

    __tablename__ = "partner_history"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="forward"),
    )
    life = Life(belongs={"partner_id": PARTNER})

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    tier: Mapped[Word]
    stage: Mapped[Word]
    region: Mapped[Word]


class Contact(PartnersOwn, ContactNames, Arriving, Base):
    """A person at a partner, or (without one) at the vendor.

    `planned_zone` is the zone by which their planned deliveries in their own time were
    reckoned, null while there never was one. `opted_out_at` is long past where a file told no
    moment. The three of `consent` are the evidence that they
    agreed to be written to, all of them or none.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(
            "permission IN ('administrator','manager','member','partner')", name="permission"
        ),
        CheckConstraint("(permission = 'partner') = (partner_id IS NOT NULL)", name="side"),
        CheckConstraint(
            "role IN ('sales','technical','marketing','development','executive')", name="role"
        ),
        Index(
            "ix_contact_travelled",
            "id",
            sqlite_where=text(TRAVELLED),
            postgresql_where=text(TRAVELLED),
        ),
    )
    life = Life(
        belongs={"id": CONTACT, "partner_id": PARTNER},
        called=("name", "email", "source_id"),
        marks=("email_key", "source_id"),
        empties={
            "name": "",
            "name_key": "",
            "email": None,
            "email_key": None,
            "source_id": None,
            "zone": "UTC",
            "chosen_zone": None,
            "planned_zone": None,
            "language": None,
            "chosen_language": None,
            "country": None,
            "chosen_country": None,
            "preferred_platform": None,
            "active": False,
            "opted_out_at": None,
            "away_until": None,
            "consent_at": None,
            "consent_how": None,
            "consent_by": None,
            "erased_at": Instead.NOW,
        },
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(Text, unique=True, default=None)
    role: Mapped[Word]
    permission: Mapped[Word]
    zone: Mapped[str] = mapped_column(Text, default="UTC")
    chosen_zone: Mapped[str | None] = mapped_column(Text, default=None)
    planned_zone: Mapped[str | None] = mapped_column(Text, default=None)
    language: Mapped[Word | None] = mapped_column(default=None)
    chosen_language: Mapped[Word | None] = mapped_column(default=None)
    country: Mapped[Word | None] = mapped_column(default=None)
    chosen_country: Mapped[Word | None] = mapped_column(default=None)
    preferred_platform: Mapped[Word | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    opted_out_at: Mapped[Moment | None] = mapped_column(default=None)
    away_until: Mapped[Moment | None] = mapped_column(default=None)
    consent_at: Mapped[Moment | None] = mapped_column(default=None)
    consent_how: Mapped[str | None] = mapped_column(Text, default=None)
    consent_by: Mapped[str | None] = mapped_column(Text, default=None)
    erased_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def own_zone(self) -> str:
        """Return the zone they live by: what they chose, else what a file or a platform says."""
        return self.chosen_zone or self.zone

    @property
    def own_country(self) -> str | None:
        """Return the country they chose, else what a file or a platform says."""
        return self.chosen_country or self.country

    @property
    def own_language(self) -> str | None:
        """Return the language they chose, else what a file or a platform says."""
        return self.chosen_language or self.language

    @classmethod
    def zone_lived_by(cls) -> ColumnElement[str]:
        """Return the same of everybody."""
        return func.coalesce(cls.chosen_zone, cls.zone)

    @classmethod
    def country_lived_in(
        cls, of_partner: SQLColumnExpression[str | None]
    ) -> ColumnElement[str | None]:
        """Return everybody's own country, else that of their partner."""
        return func.coalesce(cls.chosen_country, cls.country, of_partner)


class Mute(Arriving, Base):
    """A contact does not want this topic, from the moment it is written, whoever wrote it.

    `blocked_on` is the platform where they shut us out when a message of it came; it is empty
    where they said so themselves, or a file did: then `shown_from` is that import's, and
    `muted_at` long past, for a file does not tell it.
    """

    __tablename__ = "mute"
    life = Life(belongs={"contact_id": CONTACT}, goes=True)

    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    topic: Mapped[Word] = mapped_column(primary_key=True)
    muted_at: Mapped[Moment]
    blocked_on: Mapped[Word] = mapped_column(default="", server_default="")


class WantedAgain(Base):
    """A contact said themselves that they want a topic again, or (where it is empty) anything.

    No file that still says no takes that back.
    """

    __tablename__ = "wanted_again"
    life = Life(belongs={"contact_id": CONTACT}, goes=True)

    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    topic: Mapped[Word] = mapped_column(primary_key=True)
    said_at: Mapped[Moment]


class PartnerMute(Base):
    """The vendor pushes nothing to anybody at this partner, for a reason somebody gave.

    What somebody there waits for, such as an answer, comes all the same.
    """

    __tablename__ = "partner_mute"
    life = Life(
        belongs={"partner_id": PARTNER, "muted_by": CONTACT},
        mentioned=("reason",),
        empties={"reason": ""},
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    muted_by: Mapped[Word]
    muted_at: Mapped[Moment]


class PartnerDomain(Base):
    """A mail domain that belongs to a partner, as an administrator registered it."""

    __tablename__ = "partner_domain"
    life = Life(belongs={"partner_id": PARTNER}, called=("domain",), goes=True)

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    domain: Mapped[Name] = mapped_column(primary_key=True)
    registered_at: Mapped[Moment]


class Sponsor(Base):
    """The executive who answers for a partnership on one side of it."""

    __tablename__ = "sponsor"
    __table_args__ = (CheckConstraint("side IN ('vendor','partner')", name="side"),)
    life = Life(belongs={"partner_id": PARTNER, "contact_id": CONTACT}, goes=True)

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    side: Mapped[Word] = mapped_column(primary_key=True)
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    set_at: Mapped[Moment]
