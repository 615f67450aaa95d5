"""Pictures beside those of the content folder: what lies in which workspace, and of whom."""

from datetime import timedelta

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import place_tables  # noqa: F401 - uploads lie there
from bot.store.columns import Base, Moment, Name, Reference
from bot.store.lives import CONTACT, Forget, Life

NAME = "portrait"
"""What the picture of one of our people is called in its address, below its digest."""


class Portrait(Base):
    """The picture of one of the vendor's people, as their own profile on a platform has it.

    It is fetched by us and hosted by us: whoever sees it asks nobody else for it.
    """

    __tablename__ = "portrait"
    life = Life(belongs={"contact_id": CONTACT}, goes=True, secret=("data",), ours=("digest",))

    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    fetched_at: Mapped[Moment]


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
