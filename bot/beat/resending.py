"""Planning anew what did not reach people, a chunk at a time, for whoever may ask for it."""

from collections.abc import Collection

from bot.beat.context import BeatContext
from bot.beat.rules.manners import NO_MANNERS
from bot.beat.store import resends
from bot.beat.store.resends import CHUNK, Chosen, Resent
from bot.store import audit
from bot.store.audit import About

WAITING = frozenset({"edition", "wave"})
"""The kinds of sends that disturb nobody in their quiet time; the others answer somebody."""


async def resend(
    context: BeatContext, chosen: Chosen, platforms: Collection[str], by: str
) -> Resent:
    """Plan these deliveries anew, a chunk at a time; whoever calls has seen to `by`'s right.

    What is broken off half-way is finished by asking again: what is planned is not touched.
    """
    async with context.database.read() as session:
        ids = await resends.meant(session, chosen)
    manners = context.manners() if chosen.send.kind in WAITING else NO_MANNERS
    done = Resent()
    for start in range(0, len(ids), CHUNK):
        now, chunk = context.clock.now(), ids[start : start + CHUNK]
        async with context.database.begin() as session:
            part = await resends.plan_again(session, chosen, chunk, platforms, now, manners)
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
        done = Resent(
            done.planned + part.planned,
            done.nowhere + part.nowhere,
            done.waiting + part.waiting,
        )
    return done
