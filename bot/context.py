"""What every use case is given: the ports and the programme's own facts, nothing global."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Self

from bot.clock import Clock, SystemClock
from bot.entries import Command, Page, Section
from bot.event import Event, Origin
from bot.language import Titles, Wording
from bot.message import Element
from bot.ports import Courier, Directories, Messengers
from bot.principal import Principal
from bot.store import inbox
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Programme:
    """What is true of the whole deployment."""

    vendor: str
    currency: str = "USD"
    zone: str = "UTC"
    fiscal_year_start_month: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The ports a use case may use; built once, by the composition root.

    A subject that needs more has a context of its own that adds to this one. `topics` are what
    can be muted, with their titles. `commands` are all words that do something, `sections` all
    that subjects add to pages. `digest` makes fingerprints with the programme's own key.
    `system` is the machine's time, for what must not wait or hurry with the business clock.
    """

    database: Database
    clock: Clock
    wording: Wording
    topics: Titles
    directories: Directories
    messengers: Messengers
    courier: Courier
    digest: Callable[[str], str]
    programme: Programme
    commands: tuple[Command, ...] = ()
    sections: tuple[Section, ...] = ()
    system: Clock = field(default_factory=SystemClock)

    @asynccontextmanager
    async def work(self, event: Event) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of a use case; with it the event's request is handled."""
        async with self.database.begin() as session:
            yield session
            if event.inbox_id is not None:
                await inbox.mark_handled(session, event.inbox_id)

    async def sections_of(
        self, page: Page, reader: Principal, origin: Origin
    ) -> tuple[Element, ...]:
        """Draw what the subjects add to this page, for a reader who looks from there."""
        found = [s for s in self.sections if page in s.pages]
        drawn = [await section.draw(self, reader, origin) for section in found]
        return tuple(element for elements in drawn for element in elements)

    def for_reader(self, language: str) -> Self:
        """Return the same ports for somebody who reads this language."""
        wording = self.wording.in_language(language)
        return replace(self, wording=wording, topics=self.topics.in_language(language))
