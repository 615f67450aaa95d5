"""Trouble on demand: the next calls of a method go wrong in a chosen way."""

import asyncio

from tests.stand_ins.mishaps import Mishap, Trouble, Where

__all__ = ["Mishap", "Trouble", "TroubleMaker", "Where"]


class TroubleMaker:
    """The part of the fake by which a test orders trouble."""

    trouble: Trouble

    def throttle(
        self, method: str, retry_after: int | None = 1, times: int = 1, where: Where | None = None
    ) -> None:
        """Answer 429 and do nothing; with Retry-After, unless that is None."""
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
