"""Letters that belong to no send: taken at once, delivered beside everything else."""

import asyncio
from typing import Any

from bot.errors import DrumbeatError
from bot.message import Message
from bot.ports import Destination, Messengers

MOST_WAITING = 500
SECONDS = 30.0


def _log() -> Any:  # noqa: ANN401 - a logger is what structlog was told to make
    import structlog  # noqa: PLC0415 - a command that only asks has nothing to log

    return structlog.get_logger()


class Postbox:
    """Delivers letters one after another; one that fails is logged by its id and dropped.

    Nothing is kept over a restart: whoever misses a code asks for another.
    """

    def __init__(self, messengers: Messengers) -> None:
        self._messengers = messengers
        self._letters: asyncio.Queue[tuple[Destination, Message, str] | None] = asyncio.Queue()

    def post(self, to: Destination, message: Message, letter_id: str) -> None:
        """Take a letter and return at once."""
        if self._letters.qsize() >= MOST_WAITING:
            _log().warning("letter_dropped", letter_id=letter_id, reason="too many are waiting")
            return
        self._letters.put_nowait((to, message, letter_id))

    async def run(self) -> None:
        """Deliver until `stop`; every letter taken before it is tried first."""
        while (letter := await self._letters.get()) is not None:
            await self._deliver(*letter)
            self._letters.task_done()

    async def idle(self) -> None:
        """Wait until every letter taken so far was tried."""
        await self._letters.join()

    def stop(self) -> None:
        """Let `run` return after what it has."""
        self._letters.put_nowait(None)

    async def _deliver(self, to: Destination, message: Message, letter_id: str) -> None:
        log, messenger = _log(), self._messengers.get(to.platform)
        if messenger is None:
            log.warning("letter_dropped", letter_id=letter_id, reason="no way out")
            return
        try:
            async with asyncio.timeout(SECONDS):
                await messenger.deliver(to, message, letter_id)
        except (DrumbeatError, TimeoutError) as problem:
            log.warning("letter_not_delivered", letter_id=letter_id, error=type(problem).__name__)
        except Exception:
            log.exception("letter_stumbled", letter_id=letter_id)
        else:
            log.info("letter_delivered", letter_id=letter_id)
