"""A vendor and two partners whose contracts come due, over the scheduler's world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

from sqlalchemy import update

from bot.action import ActionRef
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.figures.renewal_cards import RenewalCards
from bot.figures.renewal_sends import RenewalSend, RenewalWatch
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.renewal_tables import RenewalWord
from bot.figures.store.tables import Customer, Product, Term
from bot.figures.subject import FIGURES
from bot.message import Choice, Message
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Partner
from bot.store.columns import new_id
from bot.store.sessions import Database, async_url
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.case_office import CaseOffice

TODAY = date(2026, 6, 2)


class RenewalOffice(CaseOffice):
    """Mia looks after Ann's company, Zoe after Cho's; Root is the administrator."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.kinds = (*self.kinds, RenewalSend(self.context))
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all that a process knows which is not in the database."""
        self.renewals = RenewalWatch(self.context)
        messengers = {"slack": self.messenger, "email": self.messenger}
        self.cards = RenewalCards(self.context, messengers)

    async def open_up(self) -> None:
        await super().open_up()
        facts = {"tier": "silver", "region": "emea", "stage": "active"}
        async with self.database.begin() as session:
            session.add(Partner(id="p2", name="Southwind", manager_id="zoe", **facts))
            session.add(Product(id="mail", name="Mail"))
            session.add(CompleteUntil(id="age", kind="terms", day=TODAY, is_said=True))
        await self.person("cho", partner_id="p2", zone="Europe/Berlin")

    async def term(self, called: str, days: int, partner: str = "p1", **facts: object) -> str:
        """Bring in a term that ends in so many days; return the id of its row."""
        key = new_id()
        row = {"annualised": 1_200_000, "outcome": "open", **facts}
        ends = self.clock.now().date() + timedelta(days=days)
        async with self.database.begin() as session:
            if await session.get(Customer, called) is None:
                whose = {"partner_id": partner, "name": called.title(), "segment": "smb"}
                session.add(Customer(id=called, **whose))
                await session.flush()
            starts = {"term_start": ends - timedelta(days=365), "term_end": ends}
            sold = {"customer_id": called, "partner_id": partner, "product_id": "mail"}
            told = {**starts, **sold, **row}
            session.add(Term(id=key, subscription_id=f"s-{called}", **told))
        return key

    async def retire(self, term_id: str) -> None:
        """Let an import take a row away."""
        async with self.database.begin() as session:
            await session.execute(update(Term).where(Term.id == term_id).values(shown_until=0))

    async def change_age(self, day: date) -> None:
        """Let the terms be complete up to this day."""
        await self.change(CompleteUntil, "age", day=day)

    async def open(self, who: str, term_id: str) -> Reply:
        """Let somebody open a term of their list."""
        return await self.act(who, ActionRef("renewal", {"value": term_id}))

    async def strike(self, **later: float) -> None:
        """Let the clock strike after this span, and once more: what was opened goes out."""
        self.clock.forward(**later)
        self.system.forward(**later)
        watches = (self.renewals.look, self.cards.look)
        for _ in range(2):
            running = Drum(self.beat(watches=watches), EmbeddedEngine())
            await running.strike(self.clock.now())

    async def says(self, who: str, words: str) -> Reply | None:
        """Let somebody say a word of the figures'."""
        words_of = [one for one in FIGURES.commands if words.startswith(one.word)]
        command = max(words_of, key=lambda one: len(one.word))
        said = Said(Origin("slack", "T1", who), words)
        return await command.handler(await self._for(who), await self._asker(who), said)

    async def act(self, who: str, action: ActionRef, **on: str) -> Reply:
        """Let somebody do what a button means."""
        pressed = ActionPressed(Origin("slack", "T1", who), action, **on)
        context, asker = await self._for(who), await self._asker(who)
        return await FIGURES.presses[action.name](context, asker, pressed)

    async def fill(self, who: str, meant: ActionRef, /, **values: str) -> Reply:
        """Let somebody fill in the form of an action."""
        filled = FormSubmitted(Origin("slack", "T1", who), meant, values)
        context, asker = await self._for(who), await self._asker(who)
        return await FIGURES.forms[meant.name](context, asker, filled)

    async def pick(self, who: str, status: str, card: Message | None = None) -> Reply:
        """Let somebody pick how the first term on a card stands: the last one they got."""
        found = card or self.messenger.last(who)
        choice = next(one for one in found.elements if isinstance(one, Choice))
        on = {} if card is not None else {"message": await self.message_of(who)}
        return await self.act(who, choice.action.with_argument("value", status), **on)

    async def message_of(self, who: str) -> str:
        """Return what the platform calls the last card that somebody got."""
        rows = await self.deliveries_of(who)
        return max(rows, key=lambda row: row.due_at).message_id or ""

    async def words(self) -> list[tuple[str, str]]:
        """Return what was said, in order: by whom, and how it stands."""
        rows = sorted(await self.all(RenewalWord), key=lambda row: (row.at, row.n))
        return [(row.by, row.status) for row in rows]

    async def person_of(self, who: str):
        async with self.database.read() as session:
            return await principal_by_id(session, who)


@asynccontextmanager
async def at_work(url: str) -> AsyncIterator[RenewalOffice]:
    """Open an office; at its end no lane may have been forgotten."""
    database = Database(async_url(url))
    office = RenewalOffice(database)
    await office.open_up()
    yield office
    assert await office.forgotten() == []
    await database.close()
