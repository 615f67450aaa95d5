"""One import writes at a time: each takes its turn, and clears up after whoever died."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from bot.errors import ImportBusy
from bot.imports.store.batches import Batch, open_batch, stale_batches
from bot.imports.store.known import seen_generation
from bot.imports.store.leftovers import finish, undo
from bot.imports.store.undoing import finish_taking_back
from bot.store.sessions import Database

PATIENCE_SECONDS = 20
"""Longer than a lease: whoever died a moment ago is waited for."""
ASK_AGAIN_SECONDS = 0.5


async def take_turn(
    database: Database, kind: str, source: str, seen: int, *, undoes: int | None = None
) -> Batch:
    """Begin to write as soon as nobody else does: what a dead process left is cleared up first."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        await clear_up(database)
        batch = await open_batch(database, kind, source, seen, undoes=undoes)
        if batch is not None:
            return batch
        if monotonic() > deadline:
            raise ImportBusy
        await asyncio.sleep(ASK_AGAIN_SECONDS)


async def clear_up(database: Database) -> int:
    """Bring every import that was cut off to one of its two ends, unseen or done; count them."""
    stales = await stale_batches(database)
    for stale in stales:
        batch = Batch(database, stale.batch_id, stale.generation)
        if not stale.was_shown:
            await undo(batch)
        elif stale.undoes is None:
            await finish(batch)
        else:
            await finish_taking_back(batch, stale.undoes)
    return len(stales)


@asynccontextmanager
async def whole_or_nothing(batch: Batch) -> AsyncIterator[None]:
    """Take away what the block wrote if it breaks off before that was shown."""
    try:
        yield
    except (Exception, asyncio.CancelledError):
        if await seen_generation(batch.database) < batch.generation:
            await undo(batch)
        raise
