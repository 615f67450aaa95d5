"""Where people are met: installations, addresses, conversations, and links to them."""

from datetime import timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - addresses point there
from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, PARTNER, Forget, Instead, Life

STRANGERS_STAY = timedelta(hours=1)
"""So long the chat with somebody unknown is kept: longer than a code is good for."""


class Installation(Base):
    """Our presence in one workspace or tenant; its tokens are encrypted.

    One that was "left" we gave up by our own wish, one that is "removed" was taken from us.
    `trouble` is why nothing gets through there just now, or why it was given up. `own_by` says
    who made it our own: "setting", "hand", or "former" for what the settings named before; where
    that was "taken back" the settings do not do it again.
    At one that `hears_threads` words in threads that we began come to us without a mention.
    A token that runs out has `expires_at`; until `renewing_until` one process renews it alone.
    """

    __tablename__ = "installation"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        CheckConstraint("state IN ('live','removed','left')", name="state"),
        CheckConstraint("own_by IN ('setting','hand','former','taken back')", name="own_by"),
    )
    life = Life(
        belongs={"partner_id": PARTNER},
        secret=("token", "refresh_token"),
        empties={
            "external_id": Instead.ITS_KEY,
            "enterprise": "",
            "name": "",
            "token": "",
            "refresh_token": "",
            "expires_at": None,
            "bot_user_id": "",
            "bot_id": "",
            "app_id": "",
            "scopes": "",
            "state": "removed",
            "trouble": None,
        },
    )

    id: Mapped[Key]
    platform: Mapped[Word]
    external_id: Mapped[Name]
    enterprise: Mapped[Name] = mapped_column(default="", server_default="")
    name: Mapped[Name]
    token: Mapped[str] = mapped_column(Text)
    bot_user_id: Mapped[Name] = mapped_column(default="")
    bot_id: Mapped[Name] = mapped_column(default="", server_default="")
    app_id: Mapped[Name] = mapped_column(default="", server_default="")
    scopes: Mapped[str] = mapped_column(Text, default="", server_default="")
    hears_threads: Mapped[bool] = mapped_column(default=False, server_default=false())
    refresh_token: Mapped[str] = mapped_column(Text, default="", server_default="")
    expires_at: Mapped[Moment | None] = mapped_column(default=None)
    renewing_until: Mapped[Moment | None] = mapped_column(default=None)
    own: Mapped[bool] = mapped_column(default=False)
    own_by: Mapped[Word | None] = mapped_column(default=None)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"), default=None)
    state: Mapped[Word] = mapped_column(default="live")
    installed_at: Mapped[Moment]
    removed_at: Mapped[Moment | None] = mapped_column(default=None)
    trouble: Mapped[str | None] = mapped_column(Text, default=None)
    trouble_since: Mapped[Moment | None] = mapped_column(default=None)


class Address(Base):
    """How to reach a contact on one platform; a dead one keeps its reason.

    `external_id` names one person at their home, a workspace or tenant and its organisation, and
    one where we reach them, the installation. Without a home nobody has told it yet.
    One that was unlinked is nobody's until it is linked anew; the row only remembers that.
    At one that is `unmet` nobody has spoken to us, and we have not said yet why we write.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("platform", "external_id", "home", "enterprise"),
        UniqueConstraint("platform", "installation_id", "external_id"),
        CheckConstraint("state IN ('live','dead')", name="state"),
        CheckConstraint("linked_by IN ('claim','code','hand')", name="linked_by"),
    )
    life = Life(belongs={"contact_id": CONTACT}, called=("external_id",), goes=True)

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    platform: Mapped[Word]
    installation_id: Mapped[Reference | None] = mapped_column(ForeignKey("installation.id"))
    external_id: Mapped[Name]
    home: Mapped[Name | None] = mapped_column(default=None)
    enterprise: Mapped[Name] = mapped_column(default="", server_default="")
    conversation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[Word] = mapped_column(default="live")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    linked_at: Mapped[Moment]
    linked_by: Mapped[Word] = mapped_column(default="hand", server_default="hand")
    unlinked_at: Mapped[Moment | None] = mapped_column(default=None)
    unmet: Mapped[bool] = mapped_column(default=False, server_default=false())


class LookUp(Base):
    """A contact who was looked up by email at an installation, and why they were not linked.

    Who is linked has no row. `email` is what was asked by, so that another one is asked anew.
    """

    __tablename__ = "look_up"
    __table_args__ = (Index("ix_look_up_again_at", "again_at"),)
    life = Life(
        belongs={"contact_id": CONTACT, "installation_id": "installation"},
        called=("email",),
        goes=True,
    )

    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    installation_id: Mapped[Reference] = mapped_column(
        ForeignKey("installation.id"), primary_key=True
    )
    email: Mapped[str] = mapped_column(Text)
    why: Mapped[Word]
    asked_at: Mapped[Moment]
    again_at: Mapped[Moment]


class ChatLine(Base):
    """One line of a person's browser chat: what they did (said) or what we answered."""

    __tablename__ = "chat_line"
    __table_args__ = (Index("ix_chat_line_contact_number", "contact_id", "number"),)
    life = Life(belongs={"contact_id": CONTACT}, mentioned=("body",), goes=True)

    id: Mapped[Key]
    number: Mapped[int]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    ours: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    changed_at: Mapped[Moment]


