"""What every use case is given: the ports and the programme's own facts, nothing global."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock, SystemClock
from bot.domain.catalogue import Catalogue
from bot.domain.figures import Footing
from bot.domain.windows import Calendar
from bot.entries import Command
from bot.event import Event
from bot.ports import Composer, Courier, Directories, Messengers, Wording
from bot.store import inbox
from bot.store.questions import Questions
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Programme:
    """What is true of the whole deployment."""

    vendor: str
    currency: str = "USD"
    zone: str = "UTC"
    fiscal_year_start_month: int = 7

    def footing(self, catalogue: Catalogue, now: datetime) -> Footing:
        """Return what every figure stands on: the programme's day, definitions and currency."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        calendar = Calendar(today, self.fiscal_year_start_month)
        return Footing(calendar, catalogue, self.currency, self.zone)


@dataclass(frozen=True, slots=True)
class Context:
    """The ports a use case may use; built once, by the composition root.

    `commands` are all words that do something. `digest` makes fingerprints with the
    programme's own key. `system` is the machine's time,
    for what must not wait or hurry with the business clock.
    """

    database: Database
    clock: Clock
    composer: Composer
    wording: Wording
    catalogue: Catalogue
    questions: Questions
    directories: Directories
    messengers: Messengers
    courier: Courier
    digest: Callable[[str], str]
    programme: Programme
    commands: tuple[Command, ...] = ()
    system: Clock = field(default_factory=SystemClock)

    @asynccontextmanager
    async def work(self, event: Event) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of a use case; with it the event's request is handled."""
        async with self.database.begin() as session:
            yield session
            if event.inbox_id is not None:
                await inbox.mark_handled(session, event.inbox_id)

    def footing(self) -> Footing:
        """Return what every figure stands on just now."""
        return self.programme.footing(self.catalogue, self.clock.now())

    def today(self) -> date:
        """Return the programme's calendar day."""
        return self.footing().calendar.today
