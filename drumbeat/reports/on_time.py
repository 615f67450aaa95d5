"""How promised moments were kept: for people and for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from bot.beat.rules.punctual import LATELY, OnTime
from bot.beat.store import punctuality
from bot.beat.store.punctuality import Kept
from bot.store.programme import read_demo_clock
from bot.store.sessions import AsyncSession
from drumbeat.reports.report import Table

_HEADS = ("Promise", "On time", "Share", "Late by a limit", "Late", "Never sent", "Not known")


async def kept_since(session: AsyncSession) -> list[Kept]:
    """Return how every promise was kept within a while, by the business clock."""
    now = await read_demo_clock(session) or datetime.now(UTC)
    return await punctuality.of_promises(session, now - LATELY)


def together(found: Iterable[Kept]) -> OnTime:
    """Return all promises as one."""
    return sum((one.kept for one in found), OnTime())


def value_of(kept: OnTime) -> dict[str, object]:
    """Return counts and share; the share is null where nothing is known."""
    return {**asdict(kept), "promised": kept.promised, "share": kept.share}


def values(found: Iterable[Kept]) -> dict[str, object]:
    """Return every promise and all together, with how many days are looked at."""
    promises = list(found)
    each = [{"kind": one.kind, "subject": one.subject, **value_of(one.kept)} for one in promises]
    return {"days": LATELY.days, **value_of(together(promises)), "promises": each}


def table(found: Iterable[Kept]) -> Table:
    """Draw how every promise was kept, and all together."""
    promises = list(found)
    rows = [(one.subject, *_cells(one.kept)) for one in promises]
    if len(promises) > 1:
        rows.append(("together", *_cells(together(promises))))
    return Table(_HEADS, rows, title=f"Within 15 minutes of the promise, in {LATELY.days} days")


def one(title: str, kept: OnTime) -> Table:
    """Draw how one send kept its moment."""
    return Table(_HEADS, [(title, *_cells(kept))], title="Within 15 minutes of the promise")


def share_of(kept: OnTime) -> str:
    """Write the share that was on time; what is not known is no figure."""
    return "not known" if kept.share is None else f"{kept.share:.1%}"


def _cells(kept: OnTime) -> tuple[str, ...]:
    unknown = kept.untold + kept.unsure + kept.again
    counts = (kept.by_limit, kept.late, kept.never, unknown)
    return (f"{kept.on_time} of {kept.promised}", share_of(kept), *map(str, counts))
