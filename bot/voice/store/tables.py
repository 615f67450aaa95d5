"""Listening: waves, invitations and responses."""

from datetime import timedelta

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a wave points to its text
from bot.people.store import place_tables as _places  # noqa: F401 - a tap waits in one of them
from bot.people.store.tables import Contact
from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Open,
    PartnersOwn,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, PARTNER, Forget, Instead, Life
from bot.store.versions import Arriving

TAP_KEPT = timedelta(days=7)
"""How long a tap of somebody unknown waits for its owner."""


class Wave(Open, Arriving, Base):
    """One run of a survey, from `opens_at` to `closes_at`; `text_id` is what it asks.

    `score` is what its answers are for: nps, csat, ces or custom. With a `quarter`, such as
    2026-Q4, it is all that is asked after events of that quarter, each person by themselves.
    """

    __tablename__ = "wave"
    __table_args__ = (
        Index("ix_wave_survey_quarter_text_id", "survey", "quarter", "text_id", unique=True),
        CheckConstraint("state IN ('open','closed')", name="state"),
        CheckConstraint("kind IN ('relationship','transactional')", name="kind"),
        CheckConstraint("promise IN ('named','confidential','anonymous')", name="promise"),
    )
    life = Life(ours=("survey",))

    id: Mapped[Key]
    survey: Mapped[Name]
    text_id: Mapped[Reference | None] = mapped_column(ForeignKey("text.id"), default=None)
    score: Mapped[Word]
    kind: Mapped[Word]
    promise: Mapped[Word]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="open")
    reminder_id: Mapped[Reference | None] = mapped_column(ForeignKey("send.id"), default=None)
    """The send by which those who had not answered were reminded, once."""

    stopped_at: Mapped[Moment | None] = mapped_column(default=None)
    """When it was stopped, for it should not have been asked: it stands in no score."""

    drawn_from: Mapped[int | None] = mapped_column(default=None)
    """How many could be asked when its sample was drawn; None where all of them were."""

    quarter: Mapped[Word | None] = mapped_column(default=None)


class Invitation(Arriving, Base):
    """A contact was asked, or asked to be asked; delivered or not, and when shown last.

    Once a wave and `occasion`, which is what they are asked after: "" where that is no event.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("wave_id", "contact_id", "occasion"),)
    life = Life(
        belongs={"contact_id": CONTACT},
        named={"passed_by": CONTACT},
        mentioned=("occasion",),
        empties={"shown_in": None, "occasion": Instead.ITS_KEY},
    )

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    invited_at: Mapped[Moment]
    delivered_at: Mapped[Moment | None] = mapped_column(default=None)
    shown_at: Mapped[Moment | None] = mapped_column(default=None)
    shown_in: Mapped[str | None] = mapped_column(Text, default=None)
    """The thread in which they asked for the card, if they asked in one."""

    put_off_at: Mapped[Moment | None] = mapped_column(default=None)
    """When they said that they would not answer this time."""

    reason_awaited_at: Mapped[Moment | None] = mapped_column(default=None)
    """When they were asked to write why in our direct message, until they did."""

    occasion: Mapped[Name] = mapped_column(default="", server_default="")
    closes_at: Mapped[Moment | None] = mapped_column(default=None)
    """Its own end, which the end of its wave may bring forward; None: with the wave."""

    send_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("send.id"), default=None, index=True
    )
    """The send that asks them by themselves; None: that of the whole wave."""

    reminder_id: Mapped[Reference | None] = mapped_column(ForeignKey("send.id"), default=None)
    """The send by which whoever is asked by themselves was reminded, once."""

    passed_by: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"), default=None)
    """The colleague who was asked first, and said that somebody else should be."""

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that it is of one of this partner's people."""
        whose = select(Contact.id).where(Contact.partner_id == partner_id)
        return cls.__table__.c.contact_id.in_(whose)


