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


async def size(session: AsyncSession, audience: Audience, looked: Looked) -> Size:
    """Return how large an audience is now: active people, their partners, and whose tiers."""
    measured, _ = await measure(session, audience, looked)
    return measured


async def measure(
    session: AsyncSession, audience: Audience, looked: Looked
) -> tuple[Size, Counter[Crowd]]:
    """Return the same, and how many of them live where and are reached by which lane."""
    partners, tiers, met = Counter[str](), set[str](), Counter[Crowd]()
    async for people in pages(session, audience, looked):
        for person in people:
            if not person.active:
                continue
            lane = person.rung.lane if person.rung else None
            met[Crowd(Home(person.zone, person.country), lane)] += 1
            if person.partner_id is not None:
                partners[person.partner_id] += 1
                tiers |= {person.reader.tier} if person.reader.tier else set()
    return Size(met.total(), frozenset(tiers), partners), met
