"""Texts that nobody would get, or that name somebody whom nobody is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.beat.rules.audience import Audience
from bot.beat.store.audiences import Looked
from bot.beat.store.meant import Meant, meant, unknown_names
from bot.beat.store.tables import Send
from bot.people.store.tables import Contact
from bot.principal import Permission
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text by its key, and what is wrong with whom it is for."""

    text: str
    why: str


async def doubts(
    session: AsyncSession, texts: Iterable[tuple[str, Audience]], looked: Looked
) -> Sequence[Doubt]:
    """Return what is to be doubted of these texts; what was sent before is left alone.

    Where nobody of a partner is in the programme yet, nothing is.
    """
    theirs = select(Contact.id).where(
        is_shown(Contact), Contact.permission == Permission.PARTNER, Contact.erased_at.is_(None)
    )
    if await session.scalar(theirs.limit(1)) is None:
        return []
    sent = set(
        await session.scalars(select(Send.subject).where(Send.kind == "edition").distinct())
    )
    known: dict[Audience, str] = {}
    found = []
    for key, audience in texts:
        if key in sent:
            continue
        if audience not in known:
            known[audience] = await why_in_doubt(session, audience, looked)
        if known[audience]:
            found.append(Doubt(key, known[audience]))
    return found


async def why_in_doubt(session: AsyncSession, audience: Audience, looked: Looked) -> str:
    """Say why an audience is to be doubted: nobody is in it, or a name in it is nobody's."""
    found: Meant = await meant(session, audience, looked)
    if found.why:
        return found.why
    return "; ".join(unknown_names(found.audience, await looked.choosing.lexicon(session)))
