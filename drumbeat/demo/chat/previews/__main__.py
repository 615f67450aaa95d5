"""`make previews`: build what draws messages as Slack and Teams do, and say how it ended."""

import asyncio
import signal
from pathlib import Path

from drumbeat.demo.chat.previews.bundle import PREVIEWS, Bundle, State
from drumbeat.logs import set_up_logging


async def build(folder: Path) -> bool:
    """Build until it is done or a signal stops it; return whether nothing went wrong."""
    bundle = Bundle(folder)
    building = asyncio.ensure_future(bundle.build())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, building.cancel)
    await asyncio.wait({building})
    return building.cancelled() or bundle.state in (State.READY, State.NO_NODE)


if __name__ == "__main__":
    set_up_logging()
    raise SystemExit(0 if asyncio.run(build(PREVIEWS)) else 1)
