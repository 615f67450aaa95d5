"""See whom a send reached by partner and by role, and by name whom it did not."""

import re

from bot.beat.cards import reach_report as cards
from bot.beat.cards.reach_report import ON_A_PAGE, PARTNER, ROLE, Paged
from bot.beat.context import BeatContext
from bot.beat.reaching import find, not_yours
from bot.beat.store import acknowledgements, reached
from bot.event import ActionPressed, Reply
from bot.message import Message
from bot.principal import Principal
from bot.rights import Right, may

PAGE = re.compile("[0-9]{1,5}")


async def by_group(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the four counts by partner, or by role, a page at a time."""
    by = ROLE if event.action.arguments.get("by") == ROLE else PARTNER
    async with context.database.read() as session:
        seen = await find(session, asker, event)
        if seen is None:
            return not_yours(context)
        grouped = reached.by_partner if by == PARTNER else reached.by_role
        found = await grouped(session, seen.send_id)
    shown = cards.groups(context.wording, seen, by, found, _page(event))
    return _shown(event, shown)


async def by_name(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Name whom it missed, a page at a time: those of their partners to managers, else all."""
    is_all = may(asker, Right.SEE_EVERYBODY)
    in_charge = None if is_all else asker.contact_id
    async with context.database.read() as session:
        seen = await find(session, asker, event)
        if seen is None:
            return not_yours(context)
        everything = await reached.count_missed(session, seen.send_id, in_charge=in_charge)
        paged = Paged(_page(event), everything)
        found = await reached.missed(
            session, seen.send_id, in_charge=in_charge, limit=ON_A_PAGE, after=paged.after
        )
    return _shown(event, cards.names(context.wording, seen, found, paged, is_all=is_all))


async def by_name_awaited(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Name likewise who has what everybody must read, and did not say that they read it."""
    is_all = may(asker, Right.SEE_EVERYBODY)
    of = None if is_all else asker.contact_id
    async with context.database.read() as session:
        seen = await find(session, asker, event)
        if seen is None:
            return not_yours(context)
        everything = await acknowledgements.count_awaited(session, seen.send_id, in_charge=of)
        paged = Paged(_page(event), everything)
        found = await acknowledgements.awaited(
            session, seen.send_id, in_charge=of, limit=ON_A_PAGE, after=paged.after
        )
    return _shown(event, cards.awaited(context.wording, seen, found, paged, is_all=is_all))


def _page(event: ActionPressed) -> int:
    given = event.action.arguments.get("p", "")
    return int(given) if PAGE.fullmatch(given) else 0


def _shown(event: ActionPressed, message: Message) -> Reply:
    """Turn the page where it stands; the first is a message of its own."""
    return Reply(update=message) if "p" in event.action.arguments else Reply((message,))
