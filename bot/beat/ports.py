"""What the beat asks of the texts that somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.beat.rules.audience import Audience
from bot.message import Message
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class EditionHead:
    """What must be known of an edition to plan its send."""

    key: str
    newsletter: str
    title: str
    topic: str
    audience: Audience
    on_unknown: str = "miss"


@dataclass(frozen=True, slots=True)
class CadenceFile:
    """A promise as the content files state it; `bot.beat.store.tables.Cadence` has the words."""

    kind: str
    subject: str
    rule: str
    starts_on: datetime
    zone: str | None
    catch_up_minutes: int


class Cadences(Protocol):
    """Every rhythm that was promised in writing."""

    def cadences(self) -> tuple[CadenceFile, ...]:
        """Return every promised rhythm in the content files."""

    def title_of(self, kind: str, subject: str) -> str:
        """Return what a cadence of this kind promises, as its readers know it."""


class Texts(Protocol):
    """Editions, filled with what is true for one reader."""

    def edition_for(
        self, newsletter: str, slot: datetime, sent: frozenset[str]
    ) -> EditionHead | None:
        """Return the edition for this slot: the one that names its day, else the next unsent."""

    def edition_head(self, key: str) -> EditionHead | None:
        """Return the head of an edition by its key."""

    async def edition(self, key: str, reader: Principal) -> Message:
        """Return this edition in the version for this reader, figures computed for them."""
