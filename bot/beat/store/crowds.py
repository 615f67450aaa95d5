"""What an audience comes to: how many it means, at which partners, and how they are reached."""

from collections import Counter
from dataclasses import dataclass

from bot.beat.rules.approving import Size
from bot.beat.rules.audience import Audience
from bot.beat.rules.manners import Home
from bot.beat.store.audiences import Looked, pages
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Crowd:
    """People who live alike and are reached by one lane; by none if they have no address."""

    home: Home
    lane: str | None


async def crowds(session: AsyncSession, audience: Audience, looked: Looked) -> Counter[Crowd]:
    """Count the active people whom an audience means now by home and lane."""
    found = Counter[Crowd]()
    async for people in pages(session, audience, looked):
        found.update(
            Crowd(Home(one.zone, one.country), one.rung.lane if one.rung else None)
            for one in people
            if one.active
        )
    return found


async def size(session: AsyncSession, audience: Audience, looked: Looked) -> Size:
    """Return how large an audience is now: active people, their partners, and whose tiers."""
    partners, tiers, found = Counter[str](), set[str](), 0
    async for people in pages(session, audience, looked):
        for person in people:
            if not person.active:
                continue
            found += 1
            if person.partner_id is not None:
                partners[person.partner_id] += 1
                tiers |= {person.reader.tier} if person.reader.tier else set()
    return Size(found, frozenset(tiers), partners)
