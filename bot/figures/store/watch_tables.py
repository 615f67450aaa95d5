"""What people have asked us to watch for them, and to tell them regularly."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, Forget, Life

DRAFT, ENDED = "draft", "ended"


class Alert(Base):
    """A line that somebody drew for a figure, and how it stands.

    `figure` is a question in its owner's words, read and answered anew as the owner whenever it
    is looked at. `line`, `margin` and `newest` are decimal numbers in the unit of the figure;
    between two crossings that are told lie `quiet_days` at least.
    A `draft` was shown and not kept yet. `looked` is what the last look saw: the generation of
    the rows and the day. `told` numbers what was said of it; it is `dark_since` nobody could see
    the figure, and `dark_told` once that was said.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("state IN ('draft','armed','crossed','ended')", name="state"),
        CheckConstraint("side IN ('over','under')", name="side"),
    )
    life = Life(
        belongs={"contact_id": CONTACT},
        goes=True,
        forgets=(
            Forget(
                since="changed_at",
                after=timedelta(days=1),
                where="state = 'draft'",
                by_business_clock=True,
            ),
            Forget(
                since="changed_at",
                after=timedelta(days=365),
                where="state = 'ended'",
                by_business_clock=True,
            ),
        ),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(index=True)
    figure: Mapped[str] = mapped_column(Text)
    metric: Mapped[Word]
    side: Mapped[Word]
    line: Mapped[Word]
    margin: Mapped[Word]
    quiet_days: Mapped[int] = mapped_column(default=7, server_default="7")
    periods: Mapped[int] = mapped_column(default=1)
    step: Mapped[Word] = mapped_column(default="month")
    tells_back: Mapped[bool] = mapped_column(default=True, server_default=true())
    state: Mapped[Word] = mapped_column(default=DRAFT)
    snoozed_until: Mapped[date | None] = mapped_column(default=None)
    told: Mapped[int] = mapped_column(default=0)
    told_on: Mapped[date | None] = mapped_column(default=None)
    newest: Mapped[Word] = mapped_column(default="")
    dark_since: Mapped[date | None] = mapped_column(default=None)
    dark_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    looked: Mapped[Word] = mapped_column(default="")
    changed_at: Mapped[Moment]


class ReadOut(Base):
    """Figures that somebody wants to be told regularly, in their own time.

    `figures` are questions in their words, one a line. `rule` is an RFC 5545 rule on local time
    from `starts_on`; a null `zone` is the owner's own. `next_slot` is the next that has no send
    yet, `last_slot` the newest that has one, and `last_send` the newest that reached them.
    """

    __tablename__ = "read_out"
    __table_args__ = (
        CheckConstraint("state IN ('draft','going','paused','ended')", name="state"),
    )
    life = Life(
        belongs={"contact_id": CONTACT},
        goes=True,
        forgets=(
            Forget(
                since="changed_at",
                after=timedelta(days=1),
                where="state = 'draft'",
                by_business_clock=True,
            ),
            Forget(
                since="changed_at",
                after=timedelta(days=365),
                where="state = 'ended'",
                by_business_clock=True,
            ),
        ),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(index=True)
    figures: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(Text, default=None)
    state: Mapped[Word] = mapped_column(default=DRAFT)
    next_slot: Mapped[datetime | None] = mapped_column(default=None)
    last_slot: Mapped[datetime | None] = mapped_column(default=None)
    last_send: Mapped[Reference | None] = mapped_column(default=None)
    changed_at: Mapped[Moment]
