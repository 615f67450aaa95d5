"""What partners were on the days on which waves closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from bot.people.store.tables import Partner, PartnerHistory
from bot.principal import Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.nearness import Values

Standings = Mapping[tuple[str, int], Values]
"""Name, tier, region and stage of each partner, by its id and the number of the day."""


async def standings(
    session: AsyncSession, principal: Principal, days: Sequence[date]
) -> Standings:
    """Return what each partner was at the end of each of these days."""
    partner, history = scoped(Partner, principal), scoped(PartnerHistory, principal)
    then = defaultdict[str, list[tuple[date, date, Values]]](list)
    for partner_id, start, end, *values in await session.execute(
        select(
            *(history.c[name] for name in ("partner_id", "valid_from", "valid_to")),
            *(history.c[name] for name in _OF_PARTNER),
        )
    ):
        then[partner_id].append((start, end or date.max, tuple(values)))
    found = {}
    for partner_id, name, *values in await session.execute(
        select(partner.c.id, partner.c.name, *(partner.c[name] for name in _OF_PARTNER))
    ):
        for number, day in enumerate(days):
            held = (was for start, end, was in then[partner_id] if start <= day < end)
            found[partner_id, number] = (name, *next(held, tuple(values)))
    return found


_OF_PARTNER = ("tier", "region", "stage")
