"""Says up to which day a kind of row is complete after an import."""

from collections.abc import Iterator
from datetime import date

from bot.clock import SystemClock
from bot.errors import ConfigurationInvalid
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.fields import Kind, Notation
from bot.imports.store.ages import FileAge


def said_until(kind: Kind, said: str | None, written: Notation) -> date | None:
    """Read the day up to which a file lacks nothing; one that has not come is refused."""
    if said is None:
        return None
    if not kind.days:
        raise ConfigurationInvalid(
            f"--until is for what happens day by day: {kind.name} have no day to be complete to"
        )
    try:
        day = written.days.day(said, written.zone)
    except CellUnreadable as problem:
        raise ConfigurationInvalid(f"--until {said}: {problem}") from None
    today = SystemClock().now().astimezone(written.zone).date()
    if day > today:
        raise ConfigurationInvalid(
            f"--until {said}: this day has not come yet: say the last day that the file has whole"
        )
    return day


def told(kind: str, age: FileAge, *, dry_run: bool) -> Iterator[str]:
    """Say how far the figures reach from now on, and where that comes from."""
    if not age.moves and age.before is not None:
        goes = "" if age.day == age.before else f" This file goes to {age.day} only."
        yield f"The data on {kind} is complete to {age.before}, as before.{goes}"
        return
    is_ = "would be" if dry_run else "is"
    before = f", before it was {age.before}" if age.before is not None else ""
    yield f"The data on {kind} {is_} complete to {age.day} from now on{before}."
    if not age.is_said:
        yield (
            "That is the newest day in the file. If the file lacks nothing up to a later day, "
            "say --until with it: figures go no further."
        )


def data(age: FileAge | None) -> dict[str, object] | None:
    """Write it for a program."""
    if age is None:
        return None
    return {
        "complete_until": (age.day if age.moves else age.before or age.day).isoformat(),
        "before": age.before.isoformat() if age.before is not None else None,
        "file_until": age.day.isoformat(),
        "said": age.is_said,
    }
