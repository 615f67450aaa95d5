"""Who would be planned if a send went out now: for a sample, and for whoever asks before."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.beat.ports import Foresees, LeftOut
from bot.beat.rules.audience import Audience, Named, Way
from bot.beat.rules.foreseen import Foreseen, Wished
from bot.beat.rules.suppression import Skip
from bot.beat.store import audiences
from bot.beat.store.audiences import Looked, Person
from bot.beat.store.tables import Send
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.weighing import for_person


@dataclass(frozen=True, slots=True)
class Foresight(Foresees):
    """Foresees by the very steps that plan; `platforms` are those with a way out."""

    beat: Beat
    platforms: frozenset[str]

    async def would_reach(
        self, wished: Wished, left_out: LeftOut, now: datetime
    ) -> Sequence[Foreseen]:
        """Return everybody who is meant, each with the reason why they would be left out."""
        kind = self.beat.kinds[wished.kind]
        send = Send(
            kind=kind.name,
            topic=wished.topic,
            wants_consent=wished.audience.consent,
            must_read="",
            kept=False,
            due_at=now,
            catch_up_minutes=0,
            created_at=now,
        )
        looked = Looked(self.beat.choosing, self.platforms)
        met = people_of(self.beat, send, wished.audience, looked)
        return await _foreseen(self.beat, send, met, left_out, now)


async def drawn(
    beat: Beat, send: Send, meant: Audience | Named, now: datetime
) -> frozenset[str] | None:
    """Return who is in the sample of a send; None where everybody is asked who can be."""
    kind = beat.kinds[send.kind]
    async with beat.database.read() as session:
        if isinstance(meant, Named) or not await kind.is_sampled(session, send.subject):
            return None

    async def left_out(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Skip]:
        return await kind.left_out(session, send.subject, ids, now)

    met = await _foreseen(beat, send, people_of(beat, send, meant), left_out, now)
    async with beat.database.begin() as session:
        return await kind.draw(session, send.subject, met, now)


async def _foreseen(
    beat: Beat,
    send: Send,
    met: AsyncIterator[Sequence[Person]],
    left_out: LeftOut,
    now: datetime,
) -> list[Foreseen]:
    found: list[Foreseen] = []
    async for people in met:
        async with beat.database.read() as session:
            kept_out = await left_out(session, [one.contact_id for one in people])
        for one in people:
            row = for_person(beat, send, one, kept_out, now, Way.THEMSELVES)
            role = one.reader.role.value
            found.append(Foreseen(one.contact_id, one.partner_id, role, row.skip))
    return found


async def people_of(
    beat: Beat, send: Send, meant: Audience | Named, looked: Looked | None = None
) -> AsyncIterator[Sequence[Person]]:
    """Walk the people who are meant, a chunk at a time, each with the address to use."""
    looked = looked or Looked(beat.choosing, frozenset(beat.messengers))
    if isinstance(meant, Named):
        ids = sorted(meant.contacts)
        for start in range(0, len(ids), beat.limits.chunk):
            chunk = ids[start : start + beat.limits.chunk]
            async with beat.database.read() as session:
                people = await audiences.named(session, chunk, send.topic, looked.platforms)
            yield people
        return
    after: str | None = ""
    while after is not None:
        async with beat.database.read() as session:
            page = await audiences.page(
                session,
                meant,
                send.topic,
                after=after,
                limit=beat.limits.chunk,
                looked=looked,
            )
        yield page.people
        after = page.last
