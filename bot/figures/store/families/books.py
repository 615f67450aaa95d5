"""What was billed and what was spent."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)

from bot.figures.rules.windows import Window
from bot.figures.store.figure_cuts import (
    OF_CUSTOMERS,
    OF_PARTNERS,
    columns_of,
    condition,
    cut,
    labelled,
)
from bot.figures.store.figure_windows import window_table
from bot.figures.store.looking_back import twelve_months_in_one
from bot.figures.store.measures import Family
from bot.figures.store.metrics import Asked
from bot.figures.store.tables import CostLine, Product, RevenueLine
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

OF_COSTS = frozenset({"region", "segment", "product"})
"""What a cost line may name; one that does not belongs to no group."""
_KINDS = {"usage_revenue": "usage"}


def _revenue(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    line = scoped(RevenueLine, asked.principal)
    # Added up by what they are cut by before anything is joined: partners are few.
    by = [line.c[name] for name in columns_of(asked.plan)]
    sums = [each.label(name) for each, name in zip(_by_kind(line, names), names, strict=True)]
    billed = (
        select(windows.c.key, windows.c.closing, *by, *sums)
        .select_from(windows.join(line, _booked(line, windows)))
        .group_by(windows.c.key, windows.c.closing, *by)
        .subquery("billed")
    )
    chosen = cut(billed, billed, billed.c.closing, asked.plan, asked.principal)
    return (
        select(
            billed.c.key, *labelled(chosen.labels), *(func.sum(billed.c[name]) for name in names)
        )
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(billed.c.key, *chosen.labels)
    )


def _costs(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    line, source, columns = _placed(asked, windows)
    labels = [columns[dimension] for dimension in asked.plan.group_by]
    return (
        select(windows.c.key, *labelled(labels), *_by_kind(line, names))
        .select_from(source)
        .where(
            *(condition(columns[chosen.dimension], chosen) for chosen in asked.plan.filters),
            *(label.is_not(None) for label in labels),
        )
        .group_by(windows.c.key, *labels)
    )


async def costs_without_place(session: AsyncSession, asked: Asked, kinds: tuple[str, ...]) -> int:
    """Return what of these kinds was spent and does not say to which group it belongs."""
    cut_by = sorted(asked.plan.dimensions & OF_COSTS)
    if not cut_by:
        return 0
    spent = _without_place(asked, asked.pieces, kinds, cut_by)
    return int(await session.scalar(spent) or 0)


async def margin_cuts(session: AsyncSession, asked: Asked) -> frozenset[str]:
    """Return the dimensions that all costs of what was sold name: by these a margin is known."""
    calendar = asked.footing.calendar
    years = tuple(span for each in asked.pieces for span in twelve_months_in_one(each, calendar))
    named = set[str]()
    for dimension in sorted(asked.plan.dimensions & OF_COSTS):
        spent = _without_place(asked, years, ("cogs",), [dimension])
        if not await session.scalar(spent):
            named.add(dimension)
    return frozenset(named)


def _without_place(
    asked: Asked, pieces: tuple[Window, ...], kinds: tuple[str, ...], cut_by: list[str]
) -> Select[Any]:
    calendar = asked.footing.calendar
    windows = window_table(pieces, calendar.today, asked.footing.zone)
    line, source, columns = _placed(asked, windows)
    missing = or_(*(columns[dimension].is_(None) for dimension in cut_by))
    return (
        select(func.sum(line.c.amount)).select_from(source).where(missing, line.c.kind.in_(kinds))
    )


def _placed(
    asked: Asked, windows: CTE
) -> tuple[Subquery, FromClause, dict[str, ColumnElement[Any]]]:
    line, product = scoped(CostLine, asked.principal), scoped(Product, asked.principal)
    source = windows.join(line, _booked(line, windows)).outerjoin(
        product, product.c.id == line.c.product_id
    )
    columns: dict[str, ColumnElement[Any]] = {
        "region": line.c.region,
        "segment": line.c.segment,
        "product": product.c.name,
    }
    return line, source, columns


def _booked(line: Subquery, windows: CTE) -> ColumnElement[bool]:
    return and_(line.c.booked_on > windows.c.opening, line.c.booked_on <= windows.c.closing)


def _by_kind(line: Subquery, names: tuple[str, ...]) -> list[ColumnElement[int]]:
    return [
        func.sum(case((line.c.kind == _KINDS.get(name, name), line.c.amount), else_=0))
        for name in names
    ]


BILLED = Family(_revenue, OF_PARTNERS | OF_CUSTOMERS)
"""`recurring`, `usage_revenue`, `one_off` and `services`: what was billed in a window."""
SPENT = Family(_costs, OF_COSTS)
"""`sales`, `marketing` and `cogs`: what the vendor spent in a window."""
