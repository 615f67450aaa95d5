"""Pieces of time as a table: cut in Python, so that the same SQL runs on both databases."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Date, Integer, literal, select, union_all

from bot.figures.rules.windows import DAY, Window
from bot.store.columns import UtcDateTime


def window_table(pieces: Sequence[Window], today: date, zone: str) -> CTE:
    """Make a table of key, opening and closing day, and first and last day and moment (half open).

    The opening is the end of the day before; the closing day is never after today. `months` is
    how many whole ones a piece has, else 0.
    """
    # A row a select: SQLAlchemy compiles a statement with VALUES anew at every call.
    first, *others = (
        select(
            literal(key, Integer).label("key"),
            literal(piece.months or 0, Integer).label("months"),
            literal(piece.start - DAY, Date).label("opening"),
            literal(min(piece.last, today), Date).label("closing"),
            literal(piece.start, Date).label("first_day"),
            literal(piece.end, Date).label("end_day"),
            literal(_midnight(piece.start, zone), UtcDateTime).label("first_moment"),
            literal(_midnight(piece.end, zone), UtcDateTime).label("end_moment"),
        )
        for key, piece in enumerate(pieces)
    )
    rows = union_all(first, *others) if others else first
    return rows.cte("piece")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
