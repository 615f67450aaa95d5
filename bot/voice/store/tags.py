"""Tags of responses: the list, what has which, and the giving of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.name_keys import name_key
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.voice.store.tag_tables import ResponseTag, TaggedResponse


async def known(session: AsyncSession, *, listed_only: bool = False) -> dict[str, str]:
    """Return the names of tags by id; all of them, or those on the list."""
    found = select(ResponseTag.id, ResponseTag.name).order_by(ResponseTag.key)
    if listed_only:
        found = found.where(ResponseTag.is_listed)
    return {row.id: row.name for row in await session.execute(found)}


async def of(session: AsyncSession, response_id: str) -> dict[str, str]:
    """Return the names of a response's tags by id."""
    found = await session.execute(
        select(ResponseTag.id, ResponseTag.name)
        .join(TaggedResponse, TaggedResponse.tag_id == ResponseTag.id)
        .where(TaggedResponse.response_id == response_id)
        .order_by(ResponseTag.key)
    )
    return {row.id: row.name for row in found}


async def give(
    session: AsyncSession, response_id: str, tag_ids: Collection[str], by: str, now: datetime
) -> None:
    """Let a response have these tags and no others."""
    before = await of(session, response_id)
    gone = sorted(before.keys() - set(tag_ids))
    mine = (TaggedResponse.response_id == response_id, TaggedResponse.tag_id.in_(gone))
    await session.execute(delete(TaggedResponse).where(*mine))
    given = sorted(set(tag_ids) - before.keys())
    rows = [
        {
            "id": new_id(),
            "response_id": response_id,
            "tag_id": tag_id,
            "tagged_by": by,
            "tagged_at": now,
        }
        for tag_id in given
    ]
    await insert_new(session, TaggedResponse, rows)
    about = About("response", response_id)
    counts = {"given": len(given), "taken": len(gone)}
    audit.record(session, by, "tag response", about, now, **counts)


async def put_on_list(session: AsyncSession, names: Sequence[str]) -> list[str]:
    """Put these on the list, each once however it is written; return their ids."""
    keys = {name_key(name): name for name in reversed(names)}
    rows = [
        {"id": new_id(), "name": name, "key": key, "is_listed": True} for key, name in keys.items()
    ]
    await insert_new(session, ResponseTag, rows)
    mine = ResponseTag.key.in_(sorted(keys))
    await session.execute(update(ResponseTag).where(mine).values(is_listed=True))
    return list(await session.scalars(select(ResponseTag.id).where(mine)))


async def keep_list(session: AsyncSession, names: Sequence[str], by: str, now: datetime) -> None:
    """Let the list be these; what is taken off it stays where it was given."""
    kept = await put_on_list(session, names)
    others = ResponseTag.id.not_in(kept)
    await session.execute(update(ResponseTag).where(others).values(is_listed=False))
    audit.record(session, by, "edit tags", About("response_tag", "list"), now, tags=len(kept))
