"""Planning anew what did not reach people, a chunk at a time, for whoever may ask for it."""

from collections.abc import Collection

from bot.beat.store import resends
from bot.beat.store.resends import CHUNK, Chosen, Resent
from bot.context import Context
from bot.store import audit
from bot.store.audit import About


async def resend(context: Context, chosen: Chosen, platforms: Collection[str], by: str) -> Resent:
    """Plan these deliveries anew, a chunk at a time; whoever calls has seen to `by`'s right.

    What is broken off half-way is finished by asking again: what is planned is not touched.
    """
    async with context.database.read() as session:
        ids = await resends.meant(session, chosen)
    done = Resent()
    for start in range(0, len(ids), CHUNK):
        now, chunk = context.clock.now(), ids[start : start + CHUNK]
        async with context.database.begin() as session:
            part = await resends.plan_again(session, chosen, chunk, platforms, now)
            if part.planned:
                audit.record(
                    session,
                    by,
                    "resend",
                    About("send", chosen.send.id),
                    now,
                    deliveries=part.planned,
                    of=" and ".join(sorted(chosen.states)),
                    to=chosen.contact_id,
                )
        done = Resent(done.planned + part.planned, done.nowhere + part.nowhere)
    return done
