"""Rows that an import's own rows lean on: new products, past waves, and their invitations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from bot.figures.store.tables import Product
from bot.imports.rules.fields import PastWave, Surroundings
from bot.imports.store.batches import Batch
from bot.imports.store.before import Change, keep
from bot.imports.store.bulk import Bulk
from bot.store.columns import Base
from bot.store.generations import is_shown
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database
from bot.voice.store.tables import Invitation, Wave

PIECE = 500
_INVITED = ("id", "wave_id", "contact_id", "invited_at", "delivered_at", "shown_from")


async def past_waves(database: Database) -> dict[str, PastWave]:
    """Return the closed waves, that a file may add answers to."""
    async with database.read() as session:
        waves = (
            await session.execute(select(Wave).where(Wave.state == "closed", is_shown(Wave)))
        ).scalars()
        return {
            wave.id: PastWave(
                wave.survey, wave.score, wave.kind, wave.promise, wave.opens_at, wave.closes_at
            )
            for wave in waves
        }


async def add_companions(batch: Batch, around: Surroundings) -> None:
    """Add products and waves that are not there yet, unseen until the switch."""
    seen_from = {"shown_from": batch.generation}
    products = [
        {"id": product, "name": name, **seen_from} for product, name in around.new_products.items()
    ]
    waves = [
        {**_window(wave), "id": wave_id, "survey": wave.survey, "score": wave.score}
        | {"kind": wave.kind, "promise": wave.promise, "state": "closed", **seen_from}
        for wave_id, wave in around.waves.items()
    ]
    await _widen_waves(batch, around)
    for start in range(0, len(products), PIECE):
        async with batch.short_write() as session:
            await session.execute(insert(Product), products[start : start + PIECE])
    for start in range(0, len(waves), PIECE):
        async with batch.short_write() as session:
            await insert_new(session, Wave, waves[start : start + PIECE])


async def invite_for(session: AsyncSession, responses: Sequence[Any]) -> None:
    """Add the invitation behind every answer: who answered was asked."""
    connection = await session.connection()
    invitations = Bulk(
        Base.metadata.tables[Invitation.__tablename__], _INVITED, connection.dialect
    )
    rows = [
        (
            each.invitation_id,
            each.wave_id,
            each.contact_id,
            each.answered_at,
            each.answered_at,
            each.shown_from,
        )
        for each in responses
    ]
    await connection.run_sync(invitations.insert, rows)


async def _widen_waves(batch: Batch, around: Surroundings) -> None:
    """Let every known wave of the file reach over all its answers, from the switch on."""
    changes = [
        Change(
            Base.metadata.tables["wave"],
            (wave_id,),
            _window(around.known_waves[wave_id]),
            _window(wave),
        )
        for wave_id, wave in around.waves.items()
        if wave_id in around.known_waves
    ]
    for start in range(0, len(changes), PIECE):
        async with batch.short_write() as session:
            await keep(session, batch, changes[start : start + PIECE])


def _window(wave: PastWave) -> dict[str, Any]:
    return {"opens_at": wave.first, "closes_at": wave.last}
