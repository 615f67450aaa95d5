"""Simulates the weeks to come: all slots of all cadences, what is planned, and one thing more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.beat.kinds import NEWSLETTER, Kinds, Promised
from bot.beat.ports import Simulates
from bot.beat.rules.audience import Audience, Way
from bot.beat.rules.budget import Push, instant_for
from bot.beat.rules.simulating import SLOTS, Added, Recipients, TooMuch, too_much
from bot.beat.store import audiences, promises, pushes, shared_conversations
from bot.beat.store.audiences import Looked, Person
from bot.beat.store.promises import Promise
from bot.errors import AudienceUnreadable, ContentInvalid
from bot.store.sessions import AsyncSession

AHEAD = timedelta(weeks=8)
ADDED = "added"
"""What the thing is called that is simulated beside all that is planned."""


@dataclass(frozen=True, slots=True)
class Simulation(Simulates):
    """Walks everybody through what comes, as the budget will let it leave.

    A slot without a text is for whom the text before it was for. That somebody was asked
    lately, or will have muted a topic by then, nobody knows yet.
    """

    kinds: Kinds
    looked: Looked
    budget: int

    async def run(
        self, session: AsyncSession, now: datetime, added: Added | None = None
    ) -> TooMuch:
        """Return whose weeks would be too full; with something added what that does to them."""
        until = now + AHEAD
        new = added.slots(now) if added else ()
        found = await pushes.of_everybody(session, now, until)
        for promise in await promises.promises(session, SLOTS):
            if promise.paused or (added and promise.cadence_id == added.planned_as):
                continue
            slots = [one.at for one in promise.coming if one.goes]
            if added and (promise.kind, promise.subject) == ("newsletter", added.newsletter):
                slots = [slot for slot in slots if slot not in new]
            await self._put(session, found, await self._promised(session, promise), slots, until)
        if added is None:
            return too_much(found, self.budget)
        whom = await self.looked.choosing.read(session, added.audience)
        zone = added.cadence.zone
        what = Promised(whom, added.topic, NEWSLETTER, zone, must_read=added.must_read)
        await self._put(session, found, what, new, until, ADDED)
        return too_much(found, self.budget, ADDED)

    async def _promised(self, session: AsyncSession, promise: Promise) -> Promised | None:
        for kind in self.kinds.values():
            if promise.kind not in kind.cadences:
                continue
            try:
                known = await kind.promised(session, promise.kind, promise.subject)
                if known is None:
                    return None
                audience = await self.looked.choosing.read(session, known.audience)
            except (AudienceUnreadable, ContentInvalid):
                return None  # named by doctor and at the start; it will be a miss
            return Promised(audience, known.topic, kind.priority, promise.zone)
        return None

    async def _put(
        self,
        session: AsyncSession,
        found: Recipients,
        what: Promised | None,
        slots: Collection[datetime],
        until: datetime,
        name: str = "",
    ) -> None:
        """Put what somebody gets in these slots to what they get besides."""
        last = until.replace(tzinfo=None) + timedelta(days=1)
        coming = [slot for slot in slots if slot < last]
        if what is None or not coming:
            return
        for who, zone in await self._recipients(session, what):
            for slot in coming:
                at = instant_for(slot, what.zone or zone)
                found.planned[who].append(Push(at, what.priority, name, what.must_read))

    async def _recipients(
        self, session: AsyncSession, what: Promised
    ) -> Sequence[tuple[str, str]]:
        """Return who would get it as of now, each with their zone."""
        places = await shared_conversations.chosen(
            session, what.audience, self.looked.platforms, self.looked.choosing
        )
        there = frozenset(one.partner_id for one in places)
        found = [
            (one.place.conversation_id, one.place.zone)
            for one in places
            if not one.place.partner_muted and one.place.is_spoken_in(self.looked.platforms)
        ]
        after: str | None = ""
        while after is not None:
            page = await audiences.page(
                session, what.audience, what.topic, after=after, looked=self.looked
            )
            people = (one for one in page.people if _gets_it(one, what.audience, there))
            found += [(one.contact_id, one.zone) for one in people]
            after = page.last
        return found


def _gets_it(person: Person, audience: Audience, there: frozenset[str]) -> bool:
    way = Way.THEMSELVES
    if person.partner_id is not None:
        way = audience.to.people_of(has_conversation=person.partner_id in there)
    silent = person.opted_out or person.muted or person.partner_muted
    agreed = person.agreed or not audience.consent
    return way is Way.THEMSELVES and person.active and agreed and not silent
