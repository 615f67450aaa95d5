"""The beat: cadences, occurrences, sends, lanes and deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import round_up_tables  # noqa: F401 - deliveries point there
from bot.people.store import place_tables  # noqa: F401 - likewise
from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, Life

UNFINISHED = "state IN ('planned','sending')"
"""What the index of deliveries that can still leave holds; bound values would not meet it."""
RESTING = "state IN ('planned','unknown') AND rests_until IS NOT NULL"
"""Likewise of those that are left alone for a while, or looked for after it."""
OPEN = "state = 'open'"
"""Likewise of the slots that have no send yet."""


class Cadence(Base):
    """When a newsletter, wave or announcement goes out; a null zone is the reader's own.

    `rule` is an RFC 5545 rule on local time from `starts_on` (naive wall clock).
    `owner` is "files", or the contact who made the promise in chat.
    `next_slot` is the next promised wall-clock moment, `next_due_at` its earliest instant.
    With `kept` it comes when it was promised, whatever day or hour that is for its readers.
    """

    __tablename__ = "cadence"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        CheckConstraint("kind IN ('newsletter','survey','announcement')", name="kind"),
    )
    life = Life(named={"owner": CONTACT}, ours=("subject", "rule", "zone"))

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
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())


class Occurrence(Base):
    """A slot being carried out, opened once; a miss keeps its reason."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("cadence_id", "slot"),
        CheckConstraint("state IN ('open','planned','missed')", name="state"),
        Index("ix_occurrence_open", "slot", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )
    life = Life(ours=("reason",))

    id: Mapped[Key]
    cadence_id: Mapped[Reference] = mapped_column(ForeignKey("cadence.id"))
    slot: Mapped[datetime]
    state: Mapped[Word] = mapped_column(default="open")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    opened_at: Mapped[Moment]


class TextVersion(Base):
    """One text as it stood: rows are added and never changed, so a send keeps what it says.

    The newest version of a `kind` and `key` is what stands; one without a `body` says that
    the text was taken back. `owner` is "files", or the contact who wrote it in chat.
    An edition belongs to the newsletter `series`. By its `place` among the files, the
    `own_key` that its author gave it and a digest of its `words` it is known again; these are
    those of its last words where there is no body.
    """

    __tablename__ = "text"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)
    # What the vendor publishes is the vendor's, whoever is named in it.
    life = Life(
        named={"owner": CONTACT}, ours=("key", "body", "series", "place", "own_key", "words")
    )

    id: Mapped[Key]
    kind: Mapped[Word]
    key: Mapped[Name]
    version: Mapped[int]
    owner: Mapped[Word]
    body: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[Moment]
    series: Mapped[Name] = mapped_column(default="", server_default="")
    place: Mapped[Name] = mapped_column(default="", server_default="")
    own_key: Mapped[Word] = mapped_column(default="", server_default="")
    words: Mapped[Word] = mapped_column(default="", server_default="")


class Send(Base):
    """One text to one audience, with all that is needed to carry it out.

    It is due at a slot, a wall-clock moment in `zone` (null is the reader's own), or at the
    instant `due_at`. `text_id` and `audience` (as `freeze` writes it) are what it was opened
    with; a kind that writes its own text has no `text_id`. `must_read` is why everybody must
    read it, so that it passes what limits others; empty where nobody said so.
    With `stopped_at` nothing more of it leaves, ever.
    `open` is still to be planned, `ended` has no delivery left that could still leave. One that
    was resent after its end is `planned` once more and `reopened_at` says so: it ends once.
    """

    __tablename__ = "send"
    __table_args__ = (
        UniqueConstraint("occurrence_id"),
        CheckConstraint("on_unknown IN ('miss','repeat')", name="on_unknown"),
        CheckConstraint("state IN ('open','planned','ended')", name="state"),
        CheckConstraint("(slot IS NULL) <> (due_at IS NULL)", name="when"),
        Index("ix_send_state", "state"),
        Index("ix_send_subject", "subject", "kind"),
        Index(
            "ix_send_paused_at",
            "paused_at",
            sqlite_where=text("paused_at IS NOT NULL"),
            postgresql_where=text("paused_at IS NOT NULL"),
        ),
    )
    life = Life(quoted=("audience",), ours=("subject", "title", "zone", "must_read"))

    id: Mapped[Key]
    occurrence_id: Mapped[Reference | None] = mapped_column(ForeignKey("occurrence.id"))
    kind: Mapped[Word]
    subject: Mapped[Name]
    text_id: Mapped[Reference | None] = mapped_column(ForeignKey("text.id"))
    title: Mapped[str] = mapped_column(Text)
    topic: Mapped[Word]
    audience: Mapped[str] = mapped_column(Text, default="", server_default="")
    slot: Mapped[datetime | None] = mapped_column(default=None)
    zone: Mapped[str | None] = mapped_column(Text, default=None)
    due_at: Mapped[Moment | None] = mapped_column(default=None)
    catch_up_minutes: Mapped[int] = mapped_column(default=720, server_default="720")
    priority: Mapped[int] = mapped_column(default=50, server_default="50")
    on_unknown: Mapped[Word] = mapped_column(default="miss")
    wants_consent: Mapped[bool] = mapped_column(default=False, server_default=false())
    must_read: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[Word] = mapped_column(default="open", server_default="planned")
    paused_at: Mapped[Moment | None] = mapped_column(default=None)
    stopped_at: Mapped[Moment | None] = mapped_column(default=None)
    reopened_at: Mapped[Moment | None] = mapped_column(default=None)
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[Moment]


