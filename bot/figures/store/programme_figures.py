"""The metrics of what partners ask first: what they earn, their deals, and who is certified."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, or_, select

from bot.figures.rules.ages import Rows
from bot.figures.rules.figures import Cell
from bot.figures.rules.parts import Parts
from bot.figures.store.certified import certified_people
from bot.figures.store.figure_cuts import OF_PARTNERS, cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Builder, Compute, Computed, Groups
from bot.figures.store.notes_of_programme import overdue, unprotected, worth
from bot.figures.store.partner_tables import Deal, Payout
from bot.principal import Principal
from bot.quantities import Quantity, share
from bot.store.columns import Base
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

Sums = tuple[int, ...]
Found = Mapping[tuple[int, Groups], Sums]
OF_DEALS = OF_PARTNERS | {"product"}
OF_PAYOUTS = OF_PARTNERS | {"payout_kind"}
PAYOUT_KINDS = {
    "rebate": "Rebates",
    "commission": "Commissions",
    "mdf": "MDF",
    "other": "Other payouts",
}
"""What the kinds of payouts are called on cards, and by those who ask."""


@dataclass(frozen=True, slots=True)
class Summed:
    """Which rows count in a piece of time, and what is added up of them, one sum after another."""

    rows: Callable[[Principal], Subquery]
    counts: Callable[[Subquery, CTE], ColumnElement[bool]]
    sums: Callable[[Subquery, CTE], tuple[ColumnElement[Any], ...]]


def summed_query(asked: Asked, what: Summed) -> Select[Any]:
    """Select piece, groups and sums; groups and filters hold as of the end of the piece."""
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    rows = what.rows(asked.principal)
    source = windows.join(rows, what.counts(rows, windows))
    chosen = cut(source, rows, windows.c.closing, asked.plan, asked.principal)
    sums = [func.coalesce(each, 0) for each in what.sums(rows, windows)]
    return (
        select(windows.c.key, *chosen.labels, *sums)
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
        .order_by(windows.c.key, *chosen.labels)
    )


async def summed(session: AsyncSession, asked: Asked, what: Summed) -> Found:
    """Add up rows by piece and groups; of a whole figure a piece without rows has zeros."""
    groups = len(asked.plan.group_by)
    found: dict[tuple[int, Groups], Sums] = {}
    statement = summed_query(asked, what)
    for row in await session.execute(statement):
        found[int(row[0]), tuple(row[1 : 1 + groups])] = tuple(int(n) for n in row[1 + groups :])
    if not groups:
        nothing = (0,) * (len(statement.selected_columns) - 1)
        for piece in range(len(asked.pieces)):
            found.setdefault((piece, ()), nothing)
    return dict(sorted(found.items()))


def _rows_of(table: type[Base]) -> Callable[[Principal], Subquery]:
    return lambda principal: scoped(table, principal)


def _payouts(principal: Principal) -> Subquery:
    payout = scoped(Payout, principal)
    called = case(PAYOUT_KINDS, value=payout.c.kind)
    return select(*payout.c, called.label("payout_kind")).subquery("payout_called")


def _within(day: str) -> Callable[[Subquery, CTE], ColumnElement[bool]]:
    """Say that a day of the row lies in the piece of time, and has come."""
    return lambda rows, windows: and_(
        rows.c[day] > windows.c.opening, rows.c[day] <= windows.c.closing
    )


def _runs(begins: str, ends: str) -> Callable[[Subquery, CTE], ColumnElement[bool]]:
    """Say that a row began by the end of the piece of time, and had not ended."""
    return lambda rows, windows: and_(
        rows.c[begins] <= windows.c.closing,
        or_(rows.c[ends].is_(None), rows.c[ends] > windows.c.closing),
    )


def _money_and_count(rows: Subquery, _windows: CTE) -> tuple[ColumnElement[Any], ...]:
    return func.sum(rows.c.amount_reporting), func.count()


def _owed(rows: Subquery, windows: CTE) -> tuple[ColumnElement[Any], ...]:
    is_late = rows.c.due_on < windows.c.closing
    late = func.sum(case((is_late, rows.c.amount_reporting), else_=0))
    return func.sum(rows.c.amount_reporting), func.count(), late


def _open(rows: Subquery, windows: CTE) -> tuple[ColumnElement[Any], ...]:
    lapsed = func.sum(case((rows.c.protected_until < windows.c.closing, 1), else_=0))
    return func.sum(rows.c.amount_reporting), func.count(), lapsed


def _decided(rows: Subquery, _windows: CTE) -> tuple[ColumnElement[Any], ...]:
    return func.sum(case((rows.c.state == "won", 1), else_=0)), func.count()


def _closed(state: str) -> Callable[[Subquery, CTE], ColumnElement[bool]]:
    """Say that a deal was closed in the piece of time, and ended so."""
    return lambda rows, windows: and_(rows.c.state == state, _within("closed_on")(rows, windows))


def _late(rows: Subquery, windows: CTE) -> ColumnElement[bool]:
    return and_(rows.c.due_on < windows.c.closing, _runs("earned_on", "paid_on")(rows, windows))


EARNED = Summed(_payouts, _within("earned_on"), _money_and_count)
PAID = Summed(_payouts, _within("paid_on"), _money_and_count)
OWED = Summed(_payouts, _runs("earned_on", "paid_on"), _owed)
OPEN = Summed(_rows_of(Deal), _runs("registered_on", "closed_on"), _open)
DECIDED = Summed(_rows_of(Deal), _within("closed_on"), _decided)
WON = Summed(_rows_of(Deal), _closed("won"), _money_and_count)
LOST = Summed(_rows_of(Deal), _closed("lost"), _money_and_count)
REGISTERED = Summed(_rows_of(Deal), _within("registered_on"), _money_and_count)
OVERDUE = Summed(_payouts, _late, _money_and_count)


def _money(what: Summed) -> Compute:
    """Add up money, over how many rows it is."""

    async def compute(session: AsyncSession, asked: Asked) -> Computed:
        found = await summed(session, asked, what)
        return Computed(_amounts(found, asked.footing.currency))

    return compute


def _amounts(found: Found, currency: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(piece, groups, Quantity(Decimal(sums[0]), "money", currency), base=sums[1])
        for (piece, groups), sums in found.items()
    )


async def _payout_due(session: AsyncSession, asked: Asked) -> Computed:
    """Add up what was earned and is not paid by the end of the day; tell what is late of it."""
    found = await summed(session, asked, OWED)
    currency = asked.footing.currency
    return Computed(_amounts(found, currency), notes=overdue(asked, found))


async def _deals_open(session: AsyncSession, asked: Asked) -> Computed:
    """Count the deals that are open at the end of the day; tell what they are worth together."""
    found = await summed(session, asked, OPEN)
    cells = tuple(
        Cell(piece, groups, Quantity(sums[1], "count")) for (piece, groups), sums in found.items()
    )
    return Computed(cells, notes=(*worth(asked, found), *unprotected(asked, found)))


def _deals(what: Summed) -> Compute:
    """Count deals; tell what they are worth together."""

    async def compute(session: AsyncSession, asked: Asked) -> Computed:
        found = await summed(session, asked, what)
        cells = tuple(
            Cell(piece, groups, Quantity(sums[1], "count"))
            for (piece, groups), sums in found.items()
        )
        return Computed(cells, notes=worth(asked, found))

    return compute


async def _win_rate(session: AsyncSession, asked: Asked) -> Computed:
    """Compute won over won and lost, of the deals that were closed; of none: not defined."""
    found = await summed(session, asked, DECIDED)
    return Computed(
        tuple(
            Cell(
                *(piece, groups, share(won, decided)),
                base=decided,
                parts=Parts(
                    Decimal(100 * won), Decimal(decided), {"won": won, "decided": decided}
                ),
            )
            for (piece, groups), (won, decided) in found.items()
        )
    )


_PAYOUTS, _DEALS = frozenset({Rows.PAYOUTS}), frozenset({Rows.DEALS})
_CERTIFICATIONS = frozenset({Rows.CERTIFICATIONS})
OF_PROGRAMME = (
    Builder("earned", _money(EARNED), _PAYOUTS, "ask_base_payouts", OF_PAYOUTS),
    Builder("paid_out", _money(PAID), _PAYOUTS, "ask_base_payouts", OF_PAYOUTS),
    Builder("payout_overdue", _money(OVERDUE), _PAYOUTS, "ask_base_payouts", OF_PAYOUTS),
    Builder("payout_due", _payout_due, _PAYOUTS, "ask_base_payouts", OF_PAYOUTS),
    Builder("deals_open", _deals_open, _DEALS, "ask_base_deals", OF_DEALS),
    Builder("deals_open_worth", _money(OPEN), _DEALS, "ask_base_deals", OF_DEALS),
    *(
        Builder(metric, _deals(what), _DEALS, "ask_base_deals", OF_DEALS)
        for metric, what in (
            ("deals_registered", REGISTERED),
            ("deals_won", WON),
            ("deals_lost", LOST),
        )
    ),
    Builder("win_rate", _win_rate, _DEALS, "ask_base_deals_decided", OF_DEALS),
    Builder("certified_people", certified_people, _CERTIFICATIONS, "ask_base_certs", OF_PARTNERS),
)
"""A partner may ask all of them of itself."""
