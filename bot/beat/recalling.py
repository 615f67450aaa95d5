"""Words that wait for a tap: read again from the request that brought them, and kept nowhere."""

from dataclasses import replace

from bot.beat.store.mailed import as_said
from bot.context import Context
from bot.event import Mailed, Said
from bot.people.store.people import principal_at
from bot.principal import Principal


async def recalled(context: Context, asker: Principal, entry_id: str) -> Said | None:
    """Return what this person said in a kept request; None where it is gone, or another's."""
    kept = await context.recall(entry_id) if entry_id else None
    async with context.database.read() as session:
        match kept:
            case Said():
                person, said = await principal_at(session, kept.origin), kept
            case Mailed():
                letter = await as_said(session, kept)
                if letter is None or letter.said.sender:
                    return None
                person, said = letter.person, letter.said
            case _:
                return None
    is_theirs = person is not None and person.contact_id == asker.contact_id
    return replace(said, inbox_id=entry_id) if is_theirs else None
