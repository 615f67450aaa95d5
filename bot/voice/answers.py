"""Where answers are kept: beside a name, or sealed under the key of an anonymous wave."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.rules.answers import Given, changed_by
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.questions import Questions, Value, read_value, written
from bot.voice.store import answers, responses, sealed, surveys, wave_ends
from bot.voice.store.answers import Recorded, Statement
from bot.voice.store.responses import Asked
from bot.voice.store.sealed import Vote
from bot.voice.store.tables import Invitation, Wave
from bot.voice.store.wave_keys import WaveKeys


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
        vote = await sealed.given(session, key, asked.wave_id, asked.contact_id)
        if vote is None:
            return asked
        return replace(asked, is_answered=True, score=vote.score, reason=vote.reason)

    async def given(
        self, session: AsyncSession, asked: Asked, questions: Questions
    ) -> Given | None:
        """Return all that somebody answered so far; None if nothing."""
        if asked.promise != ANONYMOUS:
            return await answers.given(session, asked) if asked.is_answered else None
        key = self.keys.find(asked.wave_id)
        if key is None:
            return None
        vote = await sealed.given(session, key, asked.wave_id, asked.contact_id)
        return _read(vote, questions) if vote is not None else None

    async def record(
        self,
        session: AsyncSession,
        asked: Asked,
        person: Principal,
        said: Statement,
        now: datetime,
    ) -> Recorded:
        """Record what somebody answered; return all that stands now, of them once a wave."""
        if asked.promise != ANONYMOUS:
            return await answers.record(session, asked, person, said, now)
        key = self.keys.get(asked.wave_id)
        await wave_ends.hold_open(session, asked.wave_id)
        vote = await sealed.given(session, key, asked.wave_id, asked.contact_id)
        before = _read(vote, said.questions) if vote is not None else Given()
        after = changed_by(before, said.values, said.questions)
        await sealed.put(session, key, asked.wave_id, asked.contact_id, _vote(after))
        return Recorded(after, is_first=vote is None)

    async def have_it(
        self, session: AsyncSession, wave_id: str, invited: Mapping[str, Invitation]
    ) -> frozenset[str]:
        """Return which of these contacts answered their invitation, or asked for its question."""
        if not invited:
            return frozenset()
        known = await surveys.have_it(session, [one.id for one in invited.values()])
        key = self.keys.find(wave_id)
        if key is None:
            return known
        return known | await sealed.who_answered(session, key, wave_id, invited)

    async def have_answered(
        self, session: AsyncSession, wave: Wave, invited: Mapping[str, Invitation]
    ) -> frozenset[str]:
        """Return which of these contacts answered their invitation to a wave."""
        if not invited:
            return frozenset()
        if wave.promise != ANONYMOUS:
            return await responses.answered_of(session, [one.id for one in invited.values()])
        key = self.keys.find(wave.id)
        if key is None:
            return frozenset(invited)
        return await sealed.who_answered(session, key, wave.id, invited)


def _vote(given: Given) -> Vote:
    more = {key: written(value) for key, value in given.values.items()}
    return Vote(given.score, given.reason or None, more)


def _read(vote: Vote, questions: Questions) -> Given:
    """Return what a sealed answer says, as far as the survey still asks it."""
    values = {
        question.key: value
        for question in questions.every()
        if isinstance(value := read_value(question, vote.more.get(question.key, "")), Value)
        and value
    }
    return Given(vote.score, vote.reason or "", values)
