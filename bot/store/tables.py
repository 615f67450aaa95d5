"""Every table, by subject: people, inbox, sending, listening, figures."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
    Moment,
    Money,
    Name,
    Open,
    PartnersOwn,
    Reference,
    UtcDateTime,
    Word,
)
from bot.store.generations import is_shown
from bot.store.import_tables import Arriving, Versioned, one_version
from bot.store.link_tables import PersonalLink  # noqa: F401 - so that the metadata is whole
from bot.store.name_columns import ContactNames, PartnerNames
from bot.store.people_tables import PartnerDomain  # noqa: F401 - so that the metadata is whole

# --- the programme itself ---------------------------------------------------------------


class ProgrammeFact(Base):
    """A small thing this database knows of itself: the key's fingerprint, the demo's clock."""

    __tablename__ = "programme_fact"

    name: Mapped[Key]
    value: Mapped[str] = mapped_column(Text)


# --- people -----------------------------------------------------------------------------


class Partner(PartnerNames, Arriving, Base):
    __tablename__ = "partner"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    tier: Mapped[Word]
    region: Mapped[Word]
    stage: Mapped[Word]
    manager_id: Mapped[str | None] = mapped_column(
        ForeignKey("contact.id", use_alter=True), default=None
    )

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that it is this partner."""
        return cls.__table__.c.id == partner_id


class PartnerHistory(PartnersOwn, Arriving, Base):
    """Tier, stage and region of a partner over half-open days; an open end is null."""

    __tablename__ = "partner_history"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="forward"),
    )

    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    tier: Mapped[Word]
    stage: Mapped[Word]
    region: Mapped[Word]


class Contact(PartnersOwn, ContactNames, Arriving, Base):
    """A person at a partner, or (without one) at the vendor."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(
            "permission IN ('administrator','manager','member','partner')", name="permission"
        ),
        CheckConstraint("(permission = 'partner') = (partner_id IS NOT NULL)", name="side"),
        CheckConstraint(
            "role IN ('sales','technical','marketing','development','executive')", name="role"
        ),
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(Text, unique=True, default=None)
    role: Mapped[Word]
    permission: Mapped[Word]
    zone: Mapped[str] = mapped_column(Text, default="UTC")
    preferred_platform: Mapped[Word | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    opted_out_at: Mapped[Moment | None] = mapped_column(default=None)


class Installation(Base):
    """Our presence in one workspace or tenant; the token is encrypted."""

    __tablename__ = "installation"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        CheckConstraint("state IN ('live','removed')", name="state"),
    )

    id: Mapped[Key]
    platform: Mapped[Word]
    external_id: Mapped[Name]
    name: Mapped[Name]
    token: Mapped[str] = mapped_column(Text)
    bot_user_id: Mapped[Name] = mapped_column(default="")
    own: Mapped[bool] = mapped_column(default=False)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"), default=None)
    state: Mapped[Word] = mapped_column(default="live")
    installed_at: Mapped[Moment]
    removed_at: Mapped[Moment | None] = mapped_column(default=None)


class Address(Base):
    """How to reach a contact on one platform; a dead one keeps its reason.

    One that was unlinked is nobody's until it is linked anew; the row only remembers that.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("platform", "installation_id", "external_id"),
        CheckConstraint("state IN ('live','dead')", name="state"),
        CheckConstraint("linked_by IN ('claim','code','hand')", name="linked_by"),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    platform: Mapped[Word]
    installation_id: Mapped[Reference | None] = mapped_column(ForeignKey("installation.id"))
    external_id: Mapped[Name]
    conversation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[Word] = mapped_column(default="live")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    linked_at: Mapped[Moment]
    linked_by: Mapped[Word] = mapped_column(default="hand", server_default="hand")
    unlinked_at: Mapped[Moment | None] = mapped_column(default=None)


class Mute(Base):
    """A contact does not want this topic."""

    __tablename__ = "mute"

    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    topic: Mapped[Word] = mapped_column(primary_key=True)
    muted_at: Mapped[Moment]


# --- what reached us --------------------------------------------------------------------


class InboxRow(Base):
    """A verified request, kept before the acknowledgement; the body goes after 7 days."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "key"),
        CheckConstraint("state IN ('waiting','handled','failed')", name="state"),
        Index("ix_inbox_waiting", "state", "received_at"),
    )

    id: Mapped[Key]
    platform: Mapped[Word]
    key: Mapped[Name]
    kind: Mapped[Word]
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[Word] = mapped_column(default="waiting")
    received_at: Mapped[Moment]
    taken_until: Mapped[Moment | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[Moment | None] = mapped_column(default=None)
    problem: Mapped[str | None] = mapped_column(Text, default=None)


class ChatLine(Base):
    """One line of a person's browser chat: what they did (said) or what we answered."""

    __tablename__ = "chat_line"
    __table_args__ = (Index("ix_chat_line_contact_number", "contact_id", "number"),)

    id: Mapped[Key]
    number: Mapped[int]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    ours: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    changed_at: Mapped[Moment]


# --- speaking on a beat -----------------------------------------------------------------


