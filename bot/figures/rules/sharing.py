"""When a customer is not one partner's alone, worked out of one customer's movements.

How many customers partners have together is the sum of what each has, but for a customer whom
several have at once. And that a customer came to a partner or left is told by the kind of what
moved, but where it came from another or went there. Both are few, and are looked at by themselves.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from bot.figures.rules.ledger import CHURN, NEW, REACTIVATION, Day, Movement

_COMES = frozenset({NEW, REACTIVATION})


class Shared(NamedTuple):
    """The days, first and last included, of which a customer's kinds of movement tell too little.

    At the end of each but the last they have several partners; on the last of them they may.
    """

    first_day: Day
    last_day: Day | None


def shared_days(movements: Iterable[Movement]) -> list[Shared]:
    """Return when a customer has several partners, or moves from one to another, in order.

    What moved comes in the order of days.
    """
    moved = [each for each in movements if each[3] is None]
    return [] if _is_plain(moved) else _days(moved)


def _is_plain(moved: Iterable[Movement]) -> bool:
    """Say whether a customer has one partner, and kinds tell all: so it is with nearly everybody.

    There are millions of these rows, so nothing is called.
    """
    whose, held = None, 0
    for _level, _day, partner, _product, kind, amount in moved:
        after = held + amount
        if kind in _COMES:
            if held or not after or whose not in (None, partner):
                return False
            whose = partner
        elif partner != whose or not held or (kind == CHURN) is not (not after):
            return False
        held = after
    return True


def _days(moved: Iterable[Movement]) -> list[Shared]:
    found: list[Shared] = []
    held: dict[str, int] = {}
    since: Day | None = None
    for day, rows in groupby(moved, key=itemgetter(1)):
        is_told = _turn(held, rows)
        if since is None and (len(held) > 1 or not is_told):
            since = day
        if since is not None and len(held) <= 1:
            found.append(Shared(since, day))
            since = None
    if since is not None:
        found.append(Shared(since, None))
    return found


def _turn(held: dict[str, int], moved: Iterable[Movement]) -> bool:
    """Go on to the end of a day; say whether kinds tell who came to a partner and who left."""
    told: dict[str, int] = {}
    before = set(held)
    for _level, _day, partner, _product, kind, amount in moved:
        comes = 1 if kind in _COMES else -(kind == CHURN)
        told[partner] = told.get(partner, 0) + comes
        if left := held.pop(partner, 0) + amount:
            held[partner] = left
    return all(comes == (partner in held) - (partner in before) for partner, comes in told.items())
