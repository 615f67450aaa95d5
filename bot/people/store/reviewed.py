"""The partner that somebody wants to review: by its name, by a button, or their own."""

from bot.entries import Reviewed
from bot.order_of_words import tidied
from bot.people.store import partnerships
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

OF = ("of ", "for ", "on ", "with ")


def name_in(said: str) -> str:
    """Return the name that follows a command; empty where none does."""
    rest = tidied(said).partition(" ")[2].strip().rstrip("?")
    word = next((each for each in OF if rest.casefold().startswith(each)), "")
    return rest[len(word) :].strip()


def own(asker: Principal) -> Reviewed | None:
    """Return the partner at which somebody works."""
    if asker.partner_id is None:
        return None
    return Reviewed(asker.partner_id, asker.partner_name or "")


async def named(session: AsyncSession, asker: Principal, words: str) -> Reviewed | None:
    """Return the partner of this name if this person may be told of it; None tells nothing."""
    found = await meant(session, asker, words)
    return found[0] if len(found) == 1 else None


async def meant(session: AsyncSession, asker: Principal, words: str) -> tuple[Reviewed, ...]:
    """Return the partner called so, or those whose names begin so, of all they may be told of."""
    sees_all = may(asker, Right.SEE_EVERY_PARTNER)
    only = None if sees_all else asker.partner_id or ""
    found = await partnerships.begun_so(session, words, only)
    return tuple(Reviewed(partner_id, name) for partner_id, name in found)


async def by_id(session: AsyncSession, asker: Principal, partner_id: str) -> Reviewed | None:
    """Return the partner that a button names, on the same terms."""
    name = await partnerships.name_of(session, partner_id)
    if name is None or not _may_see(asker, partner_id):
        return None
    return Reviewed(partner_id, name)


async def looked_after(session: AsyncSession, asker: Principal, limit: int) -> list[Reviewed]:
    """Return the partners that somebody looks after, by name; to all others the first of all."""
    found = await partnerships.looked_after(session, asker.contact_id, limit)
    return [Reviewed(partner_id, name) for partner_id, name in found]


def _may_see(asker: Principal, partner_id: str) -> bool:
    return may(asker, Right.SEE_EVERY_PARTNER) or asker.partner_id == partner_id
