"""The one counter of every door: what came in is kept, handed to the workers, and answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import structlog

from bot.event import (
    WAVE_KEY,
    ActionPressed,
    Event,
    FormSubmitted,
    Origin,
    PersonJoined,
    ProfileChanged,
)
from bot.ports import Debts, Dispatch, Inbox, InboxEntry, Seals, Submit, Vault

Asked = TypeVar("Asked")
Given = TypeVar("Given")

COME_AGAIN = "5"
"""Seconds after which who was turned away may knock again, as `Retry-After` has them."""

log = structlog.get_logger(__name__)


async def _of_nobody(_thread: Origin) -> bool:
    """Say that no thread is ours, as where there are none."""
    return False


@dataclass(frozen=True, slots=True)
class Intake:
    """What every door is given of the house.

    `knows` says whether somebody is a contact, `expects` whether an email address is one's,
    `began` whether a thread is one of ours.
    """

    inbox: Inbox
    submit: Submit
    dispatch: Dispatch
    knows: Callable[[Origin], Awaitable[bool]]
    vault: Vault
    debts: Debts
    expects: Callable[[str], Awaitable[bool]]
    began: Callable[[Origin], Awaitable[bool]] = _of_nobody
    seals: Seals | None = None

    def fingerprint(self, text: str, wave_id: str = "") -> str:
        """Return a digest that tells two wishes apart and gives neither away."""
        if wave_id and self.seals is not None:
            return self.seals.fingerprint(wave_id, text)
        return self.vault.fingerprint(text)

    def lock(self, text: str, wave_id: str = "") -> str:
        """Seal a body as it is kept; of an anonymous wave that is over nothing is."""
        if not wave_id:
            return self.vault.lock(text)
        return self.seals.seal(wave_id, text) if self.seals is not None else ""

    def unlock(self, body: str) -> str:
        """Open a body that was kept; empty where nobody can any more."""
        if self.seals is not None and self.seals.is_sealed(body):
            return self.seals.open(body)
        # What was kept before bodies were sealed is the JSON it came as.
        return body if body.startswith("{") else self.vault.unlock(body)


@dataclass(frozen=True, slots=True)
class Request(Generic[Asked]):
    """A verified request: what the inbox keeps of it, and what was read in it.

    With an `event` that is all it says; nobody needs it where nobody needs the event. What was
    `overheard` was said to others, unless it stands in a thread that we began. What answers an
    anonymous `wave` is kept under that wave's own key.
    """

    key: str
    kind: str
    body: dict[str, Any]
    asked: Asked
    event: Event | None = None
    overheard: bool = False
    wave: str = ""


def wave_of(event: Event | None) -> str:
    """Return the anonymous wave that a press or a form answers; empty where it answers none."""
    if isinstance(event, ActionPressed | FormSubmitted):
        return event.action.arguments.get(WAVE_KEY, "")
    return ""


class Counter(Generic[Asked, Given]):
    """Takes one platform's requests, each once.

    Bodies are sealed, for codes and words that were promised to nobody stand in them; keys are
    not. `read` reads in a body what was asked in a request that a crash left over.
    """

    def __init__(
        self, platform: str, intake: Intake, read: Callable[[dict[str, Any]], Asked | None]
    ) -> None:
        self._platform, self._intake, self._read = platform, intake, read
        self._awaited: dict[str, asyncio.Future[Given]] = {}

    async def take(
        self, request: Request[Asked], waiter: "asyncio.Future[Given] | None" = None
    ) -> bool:
        """Keep a request and have it worked on; False if that is not needed, or was done.

        The waiter is given the answer; whoever cancels it waits no more.
        """
        if await self._is_needless(request):
            log.info("request_dropped", platform=self._platform, kind=request.kind)
            return False
        sealed = self._intake.lock(json.dumps(request.body), request.wave)
        accept = self._intake.inbox.accept
        entry = await accept(self._platform, request.key, request.kind, sealed)
        if entry is None:
            log.info("request_repeated", platform=self._platform, kind=request.kind)
            return False
        if waiter is not None:
            self._awaited[entry.id] = waiter
            waiter.add_done_callback(lambda _: self._awaited.pop(entry.id, None))
        self._intake.submit(replace(entry, asked=request.asked))
        return True

    async def ask(
        self, request: Request[Asked], deadline: float, *, late: Given, repeated: Given
    ) -> Given:
        """Take a request and return its answer, or what is said past the deadline or again."""
        waiter: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        if not await self.take(request, waiter):
            return repeated
        try:
            await asyncio.wait({waiter}, timeout=deadline)
            if waiter.done():
                return waiter.result()
        finally:
            waiter.cancel()
        log.info("request_answered_late", platform=self._platform, kind=request.kind)
        return late

    def asked(self, entry: InboxEntry) -> Asked | None:
        """Return what was asked in a kept request; None if nothing is left in it to read."""
        asked: Asked | None = entry.asked
        if asked is None and entry.body:
            body = self._intake.unlock(entry.body)
            asked = self._read(json.loads(body)) if body else None
        if asked is None:
            log.warning("request_emptied", platform=self._platform, entry_id=entry.id)
        return asked

    def is_awaited(self, entry_id: str) -> bool:
        """Whether somebody still waits for the answer."""
        waiter = self._awaited.get(entry_id)
        return waiter is not None and not waiter.done()

    def hand_over(self, entry_id: str, answer: Given) -> bool:
        """Give the answer to whoever waits for it; False if nobody does."""
        if not self.is_awaited(entry_id):
            return False
        self._awaited[entry_id].set_result(answer)
        return True

    async def _is_needless(self, request: Request[Asked]) -> bool:
        event = request.event
        if event is not None and request.overheard:
            return not await self._intake.began(event.origin)
        match event:
            case ProfileChanged():
                return not await self._intake.knows(event.origin)
            case PersonJoined():
                return not await self._intake.expects(event.email)
            case _:
                return False
