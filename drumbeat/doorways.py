"""Every platform opens by itself: one that cannot open now is asked again beside the others."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web

from bot.errors import DrumbeatError, RateLimited
from bot.fitting import Abilities
from bot.ports import Found, Presence, Receipt

AT_START_SECONDS = 5.0
"""How long a start waits for all platforms together; who is slower opens later."""
ASKING_SECONDS = 30.0
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0

Ask = Callable[[], Awaitable[None]]
"""Asks a platform whether it takes us; what it raises is why it does not now."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


class NotOpenYet(RateLimited):
    """The platform could not be asked since the start; nothing was sent, and it is asked again."""

    def __init__(self, doorway: "Doorway") -> None:
        super().__init__(doorway.seconds_left + 1.0)
        self.args = (f"{doorway.platform} is not open: {doorway.reason}",)


class Doorway:
    """One platform's opening: closed until the platform was asked with success, open from then on.

    What goes wrong later is the messenger's matter; `reason` says why it is closed.
    """

    def __init__(self, platform: str, ask: Ask) -> None:
        self.platform, self._ask = platform, ask
        self.opened = asyncio.Event()
        self.reason = "it was not asked yet"
        self._pause, self._next_at = FIRST_PAUSE, 0.0
        self._then: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether the platform took us."""
        return self.opened.is_set()

    @property
    def seconds_left(self) -> float:
        """The seconds until the platform is asked again."""
        return max(0.0, self._next_at - time.monotonic())

    def once_open(self, step: Callable[[], None]) -> None:
        """Do this at the opening."""
        self._then.append(step)

    async def try_to_open(self, seconds: float = ASKING_SECONDS) -> bool:
        """Ask the platform once; never raises, and tells the log what changed."""
        try:
            async with asyncio.timeout(seconds):
                await self._ask()
        except TimeoutError:
            self._stay_closed(f"no answer within {seconds:g} seconds")
        except DrumbeatError as problem:
            self._stay_closed(str(problem))
        except Exception as problem:
            log.exception("door_stumbled", platform=self.platform)
            self._stay_closed(f"a surprise ({type(problem).__name__}): the log has it")
        else:
            self.reason = ""
            for step in self._then:
                step()
            self.opened.set()
        return self.is_open

    async def keep_trying(self) -> None:
        """Ask again with growing pauses until the platform takes us."""
        while not self.is_open:
            await asyncio.sleep(self.seconds_left)
            if await self.try_to_open():
                log.info("door_open", platform=self.platform)

    def guarded(self, routes: Sequence[web.RouteDef]) -> list[web.RouteDef]:
        """Return routes that let requests in once it is open; before, they ask to come again.

        Nothing is acknowledged that could not be worked on: Slack repeats an event over some
        minutes, and whoever pressed or typed sees at once that it did not arrive.
        """
        return [
            web.route(route.method, route.path, self._guard(route.handler)) for route in routes
        ]

    def _guard(self, handler: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            if self.is_open:
                return await handler(request)
            wait = str(int(self.seconds_left) + 1)
            said = "This door is not open yet: please try again later."
            return web.Response(status=503, text=said, headers={"Retry-After": wait})

        return handle

    def _stay_closed(self, reason: str) -> None:
        self.reason = reason
        self._next_at = time.monotonic() + self._pause
        log.error("door_closed", platform=self.platform, reason=reason, again_in=self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


class ClosedMessenger:
    """Stands in for a platform's way out until it opens: its lanes wait, and nobody is skipped."""

    def __init__(self, doorway: Doorway, abilities: Abilities) -> None:
        self._doorway, self.abilities = doorway, abilities

    async def deliver(self, *_: object) -> Receipt:
        """Post nothing yet."""
        raise NotOpenYet(self._doorway)

    async def amend(self, *_: object) -> Receipt:
        """Change nothing yet."""
        raise NotOpenYet(self._doorway)

    async def retract(self, *_: object) -> None:
        """Take nothing back yet."""
        raise NotOpenYet(self._doorway)

    async def find(self, *_: object) -> Found:
        """Look for nothing yet; what is unknown meanwhile is looked for later."""
        raise NotOpenYet(self._doorway)

    async def presence(self, *_: object) -> Presence:
        """Say nothing yet."""
        return Presence.UNSURE

    async def upload(self, *_: object) -> str:
        """Upload nothing yet."""
        raise NotOpenYet(self._doorway)


async def open_all(doorways: Sequence[Doorway]) -> list[Doorway]:
    """Ask every platform at once, for a few seconds; return the doorways that stay closed."""
    async with asyncio.TaskGroup() as group:
        for doorway in doorways:
            group.create_task(doorway.try_to_open(AT_START_SECONDS))
    return [doorway for doorway in doorways if not doorway.is_open]