class Cadence(Base):
    """When a newsletter, wave or announcement goes out; a null zone is the reader's own.

    `rule` is an RFC 5545 rule on local time from `starts_on` (naive wall clock).
    `owner` is "files", or the contact who made the promise in chat.
    `next_slot` is the next promised wall-clock moment, `next_due_at` its earliest instant.
    """

    __tablename__ = "cadence"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        CheckConstraint("kind IN ('newsletter','survey','announcement')", name="kind"),
    )

    id: Mapped[Key]
    kind: Mapped[Word]
    subject: Mapped[Name]
    rule: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(Text, default=None)
    catch_up_minutes: Mapped[int] = mapped_column(default=720)
    next_slot: Mapped[datetime | None] = mapped_column(default=None)
    next_due_at: Mapped[Moment | None] = mapped_column(index=True, default=None)
    paused: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[Word] = mapped_column(default="files", server_default="files")


class Occurrence(Base):
    """A slot being carried out, opened once; a miss keeps its reason."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("cadence_id", "slot"),
        CheckConstraint("state IN ('open','planned','missed')", name="state"),
    )

    id: Mapped[Key]
    cadence_id: Mapped[Reference] = mapped_column(ForeignKey("cadence.id"))
    slot: Mapped[datetime]
    state: Mapped[Word] = mapped_column(default="open")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    opened_at: Mapped[Moment]


class Send(Base):
    """One text to one audience, with all that is needed to carry it out.

    It is due at a slot, a wall-clock moment in `zone` (null is the reader's own), or at the
    instant `due_at`. `audience` is the rule it was opened with, as `freeze` writes it.
    `open` is still to be planned, `ended` has no delivery left that could still leave.
    """

    __tablename__ = "send"
    __table_args__ = (
        UniqueConstraint("occurrence_id"),
        CheckConstraint("on_unknown IN ('miss','repeat')", name="on_unknown"),
        CheckConstraint("state IN ('open','planned','ended')", name="state"),
        CheckConstraint("(slot IS NULL) <> (due_at IS NULL)", name="when"),
        Index("ix_send_state", "state"),
    )

    id: Mapped[Key]
    occurrence_id: Mapped[Reference | None] = mapped_column(ForeignKey("occurrence.id"))
    kind: Mapped[Word]
    subject: Mapped[Name]
    title: Mapped[str] = mapped_column(Text)
    topic: Mapped[Word]
    audience: Mapped[str] = mapped_column(Text, default="", server_default="")
    slot: Mapped[datetime | None] = mapped_column(default=None)
    zone: Mapped[str | None] = mapped_column(Text, default=None)
    due_at: Mapped[Moment | None] = mapped_column(default=None)
    catch_up_minutes: Mapped[int] = mapped_column(default=720, server_default="720")
    priority: Mapped[int] = mapped_column(default=50, server_default="50")
    on_unknown: Mapped[Word] = mapped_column(default="miss")
    state: Mapped[Word] = mapped_column(default="open", server_default="planned")
    paused_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Moment]


class Lane(Base):
    """One workspace's, tenant's or relay's paced stream; `token` fences late holders."""

    __tablename__ = "lane"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(Text, default=None)
    until: Mapped[Moment | None] = mapped_column(default=None)


class Delivery(Base):
    """One message to one contact or conversation; `unknown` is never resent blindly."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("send_id", "contact_id"),
        UniqueConstraint("send_id", "conversation_id"),
        CheckConstraint("(contact_id IS NULL) <> (conversation_id IS NULL)", name="one_recipient"),
        CheckConstraint(
            "state IN ('planned','sending','delivered','failed','skipped','unknown')",
            name="state",
        ),
        Index("ix_delivery_due", "state", "lane", "due_at"),
        Index("ix_delivery_contact_id_recorded_at", "contact_id", "recorded_at"),
        Index("ix_delivery_conversation_id_recorded_at", "conversation_id", "recorded_at"),
        Index(
            "ix_delivery_unfinished",
            "send_id",
            sqlite_where=text("state IN ('planned','sending')"),
            postgresql_where=text("state IN ('planned','sending')"),
        ),
    )

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[Reference | None] = mapped_column(ForeignKey("conversation.id"))
    address_id: Mapped[Reference | None] = mapped_column(ForeignKey("address.id"))
    lane: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="planned")
    token: Mapped[int | None] = mapped_column(default=None)
    leased_until: Mapped[Moment | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None] = mapped_column(Text, default=None)
    conversation: Mapped[str | None] = mapped_column(Text, default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    recorded_at: Mapped[Moment | None] = mapped_column(default=None)


# --- listening --------------------------------------------------------------------------


class Wave(Open, Arriving, Base):
    """One run of a survey, from `opens_at` to `closes_at`."""

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint("state IN ('open','closed')", name="state"),
        CheckConstraint("kind IN ('relationship','transactional')", name="kind"),
        CheckConstraint("promise IN ('named','confidential','anonymous')", name="promise"),
    )

    id: Mapped[Key]
    survey: Mapped[Name]
    measure: Mapped[Word]
    kind: Mapped[Word]
    promise: Mapped[Word]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="open")


class Invitation(Arriving, Base):
    """A contact was asked, or asked to be asked; delivered or not, and when shown last."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("wave_id", "contact_id"),)

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    invited_at: Mapped[Moment]
    delivered_at: Mapped[Moment | None] = mapped_column(default=None)
    shown_at: Mapped[Moment | None] = mapped_column(default=None)


class Response(PartnersOwn, Arriving, Base):
    """One person's answer, with their partner and role as they were then."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("invitation_id"),
        Index("ix_response_wave_id_partner_id", "wave_id", "partner_id"),
        Index("ix_response_answered_at", "answered_at"),
    )

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    invitation_id: Mapped[Reference] = mapped_column(ForeignKey("invitation.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    role: Mapped[Word]
    score: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    answered_at: Mapped[Moment]
    changed_at: Mapped[Moment | None] = mapped_column(default=None)


# --- figures ----------------------------------------------------------------------------


class Product(Open, Arriving, Base):
    __tablename__ = "product"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)


class Customer(Arriving, Base):
    """A company that buys through a partner; `partner_id` is today's."""

    __tablename__ = "customer"

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[Name]
    segment: Mapped[Word]

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that this partner serves the customer, or has served them."""
        interval, columns = SubscriptionInterval.__table__.c, cls.__table__.c
        served = select(interval.customer_id).where(
            interval.partner_id == partner_id, is_shown(SubscriptionInterval)
        )
        return or_(columns.partner_id == partner_id, columns.id.in_(served))


class SubscriptionInterval(PartnersOwn, Versioned, Base):
    """A stretch of a subscription at one price, over half-open days; money a year.

    Intervals of one subscription never overlap. `annualised_reporting` is in the vendor's
    reporting currency at the rate of the interval's start.
    """

    __tablename__ = "subscription_interval"
    __table_args__ = (
        one_version("subscription_interval", "subscription_id", "start_date"),
        CheckConstraint("end_date IS NULL OR end_date > start_date", name="forward"),
        CheckConstraint("kind IN ('paid','trial','free','paused')", name="kind"),
        Index("ix_subscription_interval_partner_id_start_date", "partner_id", "start_date"),
        Index("ix_subscription_interval_customer_id_start_date", "customer_id", "start_date"),
    )

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    start_date: Mapped[date]
    end_date: Mapped[date | None] = mapped_column(default=None)
    kind: Mapped[Word]
    currency: Mapped[Word]
    annualised: Mapped[Money]
    usage_annualised: Mapped[Money] = mapped_column(default=0)
    annualised_reporting: Mapped[Money]
    usage_annualised_reporting: Mapped[Money] = mapped_column(default=0)
    reason: Mapped[Word | None] = mapped_column(default=None)


class Term(Versioned, Base):
    """A contract's term and how it ended; money a year."""

    __tablename__ = "term"
    __table_args__ = (
        one_version("term", "subscription_id", "term_start"),
        CheckConstraint("outcome IN ('renewed','lapsed','open')", name="outcome"),
    )

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    term_start: Mapped[date]
    term_end: Mapped[date] = mapped_column(index=True)
    outcome: Mapped[Word]
    annualised: Mapped[Money]
    renewed_annualised: Mapped[Money | None] = mapped_column(default=None)


class Trial(Versioned, Base):
    __tablename__ = "trial"
    __table_args__ = (
        one_version("trial", "subscription_id", "started_on"),
        CheckConstraint("outcome IN ('converted','lost','open')", name="outcome"),
    )

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(index=True, default=None)
    outcome: Mapped[Word]


class RevenueLine(Versioned, Base):
    __tablename__ = "revenue_line"
    __table_args__ = (
        CheckConstraint("kind IN ('recurring','usage','one_off','services')", name="kind"),
        Index("ix_revenue_line_partner_id_booked_on", "partner_id", "booked_on"),
        one_version("revenue_line", "reference"),
    )

    id: Mapped[Key]
    booked_on: Mapped[date]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[Word]
    amount: Mapped[Money]
    reference: Mapped[Name | None] = mapped_column(default=None)


class CostLine(Versioned, Base):
    """What the vendor spent; region, segment and product where the books say so."""

    __tablename__ = "cost_line"
    __table_args__ = (
        CheckConstraint("kind IN ('sales','marketing','cogs')", name="kind"),
        one_version("cost_line", "reference"),
    )

    id: Mapped[Key]
    booked_on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[Word]
    amount: Mapped[Money]
    region: Mapped[Word | None] = mapped_column(default=None)
    segment: Mapped[Word | None] = mapped_column(default=None)
    product_id: Mapped[Reference | None] = mapped_column(ForeignKey("product.id"), default=None)
    reference: Mapped[Name | None] = mapped_column(default=None)


class Touch(Versioned, Base):
    """A contact made with a partner, by either side."""

    __tablename__ = "touch"
    __table_args__ = (
        CheckConstraint("direction IN ('outbound','inbound')", name="direction"),
        one_version("touch", "reference"),
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), index=True)
    customer_id: Mapped[Reference | None] = mapped_column(ForeignKey("customer.id"), default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    direction: Mapped[Word]
    reference: Mapped[Name | None] = mapped_column(default=None)
