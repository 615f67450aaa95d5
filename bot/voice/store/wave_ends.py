"""How waves end, and what must not happen to one that is about to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from bot.beat.store import stopping
from bot.beat.store.tables import Send
from bot.beat.store.told import WAVE
from bot.errors import NothingFound
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store.tables import Wave


async def stopped(session: AsyncSession, wave_id: str) -> bool:
    """Whether a wave was stopped."""
    found = select(Wave.id).where(Wave.id == wave_id, Wave.stopped_at.is_not(None))
    return await session.scalar(found) is not None


async def over(session: AsyncSession, now: datetime) -> list[tuple[str, bool]]:
    """Return the waves that are open though their days are over, and which are anonymous."""
    found = await session.execute(
        select(Wave.id, Wave.promise == ANONYMOUS)
        .where(Wave.state == "open", Wave.closes_at <= now)
        .order_by(Wave.closes_at, Wave.id)
    )
    return [(wave_id, bool(is_anonymous)) for wave_id, is_anonymous in found]


async def open_anonymous(session: AsyncSession) -> list[str]:
    """Return the anonymous waves that are open: each needs its key."""
    found = select(Wave.id).where(Wave.promise == ANONYMOUS, Wave.state == "open")
    return list(await session.scalars(found.order_by(Wave.opens_at, Wave.id)))


async def close_wave(session: AsyncSession, wave_id: str) -> bool:
    """Close a wave; False if it was closed already."""
    closed = await session.scalars(
        update(Wave)
        .where(Wave.id == wave_id, Wave.state == "open")
        .values(state="closed")
        .returning(Wave.id)
        .execution_options(synchronize_session=False)
    )
    return bool(closed.all())


async def hold_open(session: AsyncSession, wave_id: str) -> None:
    """Keep whoever would close this wave waiting until this transaction ends.

    What was closed meanwhile raises `NothingFound`: nothing more can be kept.
    """
    found = select(Wave.id).where(Wave.id == wave_id, Wave.state == "open")
    if await session.scalar(found.with_for_update(read=True)) is None:
        raise NothingFound("the wave is closed")


async def closed_of(session: AsyncSession, wave_ids: Collection[str]) -> list[str]:
    """Return which of these waves are closed."""
    found = select(Wave.id).where(Wave.id.in_(wave_ids), Wave.state == "closed")
    return list(await session.scalars(found))


async def stop_now(session: AsyncSession, wave_id: str, by: str, now: datetime) -> Wave:
    """Stop a wave that should not have been asked; `NothingFound` as below.

    Nothing more of its sends leaves, nobody can answer, and no score counts it.
    """
    wave = await end_now(session, wave_id, now)
    wave.stopped_at = now
    sent = select(Send.id).where(Send.kind == WAVE, Send.subject == wave_id).order_by(Send.id)
    for send_id in (await session.scalars(sent)).all():
        await stopping.stop(session, send_id, by, now)
    return wave


async def end_now(session: AsyncSession, wave_id: str, now: datetime) -> Wave:
    """Let a wave's days be over now; `NothingFound` where it is closed, or never was.

    Who has not been asked yet is not asked any more, and the next look closes it: what was
    promised for its close is kept then.
    """
    wave = await session.get(Wave, wave_id, with_for_update=True)
    if wave is None:
        raise NothingFound(f"there is no wave {wave_id}: `drumbeat surveys` shows them")
    if wave.state != "open" or wave.closes_at <= now:
        raise NothingFound(f"the wave {wave_id} is closed already")
    wave.closes_at = now
    return wave
