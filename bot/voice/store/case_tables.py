"""Closing the loop: cases, what happened to them, and the improvements they led to."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - a case is a contact's
from bot.store.columns import Base, Key, Moment, Name, PartnersOwn, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Instead, Life

_UNCLOSED = text("state <> 'closed'")
_DUE = text("due_at IS NOT NULL")
_UNDRAWN = text("changed_at > drawn_at")


class Improvement(Base):
    """What several cases with one cause led to; its progress is told to all who complained.

    `n` is its newest step, `post_id` the draft that tells everybody of it.
    """

    __tablename__ = "improvement"
    __table_args__ = (
        CheckConstraint("state IN ('planned','under_way','done','dropped')", name="state"),
    )
    life = Life(named={"owner_id": CONTACT}, mentioned=("title",), empties={"title": ""})

    id: Mapped[Key]
    cause: Mapped[Word]
    title: Mapped[Name]
    owner_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    state: Mapped[Word] = mapped_column(default="planned")
    n: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    done_at: Mapped[Moment | None] = mapped_column(default=None)
    post_id: Mapped[Reference | None] = mapped_column(default=None)


class ImprovementStep(Base):
    """One thing that was said of the progress of an improvement, in the order of `n`."""

    __tablename__ = "improvement_step"
    __table_args__ = (UniqueConstraint("improvement_id", "n"),)
    life = Life(
        belongs={"improvement_id": "improvement"},
        named={"by": CONTACT},
        mentioned=("words",),
        empties={"words": ""},
    )

    id: Mapped[Key]
    improvement_id: Mapped[Reference] = mapped_column(ForeignKey("improvement.id"))
    n: Mapped[int]
    state: Mapped[Word]
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[Reference]
    at: Mapped[Moment]


class Case(PartnersOwn, Base):
    """A complaint of one contact, from the moment it was heard until it is closed.

    It comes of one thing that was said, a `source` and its id, and of that once. `about` is the
    title of what it was said about, `words` and `score` what was said, as they are now.
    `promised_at` is when whoever complained will have been spoken to, `touched_at` when they
    were, after so many business minutes. `due_at` is when it rises to others, or when nobody
    waits for an answer any more. What is `drawn_at` before `changed_at` has cards that show
    what is over.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("state IN ('open','taken','booked','asked','closed')", name="state"),
        CheckConstraint("source IN ('response','reply','message')", name="source"),
        CheckConstraint(
            "state NOT IN ('asked','closed') OR (cause IS NOT NULL AND action IS NOT NULL)",
            name="settled",
        ),
        CheckConstraint("(state = 'closed') = (ending IS NOT NULL)", name="ending"),
        UniqueConstraint("source", "source_id"),
        Index("ix_case_partner_id_opened_at", "partner_id", "opened_at"),
        Index(
            "ix_case_contact_id", "contact_id", sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED
        ),
        Index("ix_case_due_at", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_case_undrawn", "changed_at", sqlite_where=_UNDRAWN, postgresql_where=_UNDRAWN),
        Index("ix_case_improvement_id", "improvement_id"),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "partner_id": PARTNER},
        named={"owner_id": CONTACT},
        mentioned=("words", "action"),
        empties={"words": "", "about": "", "source_id": Instead.ITS_KEY, "action": ""},
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    source: Mapped[Word]
    source_id: Mapped[Name]
    about: Mapped[Name] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[Word] = mapped_column(default="open")
    ending: Mapped[Word | None] = mapped_column(default=None)
    level: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"), default=None)
    cause: Mapped[Word | None] = mapped_column(default=None)
    action: Mapped[str | None] = mapped_column(Text, default=None)
    improvement_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("improvement.id"), default=None
    )
    n: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Moment]
    promised_at: Mapped[Moment]
    due_at: Mapped[Moment | None] = mapped_column(default=None)
    touched_at: Mapped[Moment | None] = mapped_column(default=None)
    touched_after: Mapped[int | None] = mapped_column(default=None)
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    changed_at: Mapped[Moment]
    drawn_at: Mapped[Moment]


class CaseEvent(Base):
    """One thing that happened to a case, in the order of `n`.

    `by` is who did it, a contact or the program itself; `until` a moment that was promised with
    it, such as that of a call.
    """

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "n"),)
    life = Life(
        belongs={"case_id": "case"},
        named={"by": CONTACT},
        mentioned=("words",),
        empties={"words": None},
    )

    id: Mapped[Key]
    case_id: Mapped[Reference] = mapped_column(ForeignKey("case.id"))
    n: Mapped[int]
    deed: Mapped[Word]
    by: Mapped[Reference]
    words: Mapped[str | None] = mapped_column(Text, default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    until: Mapped[Moment | None] = mapped_column(default=None)
    at: Mapped[Moment]
