"""Imports that are being written, and those that were."""

from datetime import timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
    Moment,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, PARTNER, Forget, Life

KEPT = timedelta(days=30)
"""How long an import can be taken back, unless another one comes before."""

REBUILD = "figures"
"""The kind of a batch in which no rows came in: figures were stored anew of those there are."""


class ImportBatch(Base):
    """One import being written, or one that was; `until` is the writer's lease.

    `kept` says that what it replaced is still there, so that it can be taken back; `undoes` is
    the generation of the import that this one takes back.
    """

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint("state IN ('writing','shown','done')", name="state"),)
    # A file is often called after whom it is about.
    life = Life(
        mentioned=("source",),
        empties={"source": ""},
        forgets=(
            Forget(
                since="started_at",
                after=timedelta(days=90),
                where="source <> '' AND state = 'done'",
                empties={"source": ""},
            ),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[Word]
    source: Mapped[str] = mapped_column(Text)
    generation: Mapped[int] = mapped_column(unique=True)
    state: Mapped[Word] = mapped_column(default="writing")
    started_at: Mapped[Moment]
    until: Mapped[Moment]
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    undoes: Mapped[int | None] = mapped_column(default=None)


class ImportChange(Base):
    """A row that an import changed in place, or added to a table that has no generations.

    `row_key` is its key, a list in JSON; `before` and `after` are the columns that were
    written, as they were and as they became. What was added has nothing `before`.
    """

    __tablename__ = "import_change"
    life = Life(
        belongs={"contact_id": CONTACT, "partner_id": PARTNER},
        goes=True,
        quoted=("before", "after"),
        forgets=(Forget(since="kept_at", after=KEPT),),
    )

    id: Mapped[Key]
    batch_id: Mapped[Reference] = mapped_column(ForeignKey("import_batch.id"), index=True)
    table_name: Mapped[Word]
    row_key: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[Word | None] = mapped_column(index=True, default=None)
    partner_id: Mapped[Word | None] = mapped_column(index=True, default=None)
    before: Mapped[str | None] = mapped_column(Text, default=None)
    after: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[Moment] = mapped_column(index=True)
