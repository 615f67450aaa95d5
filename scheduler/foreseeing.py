"""Who would be planned if a send went out now: for a sample, and for whoever asks before."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from bot.beat.rules.audience import Audience, Named, Way
from bot.beat.rules.foreseen import Foreseen
from bot.beat.rules.suppression import Skip
from bot.beat.store import audiences
from bot.beat.store.audiences import Looked, Person
from bot.beat.store.tables import Send
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.weighing import for_person

LeftOut = Callable[[AsyncSession, Collection[str]], Awaitable[Mapping[str, Skip]]]


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

    met = await foreseen(beat, send, meant, left_out, now)
    async with beat.database.begin() as session:
        return await kind.draw(session, send.subject, met, now)


async def foreseen(
    beat: Beat, send: Send, meant: Audience, left_out: LeftOut, now: datetime
) -> list[Foreseen]:
    """Return everybody whom a send means, each with the reason why they would be left out."""
    found: list[Foreseen] = []
    async for people in people_of(beat, send, meant):
        async with beat.database.read() as session:
            kept_out = await left_out(session, [one.contact_id for one in people])
        for one in people:
            row = for_person(beat, send, one, kept_out, now, Way.THEMSELVES)
            role = one.reader.role.value
            found.append(Foreseen(one.contact_id, one.partner_id, role, row.skip))
    return found


async def people_of(
    beat: Beat, send: Send, meant: Audience | Named
) -> AsyncIterator[Sequence[Person]]:
    """Walk the people who are meant, a chunk at a time, each with the address to use."""
    platforms = frozenset(beat.messengers)
    if isinstance(meant, Named):
        ids = sorted(meant.contacts)
        for start in range(0, len(ids), beat.limits.chunk):
            chunk = ids[start : start + beat.limits.chunk]
            async with beat.database.read() as session:
                people = await audiences.named(session, chunk, send.topic, platforms)
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
                looked=Looked(beat.choosing, platforms),
            )
        yield page.people
        after = page.last
