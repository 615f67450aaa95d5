"""What is said beside the figures of payouts and deals: sums of the same rows."""

from collections.abc import Mapping
from decimal import Decimal

from bot.figures.rules.figures import Note
from bot.figures.store.metrics import Asked, Groups
from bot.quantities import Quantity

Found = Mapping[tuple[int, Groups], tuple[int, ...]]
"""Money, how many rows, and a sum of their own, by piece and groups."""
MONEY, COUNT, OWN = range(3)


def overdue(asked: Asked, found: Found) -> tuple[Note, ...]:
    """Tell how much should have been paid by now."""
    late = _sum(asked, found, OWN)
    if not late:
        return ()
    return (Note("ask_note_overdue", {"amount": _money(asked, late)}),)


def worth(asked: Asked, found: Found) -> tuple[Note, ...]:
    """Tell what the deals that were counted are worth together."""
    money = _sum(asked, found, MONEY)
    if not money:
        return ()
    return (Note("ask_note_worth", {"amount": _money(asked, money)}),)


def unprotected(asked: Asked, found: Found) -> tuple[Note, ...]:
    """Tell how many open deals are no longer protected."""
    lapsed = _sum(asked, found, OWN)
    if not lapsed:
        return ()
    return (Note("ask_note_unprotected", {"count": Quantity(lapsed, "count")}),)


def _sum(asked: Asked, found: Found, which: int) -> int | None:
    """Add up over all groups; of a series nothing is said, for it has many days."""
    if asked.plan.grain is not None:
        return None
    return sum(sums[which] for (piece, _), sums in found.items() if piece == 0)


def _money(asked: Asked, minor: int) -> Quantity:
    return Quantity(Decimal(minor), "money", asked.footing.currency)
