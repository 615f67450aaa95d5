"""What partners were on the days on which waves closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.figures.rules.windows import DAY, Window
from bot.figures.store.figure_cuts import in_force
from bot.figures.store.figure_windows import window_table
from bot.figures.store.ledger_tables import Stretch
from bot.figures.store.metrics import Asked
from bot.figures.store.tables import Product
from bot.people.store.tables import Partner, PartnerHistory
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.nearness import Values

_Key = tuple[str, int]
_OF_PARTNER = ("tier", "region", "stage")


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner's name, tier, region and stage, and the product that brought it the most."""

    partner: Values
    product: str

    def values(self, role: str) -> Values:
        """Return by what an answer from there can be chosen, in the order of `PLACES`."""
        return (*self.partner, role, self.product)


Standings = Mapping[_Key, Standing]
"""What each partner was, by its id and the number of the day."""


async def standings(session: AsyncSession, asked: Asked, days: Sequence[date]) -> Standings:
    """Return what each partner was at the end of each of these days."""
    partner = scoped(Partner, asked.principal)
    was, sold = await _histories(session, asked), await _best_sold(session, asked, days)
    found = {}
    rows = select(partner.c.id, partner.c.name, *(partner.c[name] for name in _OF_PARTNER))
    for partner_id, name, *values in await session.execute(rows):
        for number, day in enumerate(days):
            held = (then for start, end, then in was[partner_id] if start <= day < end)
            place = (name, *next(held, tuple(values)))
            found[partner_id, number] = Standing(place, sold.get((partner_id, number), ""))
    return found


async def _histories(
    session: AsyncSession, asked: Asked
) -> Mapping[str, list[tuple[date, date, Values]]]:
    history = scoped(PartnerHistory, asked.principal)
    found = defaultdict[str, list[tuple[date, date, Values]]](list)
    columns = ("partner_id", "valid_from", "valid_to", *_OF_PARTNER)
    rows = await session.execute(select(*(history.c[name] for name in columns)))
    for partner_id, start, end, *values in rows:
        found[partner_id].append((start, end or date.max, tuple(values)))
    return found


async def _best_sold(
    session: AsyncSession, asked: Asked, days: Sequence[date]
) -> Mapping[_Key, str]:
    """Return the product that brings a partner the most recurring revenue at the end of a day.

    A partner has one, so that every answer is of one product, and rows of products add up.
    """
    principal, footing = asked.principal, asked.footing
    stretch, product = scoped(Stretch, principal), scoped(Product, principal)
    on = window_table([Window(day, day + DAY) for day in days], max(days), footing.zone)
    amount = func.sum(stretch.c.amount)
    rows = await session.execute(
        select(stretch.c.partner_id, on.c.key, product.c.name)
        .select_from(on.join(stretch, in_force(stretch, on.c.closing)))
        .join(product, product.c.id == stretch.c.product_id)
        .group_by(stretch.c.partner_id, on.c.key, product.c.name)
        .having(amount > 0)
        .order_by(amount, product.c.name.desc())
    )
    return {(partner_id, number): name for partner_id, number, name in rows}
