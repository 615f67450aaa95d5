"""What several ask for in the same moment is done in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import DatabaseTrouble

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")


class Batched(Generic[Wish, Answer]):
    """Hands `work` all wishes that came while it was at work before.

    `work` returns the answers in the order of the wishes. Where it raises, each wish is tried
    by itself, so that one that cannot be fulfilled takes no other with it; but for trouble with
    the database, which is everybody's.
    """

    def __init__(
        self, work: Callable[[Sequence[Wish]], Awaitable[Sequence[Answer]]], most: int = 500
    ) -> None:
        self._work, self._most = work, most
        self._waiting: list[tuple[Wish, asyncio.Future[Answer]]] = []
        self._working = asyncio.Lock()

    async def __call__(self, wish: Wish) -> Answer:
        """Return the answer to this wish, or raise what became of it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, answer))
        try:
            # Whoever gets the lock first works for all who wait.
            async with self._working:
                while not answer.done():
                    await asyncio.sleep(0)  # whoever comes in the same moment joins
                    await self._take_up()
        except asyncio.CancelledError:
            answer.cancel()
            raise
        return answer.result()

    async def _take_up(self) -> None:
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        batch = [one for one in batch if not one[1].done()]
        try:
            await self._answer(batch)
        finally:
            # Whoever is cancelled while working for others leaves them to the next.
            self._waiting = [one for one in batch if not one[1].done()] + self._waiting

    async def _answer(self, batch: Sequence[tuple[Wish, asyncio.Future[Answer]]]) -> None:
        if not batch:
            return
        try:
            answers = await self._work([wish for wish, _ in batch])
        except DatabaseTrouble as trouble:
            # It is the same for who came meanwhile: they would only wait as long for it.
            everybody, self._waiting = [*batch, *self._waiting], []
            for _, future in everybody:
                _settle(future, trouble)
            return
        except Exception as problem:  # noqa: BLE001 - whoever asked raises it
            if len(batch) == 1:
                _settle(batch[0][1], problem)
                return
            for one in batch:
                await self._answer([one])
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            _settle(future, answer)


def _settle(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
