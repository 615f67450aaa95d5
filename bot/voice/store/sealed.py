"""Answers to anonymous waves: one sealed row a person, until the close makes ballots of them."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, func, select

from bot.store.columns import Base, new_id
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession
from bot.voice.store.sealed_tables import Ballot, SealedAnswer
from bot.voice.store.tables import Invitation
from bot.voice.store.wave_keys import WaveKey

_SEALED = Base.metadata.tables[SealedAnswer.__tablename__]
_BALLOT = Base.metadata.tables[Ballot.__tablename__]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person answered; `more` holds the answers to further questions, by their keys."""

    score: int | None = None
    reason: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    def sealed(self, key: WaveKey) -> str:
        """Write it down so that only who has the key can read it."""
        return key.seal(json.dumps([self.score, self.reason, dict(self.more)]))

    @classmethod
    def opened(cls, key: WaveKey, held: str) -> "Vote | None":
        """Read what `sealed` wrote; None of what another key holds."""
        text = key.open(held)
        if text is None:
            return None
        score, reason, more = json.loads(text)
        return cls(score, reason, more)


async def put(
    session: AsyncSession, key: WaveKey, wave_id: str, contact_id: str, vote: Vote
) -> None:
    """Keep what somebody answered; what they answered before gives way, in its place."""
    dialect = dialect_of(session)
    inserted = dialect.insert(_SEALED).values(
        wave_id=wave_id, who=key.who(contact_id), held=vote.sealed(key)
    )
    anew = inserted.on_conflict_do_update(
        index_elements=["wave_id", "who"], set_={"held": inserted.excluded.held}
    )
    await session.execute(anew)


async def given(session: AsyncSession, key: WaveKey, wave_id: str, contact_id: str) -> Vote | None:
    """Return what somebody answered so far; None if nothing."""
    found = select(_SEALED.c.held).where(
        _SEALED.c.wave_id == wave_id, _SEALED.c.who == key.who(contact_id)
    )
    held = await session.scalar(found)
    return Vote.opened(key, held) if held is not None else None


async def answered(session: AsyncSession, wave_id: str) -> int:
    """Return how many answered a wave that is open: all that may be told of it."""
    counted = select(func.count()).select_from(_SEALED).where(_SEALED.c.wave_id == wave_id)
    return await session.scalar(counted) or 0


async def who_answered(
    session: AsyncSession, key: WaveKey, wave_id: str, contact_ids: Collection[str]
) -> frozenset[str]:
    """Return who of these answered, so that nobody is asked twice."""
    by_hash = {key.who(contact_id): contact_id for contact_id in contact_ids}
    found = await session.scalars(
        select(_SEALED.c.who).where(_SEALED.c.wave_id == wave_id, _SEALED.c.who.in_(by_hash))
    )
    return frozenset(by_hash[who] for who in found)


async def ballots(session: AsyncSession, wave_id: str) -> Sequence[Vote]:
    """Return the ballots of a wave that is closed, in the order that was drawn by lot."""
    found = await session.execute(
        select(_BALLOT.c.score, _BALLOT.c.reason, _BALLOT.c.more)
        .where(_BALLOT.c.wave_id == wave_id)
        .order_by(_BALLOT.c.n)
    )
    return [Vote(score, reason, json.loads(more)) for score, reason, more in found]


async def count_out(session: AsyncSession, key: WaveKey | None, wave_id: str) -> int:
    """Make ballots of a wave's sealed answers, in an order drawn by lot; return how many.

    Of who was erased meanwhile the number stays, without words. Without the key nobody can
    read them any more: then they go, and nothing was answered.
    """
    rows = await session.execute(
        select(_SEALED.c.who, _SEALED.c.held).where(_SEALED.c.wave_id == wave_id)
    )
    held = {row.who: row.held for row in rows}
    votes = await _votes(session, key, wave_id, held) if key else []
    secrets.SystemRandom().shuffle(votes)
    ids = sorted(new_id() for _ in votes)
    if votes:
        await session.execute(
            _BALLOT.insert(),
            [
                {
                    "id": ballot_id,
                    "wave_id": wave_id,
                    "n": number,
                    "score": vote.score,
                    "reason": vote.reason,
                    "more": json.dumps(dict(vote.more)),
                }
                for number, (ballot_id, vote) in enumerate(zip(ids, votes, strict=True), start=1)
            ],
        )
    await session.execute(delete(_SEALED).where(_SEALED.c.wave_id == wave_id))
    return len(votes)


async def _votes(
    session: AsyncSession, key: WaveKey, wave_id: str, held: Mapping[str, str]
) -> list[Vote]:
    invited = await session.scalars(
        select(Invitation.contact_id).where(Invitation.wave_id == wave_id)
    )
    known = {key.who(contact_id) for contact_id in invited}
    opened = {who: Vote.opened(key, sealed) for who, sealed in held.items()}
    return [
        vote if who in known else replace(vote, reason=None, more={})
        for who, vote in opened.items()
        if vote is not None
    ]
