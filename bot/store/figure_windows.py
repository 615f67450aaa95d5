"""Pieces of time as a table: cut in Python, so that the same SQL runs on both databases."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Date, Integer, column, values

from bot.domain.windows import DAY, Window
from bot.store.columns import UtcDateTime


def window_table(pieces: Sequence[Window], today: date, zone: str) -> CTE:
    """Make a table of key, opening and closing day, and first and last moment (half open).

    The opening is the end of the day before; the closing day is never after today.
    """
    rows = [
        (
            key,
            piece.start - DAY,
            min(piece.last, today),
            _midnight(piece.start, zone),
            _midnight(piece.end, zone),
        )
        for key, piece in enumerate(pieces)
    ]
    return (
        values(
            column("key", Integer),
            column("opening", Date),
            column("closing", Date),
            column("first_moment", UtcDateTime),
            column("end_moment", UtcDateTime),
            name="piece",
        )
        .data(rows)
        .cte("piece")
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