class LinkCode(Base):
    """A code somebody asked for; without a contact nobody has that email, and none was mailed.

    Neither code nor email lies here: only their fingerprints.
    """

    __tablename__ = "link_code"
    __table_args__ = (
        Index("ix_link_code_who_asked", "installation_id", "external_id", "asked_at"),
        Index("ix_link_code_email_asked_at", "email", "asked_at"),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "installation_id": "installation"},
        matched=("external_id",),
        secret=("email", "code"),
        goes=True,
        forgets=(Forget(since="asked_at", after=timedelta(days=1)),),
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


class Conversation(Base):
    """A conversation where we may speak first, with what its platform wants to know for that.

    One shared with a partner is that partner's; one where we cannot speak keeps the reason.
    `shared` says that people of another company are or were in it, `settled_at` when an
    administrator said last whose it is, and `ignored` that it is nobody's for good.
    `welcomed_at` is when we said there who we are.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("installation_id", "external_id"),
        CheckConstraint("kind IN ('personal','group','team')", name="kind"),
        CheckConstraint(
            "state IN ('live','archived','disconnected','not a member','pending','post-only')",
            name="state",
        ),
        Index("ix_conversation_person", "installation_id", "person", "noted_at"),
    )
    life = Life(
        belongs={"partner_id": PARTNER, "installation_id": "installation"},
        matched=("person", "member"),
        called=("external_id",),
        empties={
            "external_id": Instead.ITS_KEY,
            "name": "",
            "service_url": "",
            "bot": "",
            "person": "",
            "member": "",
            "team": "",
            "zone": "",
            "language": "",
            "country": "",
            "state": "disconnected",
            "reason": None,
        },
        # Whoever is known keeps their chat; a stranger who comes again is noted again.
        forgets=(
            Forget(
                since="noted_at",
                after=STRANGERS_STAY,
                where="kind = 'personal' AND person <> ''",
            ),
        ),
    )

    id: Mapped[Key]
    installation_id: Mapped[Reference] = mapped_column(ForeignKey("installation.id"))
    external_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[Word]
    name: Mapped[Name] = mapped_column(default="", server_default="")
    service_url: Mapped[str] = mapped_column(Text)
    bot: Mapped[Name] = mapped_column(default="")
    person: Mapped[Name] = mapped_column(default="")
    member: Mapped[Name] = mapped_column(default="")
    team: Mapped[Name] = mapped_column(default="")
    zone: Mapped[Name] = mapped_column(default="")
    language: Mapped[Word] = mapped_column(default="")
    country: Mapped[Word] = mapped_column(default="")
    partner_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("partner.id"), index=True, default=None
    )
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    ignored: Mapped[bool] = mapped_column(default=False, server_default=false())
    settled_at: Mapped[Moment | None] = mapped_column(default=None)
    state: Mapped[Word] = mapped_column(default="live", server_default="live")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    noted_at: Mapped[Moment]
    welcomed_at: Mapped[Moment | None] = mapped_column(default=None)


class PersonalLink(Base):
    """What a link in a mail opens, and for whom; the token itself is nowhere, only its hash.

    `message` is the part of the mail that can be acted on, as `bot.store.encoding` writes it.
    """

    __tablename__ = "personal_link"
    __table_args__ = (CheckConstraint("kind IN ('page','unsubscribe')", name="kind"),)
    life = Life(
        belongs={"contact_id": CONTACT, "address_id": "address"},
        secret=("hash",),
        goes=True,
        forgets=(Forget(since="expires_at"),),
    )

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[Word]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    address_id: Mapped[Reference] = mapped_column(ForeignKey("address.id"))
    topic: Mapped[Word] = mapped_column(default="")
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
