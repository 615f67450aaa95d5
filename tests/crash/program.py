"""The program as a trial starts it: in a hurry, on a clock that goes back, to be killed, or newer.

All of it is done to the loaded program from outside, before its `main` runs.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

TRIAL = "DRUMBEAT_TRIAL"
"""The variable that tells such a process what to do; no other reads it."""
HOUR = timedelta(hours=1)
FIRST_REST, RETRY_AFTER, BEAT = timedelta(seconds=0.5), 1.0, 1.0
TOMORROW = "tomorrow"
"""The version, and the database's revision, of a program that there is not yet."""


def on_trial(**told: object) -> dict[str, str]:
    """Return the setting that starts a program in a hurry, and does this to it."""
    return {TRIAL.removeprefix("DRUMBEAT_"): json.dumps({"on": True, **told})}


def prepare(environment: Mapping[str, str]) -> None:
    """Do what this trial asks for; without one nothing."""
    told: dict[str, Any] = json.loads(environment.get(TRIAL, "{}"))
    if told:
        os.dup2(1, 2)  # whoever reads along reads what it complains of too
        hurry(*told.get("pace", (inf, 16)))
    if "back" in told:
        keep_time_by(Path(told["back"]))
    if "point" in told:
        from tests.crash.points import lay  # noqa: PLC0415 - where one is laid

        lay(*told["point"])
    if told.get("tomorrow"):
        be_of_tomorrow()


def hurry(rate: float, burst: int) -> None:
    """Wait for no platform's pace, so that as many requests are on their way as ever may be."""
    import adapters.slack.errors  # noqa: PLC0415 - in the program alone
    import adapters.slack.room  # noqa: PLC0415
    import drumbeat.beating  # noqa: PLC0415
    import scheduler.distributed  # noqa: PLC0415
    from scheduler.pace import Pace  # noqa: PLC0415

    drumbeat.beating.paces_with = lambda **_mail: {"slack": Pace(rate, burst)}
    adapters.slack.room.PACE = (500.0, 16)
    adapters.slack.errors.RETRY_AFTER = RETRY_AFTER
    drumbeat.beating.Bounds = partial(drumbeat.beating.Bounds, first_rest=FIRST_REST)
    engine = scheduler.distributed.DistributedEngine
    scheduler.distributed.DistributedEngine = partial(engine, beat=BEAT)


def keep_time_by(path: Path) -> None:
    """Let the business clock be an hour behind for as long as this file is there."""
    import drumbeat.opening  # noqa: PLC0415
    from scheduler.drum import Drum  # noqa: PLC0415

    def now_is_back() -> bool:
        return path.exists()

    class SetBack:
        def now(self) -> datetime:
            return datetime.now(UTC) - (HOUR if now_is_back() else timedelta(0))

    tick = Drum.tick

    async def tell(drum: Drum) -> None:
        is_back = now_is_back()
        await tick(drum)
        if is_back:
            with struck_by(path).open("a") as struck:
                struck.write(".")

    drumbeat.opening.SystemClock, Drum.tick = SetBack, tell


def struck_by(path: Path) -> Path:
    """Return the file that grows with each tick in an hour that was set back."""
    return path.with_suffix(".struck")


def be_of_tomorrow() -> None:
    """Call itself by another version, and know one step more of the database."""
    import drumbeat.working  # noqa: PLC0415
    from bot.store import revision  # noqa: PLC0415

    known = revision._steps()  # noqa: SLF001 - nobody else needs to add one
    step = {"revision": TOMORROW, "down_revision": revision.newest()}
    revision._steps = lambda: (*known, step)  # noqa: SLF001
    revision.newest.cache_clear()
    drumbeat.working.version = lambda _name: TOMORROW


if __name__ == "__main__":
    from drumbeat.cli import main

    prepare(os.environ)
    main()
