"""Where answers are kept: beside a name, or sealed under the key of an anonymous wave."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store import responses, sealed, surveys, wave_ends
from bot.voice.store.responses import Asked
from bot.voice.store.sealed import Vote
from bot.voice.store.wave_keys import WaveKey, WaveKeys


@dataclass(frozen=True, slots=True)
class Answers:
    """Reads and records answers as their wave promised; nobody else need know how."""

    keys: WaveKeys

    async def asked(
        self, session: AsyncSession, invitation_id: str, now: datetime
    ) -> Asked | None:
        """Return an invitation as it stands, with its answer; None if there is none such."""
        found = await responses.asked(session, invitation_id, now)
        return await self.filled(session, found) if found is not None else None

    async def filled(self, session: AsyncSession, asked: Asked) -> Asked:
        """Return an invitation with its answer; once the wave's key is gone it is over."""
        if asked.promise != ANONYMOUS:
            return asked
        key = self.keys.find(asked.wave_id)
        if key is None:
            return replace(asked, is_open=False)
        vote = await sealed.given(session, key, asked.wave_id, asked.contact_id) or Vote()
        return replace(asked, score=vote.score, reason=vote.reason)

    async def record_score(
        self, session: AsyncSession, asked: Asked, person: Principal, score: int, now: datetime
    ) -> None:
        """Record a score; a second one replaces the first, so that nobody counts twice."""
        if asked.promise != ANONYMOUS:
            await responses.record_score(session, asked, person, score, now)
            return
        key, vote = await self._sealed(session, asked)
        await sealed.put(session, key, asked.wave_id, asked.contact_id, replace(vote, score=score))

    async def record_reason(
        self, session: AsyncSession, asked: Asked, reason: str, now: datetime
    ) -> None:
        """Record why somebody gave their score; a second reason replaces the first."""
        if asked.promise != ANONYMOUS:
            await responses.record_reason(session, asked, reason, now)
            return
        key, vote = await self._sealed(session, asked)
        await sealed.put(
            session, key, asked.wave_id, asked.contact_id, replace(vote, reason=reason)
        )

    async def have_it(
        self, session: AsyncSession, wave_id: str, contact_ids: Collection[str]
    ) -> frozenset[str]:
        """Return which of these contacts answered the wave, or asked for its question."""
        known = await surveys.have_it(session, wave_id, contact_ids)
        key = self.keys.find(wave_id)
        if key is None:
            return known
        return known | await sealed.who_answered(session, key, wave_id, contact_ids)

    async def _sealed(self, session: AsyncSession, asked: Asked) -> tuple[WaveKey, Vote]:
        """Return the wave's key and what its sealed answer says, and hold the close off."""
        key = self.keys.get(asked.wave_id)
        await wave_ends.hold_open(session, asked.wave_id)
        return key, await sealed.given(session, key, asked.wave_id, asked.contact_id) or Vote()
