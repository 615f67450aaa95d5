"""How a workspace comes to install us: the link for its administrator, and each try with it."""

from datetime import timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import place_tables  # noqa: F401 - links point there
from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Forget, Life


class InstallLink(Base):
    """The link by which a partner's administrator installs us, and how far that has come.

    Without a partner what comes by it vouches for nobody. The token itself is nowhere, only its
    hash. `installer` is the platform's name for whoever installed us.
    """

    __tablename__ = "install_link"
    __table_args__ = (Index("ix_install_link_partner_id", "partner_id", "made_at"),)
    life = Life(
        belongs={"partner_id": PARTNER, "installation_id": "installation"},
        named={"made_by": CONTACT},
        matched=("installer",),
        secret=("hash",),
        goes=True,
        forgets=(Forget(since="expires_at", after=timedelta(days=365)),),
    )

    id: Mapped[Key]
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    made_by: Mapped[Word]
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    revoked_at: Mapped[Moment | None] = mapped_column(default=None)
    opened_at: Mapped[Moment | None] = mapped_column(default=None)
    installed_at: Mapped[Moment | None] = mapped_column(default=None)
    installation_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("installation.id"), default=None
    )
    installer: Mapped[Name] = mapped_column(default="", server_default="")


class InstallState(Base):
    """One try to install us: what comes back from the platform bears its state, once.

    Neither state nor the browser's cookie lies here, only their hashes.
    """

    __tablename__ = "install_state"
    life = Life(
        belongs={"link_id": "install_link"},
        secret=("hash", "browser"),
        goes=True,
        forgets=(Forget(since="expires_at", after=timedelta(days=1)),),
    )

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    link_id: Mapped[Reference] = mapped_column(ForeignKey("install_link.id"), index=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)
    used_at: Mapped[Moment | None] = mapped_column(default=None)
