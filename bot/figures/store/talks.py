"""Keeps a person's talk in a place: what was asked last, as the words that ask it."""

import json
from datetime import datetime

from sqlalchemy import delete, select

from bot.event import Origin
from bot.figures.store.talk_tables import KEPT, KeptTalk
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


async def kept_talk(
    session: AsyncSession, contact_id: str, origin: Origin, now: datetime
) -> tuple[str, str]:
    """Return the plan and the question in doubt of this person here, as long as they are fresh."""
    found = (
        await session.execute(
            select(KeptTalk.plan, KeptTalk.question).where(
                KeptTalk.contact_id == contact_id,
                KeptTalk.place == _place(origin),
                KeptTalk.at > now - KEPT,
                KeptTalk.at <= now,
            )
        )
    ).one_or_none()
    return (found.plan, found.question) if found is not None else ("", "")


async def keep_talk(
    session: AsyncSession, contact_id: str, origin: Origin, talk: tuple[str, str], now: datetime
) -> None:
    """Keep a talk in the place of the one before; of two at once one stands."""
    place, (plan, question) = _place(origin), talk
    await session.execute(
        delete(KeptTalk).where(KeptTalk.contact_id == contact_id, KeptTalk.place == place)
    )
    if not plan and not question:
        return
    row = {"id": new_id(), "contact_id": contact_id, "place": place, "at": now}
    await insert_new(session, KeptTalk, [{**row, "plan": plan, "question": question}])


def _place(origin: Origin) -> str:
    """Name the place of a talk: a thread of its own where there is one."""
    return json.dumps([origin.platform, origin.installation, origin.conversation, origin.thread])