class Lane(Base):
    """One workspace's, tenant's or relay's paced stream; `token` fences late holders.

    `next_due_at` is no later than the first due moment of what may leave, `next_try_at` than
    the moment (in system time) at which the first that rests may be tried again.
    One that is left alone `until` a moment without a holder rests for a reason: `rests_for`.
    `intents` counts how often something was about to leave: a restored backup is behind in it.
    """

    __tablename__ = "lane"
    life = Life(ours=("name", "holder"))

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(Text, default=None)
    until: Mapped[Moment | None] = mapped_column(default=None)
    next_due_at: Mapped[Moment | None] = mapped_column(default=None)
    next_try_at: Mapped[Moment | None] = mapped_column(default=None)
    intents: Mapped[int] = mapped_column(default=0, server_default="0")
    rests_for: Mapped[Word] = mapped_column(default="", server_default="")


class Delivery(Base):
    """One message to one contact or conversation; `unknown` is never resent blindly.

    `message_id` is what the platform calls the message, `more` are its further parts.
    One that is resent takes a new id, for it is another message; `earlier` keeps how each
    time before it ended. It is due when it was resent, whatever slot its send had.
    One that is over the budget is `planned` in no lane, and waits in the round-up it names.
    `rests_until` is in system time. `heard_at` is when its reader first said something after it.
    `timing` says how it kept its moment, and is null where that was not kept.
    What is `urgent` leaves before what else is due in its lane.
    """

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
        Index(
            "ix_delivery_urgent",
            "state",
            "lane",
            "due_at",
            sqlite_where=text("urgent"),
            postgresql_where=text("urgent"),
        ),
        Index(
            "ix_delivery_resting",
            "lane",
            "rests_until",
            sqlite_where=text(RESTING),
            postgresql_where=text(RESTING),
        ),
        Index(
            "ix_delivery_round_up_id",
            "round_up_id",
            sqlite_where=text("round_up_id IS NOT NULL"),
            postgresql_where=text("round_up_id IS NOT NULL"),
        ),
        Index("ix_delivery_contact_id_recorded_at", "contact_id", "recorded_at"),
        Index("ix_delivery_conversation_id_recorded_at", "conversation_id", "recorded_at"),
        Index(
            "ix_delivery_unfinished",
            "send_id",
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "conversation_id": "conversation"},
        empties={
            "lane": None,
            "message_id": None,
            "more": None,
            "conversation": None,
            "reason": None,
            "earlier": None,
            # What is just leaving finds its row in no lane any more: nobody records its end.
            "state": text(
                "CASE state WHEN 'planned' THEN 'skipped' WHEN 'sending' THEN 'unknown' "
                "ELSE state END"
            ),
        },
    )

    id: Mapped[Key]
    send_id: Mapped[Reference] = mapped_column(ForeignKey("send.id"))
    contact_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[Reference | None] = mapped_column(ForeignKey("conversation.id"))
    address_id: Mapped[Reference | None] = mapped_column(ForeignKey("address.id"), index=True)
    lane: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[Moment]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[Word] = mapped_column(default="planned")
    rests_until: Mapped[Moment | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None] = mapped_column(Text, default=None)
    more: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    conversation: Mapped[str | None] = mapped_column(Text, default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    recorded_at: Mapped[Moment | None] = mapped_column(default=None)
    earlier: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSON(none_as_null=True), default=None
    )
    heard_at: Mapped[Moment | None] = mapped_column(default=None)
    timing: Mapped[Word | None] = mapped_column(default=None)
    round_up_id: Mapped[Reference | None] = mapped_column(ForeignKey("round_up.id"), default=None)