class Response(PartnersOwn, Arriving, Base):
    """One person's answers in a wave, with their partner and role as they were then.

    `score` is the answer to the leading scale: None where the survey has none. `source` says
    how it came: asked by us, recorded by hand, or imported. What was recorded by hand answers
    no invitation and lies in no wave, so that nothing that counts either ever counts it.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("source IN ('asked','recorded','imported')", name="source"),
        CheckConstraint(
            "(source = 'recorded') = (wave_id IS NULL) "
            "AND (source = 'recorded') = (invitation_id IS NULL)",
            name="of_a_wave",
        ),
        UniqueConstraint("invitation_id"),
        Index("ix_response_wave_id_partner_id", "wave_id", "partner_id"),
        Index("ix_response_answered_at", "answered_at"),
    )
    life = Life(belongs={"contact_id": CONTACT, "partner_id": PARTNER}, empties={"reason": None})

    id: Mapped[Key]
    wave_id: Mapped[Reference | None] = mapped_column(ForeignKey("wave.id"), default=None)
    invitation_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("invitation.id"), default=None
    )
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    role: Mapped[Word]
    score: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    source: Mapped[Word] = mapped_column(default="asked", server_default="asked")
    answered_at: Mapped[Moment]
    changed_at: Mapped[Moment | None] = mapped_column(default=None)


class ResponseValue(PartnersOwn, Arriving, Base):
    """The answer to one further question of a survey: a number, what was picked, or words.

    `question` is its key in the survey, and `picks` are the keys of options, one a line.
    """

    __tablename__ = "response_value"
    __table_args__ = (UniqueConstraint("response_id", "question"),)
    life = Life(
        belongs={"contact_id": CONTACT, "partner_id": PARTNER},
        empties={"words": None},
        ours=("picks",),
    )

    id: Mapped[Key]
    response_id: Mapped[Reference] = mapped_column(ForeignKey("response.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    question: Mapped[Word]
    number: Mapped[int | None] = mapped_column(default=None)
    picks: Mapped[str | None] = mapped_column(Text, default=None)
    words: Mapped[str | None] = mapped_column(Text, default=None)


class FormerAnswer(Base):
    """What stood in an answer until it was changed; kept of named waves alone.

    `question` is "score", "reason" or the key of a further one; `nth` counts its changes from 1.
    """

    __tablename__ = "former_answer"
    __table_args__ = (UniqueConstraint("response_id", "question", "nth"),)
    life = Life(
        belongs={"contact_id": CONTACT, "partner_id": PARTNER},
        named={"changed_by": CONTACT},
        goes=True,
    )

    id: Mapped[Key]
    response_id: Mapped[Reference] = mapped_column(ForeignKey("response.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    question: Mapped[Word]
    nth: Mapped[int]
    number: Mapped[int | None] = mapped_column(default=None)
    picks: Mapped[str | None] = mapped_column(Text, default=None)
    words: Mapped[str | None] = mapped_column(Text, default=None)
    changed_by: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    changed_at: Mapped[Moment]


class WaitingTap(Base):
    """A tap of somebody unknown on a scale: it waits for its owner, and is forgotten after 7 days.

    `who` is a fingerprint of where they are met, `sealed` tells that, and the score.
    `send_id` is the card by which those in charge of the partner were told of them.
    """

    __tablename__ = "waiting_tap"
    __table_args__ = (UniqueConstraint("who", "wave_id"),)
    life = Life(
        belongs={"partner_id": PARTNER},
        secret=("who", "sealed"),
        goes=True,
        forgets=(Forget(since="tapped_at", after=TAP_KEPT, by_business_clock=True),),
    )

    id: Mapped[Key]
    who: Mapped[Word]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    sealed: Mapped[str] = mapped_column(Text)
    send_id: Mapped[Reference | None] = mapped_column(ForeignKey("send.id"), default=None)
    tapped_at: Mapped[Moment] = mapped_column(index=True)
