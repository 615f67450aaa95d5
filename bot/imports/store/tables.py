"""Imports that are being written, and those that were."""

from datetime import timedelta

from sqlalchemy import (
    CheckConstraint,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
    Moment,
    Word,
)
from bot.store.lives import Forget, Life


class ImportBatch(Base):
    """One import being written, or one that was; `until` is the writer's lease."""

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
