"""Trouble on demand: the next calls of a method go wrong in a chosen way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Where = Callable[[dict[str, Any]], bool]


@dataclass
class Mishap:
    """One way a call goes wrong, and how many calls it still meets."""

    kind: str
    method: str
    times: int
    error: str = ""
    status: int = 200
    retry_after: int = 1
    after_accepting: bool = False
    where: Where | None = None

    def meets(self, method: str, args: dict[str, Any]) -> bool:
        if self.times < 1 or self.method not in (method, "*"):
            return False
        return self.where is None or self.where(args)


@dataclass
class Trouble:
    """The mishaps waiting for their calls; a method of "*" means any."""

    waiting: list[Mishap] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, mishap: Mishap) -> None:
        self.waiting.append(mishap)

    def next_for(self, method: str, args: dict[str, Any]) -> Mishap | None:
        for mishap in self.waiting:
            if mishap.meets(method, args):
                mishap.times -= 1
                return mishap
        return None


class TroubleMaker:
    """The part of the fake by which a test orders trouble."""

    trouble: Trouble

    def throttle(
        self, method: str, retry_after: int = 1, times: int = 1, where: Where | None = None
    ) -> None:
        """Answer 429 with Retry-After and do nothing."""
        self.trouble.add(Mishap("throttle", method, times, retry_after=retry_after, where=where))

    def fail(self, method: str, error: str, times: int = 1, where: Where | None = None) -> None:
        """Answer `ok: false` with this error and do nothing."""
        self.trouble.add(Mishap("fail", method, times, error=error, where=where))

    def server_error(
        self,
        method: str,
        status: int = 500,
        times: int = 1,
        *,
        after_accepting: bool = False,
        where: Where | None = None,
    ) -> None:
        """Answer with a status of 5xx, before or after doing the work."""
        self.trouble.add(
            Mishap(
                "server_error",
                method,
                times,
                status=status,
                after_accepting=after_accepting,
                where=where,
            )
        )

    def drop_after_accepting(
        self, method: str, times: int = 1, where: Where | None = None
    ) -> None:
        """Do the work, then close the connection without a word."""
        self.trouble.add(Mishap("drop", method, times, after_accepting=True, where=where))

    def drop_before_accepting(
        self, method: str, times: int = 1, where: Where | None = None
    ) -> None:
        """Close the connection without a word and without doing the work."""
        self.trouble.add(Mishap("drop", method, times, where=where))

    def hang(
        self,
        method: str,
        times: int = 1,
        *,
        after_accepting: bool = False,
        where: Where | None = None,
    ) -> None:
        """Keep the caller waiting until it gives up, or until `release`."""
        self.trouble.add(
            Mishap("hang", method, times, after_accepting=after_accepting, where=where)
        )

    def release(self) -> None:
        """Let go of every hanging call; each is dropped."""
        self.trouble.released.set()
        self.trouble.released = asyncio.Event()

    def calm(self) -> None:
        """Forget all trouble that has not happened yet."""
        self.trouble.waiting.clear()
