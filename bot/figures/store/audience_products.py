"""What partners sell now, as a condition of audiences."""

from collections.abc import Collection

from sqlalchemy import or_, select

from bot.beat.rules.choosing.dimensions import Dimension
from bot.beat.store.choosing import Brought, Called
from bot.clock import Clock
from bot.figures.store.tables import Product, SubscriptionInterval
from bot.name_keys import name_key
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

SELLS = Dimension(
    "product",
    "who sell {}",
    "who do not sell {}",
    "product",
    "partner",
    exclusive=False,
    asked_by=("sell", "sells", "selling", "customers", "resell", "resells", "subscriptions"),
)


def products_sold(clock: Clock) -> Brought:
    """Bring the products of which a partner has customers who pay today."""

    async def known(
        session: AsyncSession, partner_ids: Collection[str]
    ) -> dict[str, frozenset[str]]:
        today = clock.now().date()
        interval = SubscriptionInterval
        rows = await session.execute(
            select(interval.partner_id, Product.name)
            .join(Product, Product.id == interval.product_id)
            .where(
                interval.partner_id.in_(partner_ids),
                is_shown(interval),
                interval.kind == "paid",
                interval.start_date <= today,
                or_(interval.end_date.is_(None), interval.end_date > today),
            )
            .distinct()
        )
        sold: dict[str, set[str]] = {}
        for partner_id, product in rows:
            sold.setdefault(partner_id, set()).add(name_key(product))
        return {each: frozenset(products) for each, products in sold.items()}

    return Brought(SELLS, known, _names)


async def _names(session: AsyncSession) -> Called:
    found = await session.scalars(select(Product.name).where(is_shown(Product)))
    return dict.fromkeys(found, ())
