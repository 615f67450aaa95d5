"""What of our pictures lies as a file in which workspace."""

from datetime import timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import place_tables  # noqa: F401 - uploads lie there
from bot.store.columns import Base, Moment, Name, Reference
from bot.store.lives import Forget, Life


class StoredUpload(Base):
    """One picture in one workspace: its file there, or why there is none, since a moment."""

    __tablename__ = "upload"
    life = Life(
        belongs={"installation_id": "installation"},
        goes=True,
        ours=("problem",),
        forgets=(Forget(since="since", after=timedelta(days=365)),),
    )

    installation_id: Mapped[Reference] = mapped_column(
        ForeignKey("installation.id"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[Moment] = mapped_column(index=True)
    file_id: Mapped[Name] = mapped_column(default="", server_default="")
    problem: Mapped[Name] = mapped_column(default="", server_default="")
    times: Mapped[int] = mapped_column(default=1, server_default="1")
