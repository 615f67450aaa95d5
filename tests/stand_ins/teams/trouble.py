"""Trouble on demand: the next calls of the connector or the token endpoint go wrong."""

import asyncio

from tests.stand_ins.mishaps import Mishap, Trouble, Where

IDENTITY = ("token", "openid", "keys")  # trouble for "*" does not reach these
CODES = {
    400: "BadArgument",
    401: "Unauthorized",
    403: "BotNotInConversationRoster",
    404: "ConversationNotFound",
    412: "PreconditionFailed",
    413: "MessageSizeTooBig",
    500: "ServiceError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


class TroubleMaker:
    """The part of the fake by which a test orders trouble.

    A call is one of create, send, reply, update, delete, members, member, team; or token,
    openid, keys; or "*" for any of the connector's.
    """

    trouble: Trouble
    identity_trouble: Trouble

    def throttle(
        self,
        times: int = 1,
        retry_after: int | None = 1,
        *,
        call: str = "*",
        where: Where | None = None,
    ) -> None:
        """Answer 429, with Retry-After unless that is None, and do nothing."""
        mishap = Mishap("throttle", call, times, status=429, retry_after=retry_after, where=where)
        self._order(mishap)

    def fail(
        self,
        status: int,
        code: str | None = None,
        times: int = 1,
        *,
        call: str = "*",
        where: Where | None = None,
    ) -> None:
        """Answer with this status and error code and do nothing."""
        error = code or CODES.get(status, "Error")
        self._order(Mishap("fail", call, times, status=status, error=error, where=where))

    def server_error(
        self,
        status: int = 502,
        times: int = 1,
        *,
        after_accepting: bool = False,
        call: str = "*",
        where: Where | None = None,
    ) -> None:
        """Answer with a bare status of 5xx, before or after doing the work."""
        mishap = Mishap("server_error", call, times, status=status, where=where)
        mishap.after_accepting = after_accepting
        self._order(mishap)

    def drop_after_accepting(
        self, times: int = 1, *, call: str = "*", where: Where | None = None
    ) -> None:
        """Do the work, then close the connection without a word."""
        self._order(Mishap("drop", call, times, after_accepting=True, where=where))

    def drop_before_accepting(
        self, times: int = 1, *, call: str = "*", where: Where | None = None
    ) -> None:
        """Close the connection without a word and without doing the work."""
        self._order(Mishap("drop", call, times, where=where))

    def hang(
        self,
        times: int = 1,
        *,
        after_accepting: bool = False,
        call: str = "*",
        where: Where | None = None,
    ) -> None:
        """Keep the caller waiting until it gives up, or until `release`."""
        self._order(Mishap("hang", call, times, after_accepting=after_accepting, where=where))

    def _order(self, mishap: Mishap) -> None:
        side = self.identity_trouble if mishap.method in IDENTITY else self.trouble
        side.add(mishap)

    def release(self) -> None:
        """Let go of every hanging call; each is dropped."""
        for side in (self.trouble, self.identity_trouble):
            side.released.set()
            side.released = asyncio.Event()

    def calm(self) -> None:
        """Forget all trouble that has not happened yet."""
        self.trouble.waiting.clear()
        self.identity_trouble.waiting.clear()
