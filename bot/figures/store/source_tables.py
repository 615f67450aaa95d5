"""How the sources of rows stand: when each came last, and from when it is late."""

from sqlalchemy import Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Open, Word
from bot.store.lives import Life


class SourceState(Open, Base):
    """A source of the vendor's; it says nothing of anybody's rows, so that everybody may see it.

    It is late from `due_by` on. `failures` are the attempts in a row that came to nothing since
    it `came_at` last, and `said` what the last attempt came to. Whoever runs it holds it until
    `run_until`, in system time; all else is business time.
    """

    __tablename__ = "source_state"
    life = Life(mentioned=("said",), empties={"said": ""})

    id: Mapped[Key]
    kind: Mapped[Word]
    since: Mapped[Moment]
    due_by: Mapped[Moment | None] = mapped_column(default=None)
    came_at: Mapped[Moment | None] = mapped_column(default=None)
    tried_at: Mapped[Moment | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    said: Mapped[str] = mapped_column(Text, default="", server_default="")
    run_id: Mapped[Word | None] = mapped_column(default=None)
    run_until: Mapped[Moment | None] = mapped_column(default=None)
