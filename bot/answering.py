"""An answer on its way: what of it was given, what may be tried again, and what was refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Any

import structlog

from bot.errors import (
    ActionUnreadable,
    DeliveryProblem,
    DrumbeatError,
    HalfPosted,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
    RateLimited,
)
from bot.event import Reply
from bot.language import Wording
from bot.message import Message
from bot.ports import Owed
from bot.posting import too_large

PASSING = (NotSent, OutcomeUnknown, RateLimited)
"""What may go better soon. An answer that comes twice is better than none: who asked knows it."""
UPDATE = "update"

Say = Callable[[Message, int], Awaitable[None]]
"""Says a message where the person is; so many of its parts stand there already."""
Ways = Mapping[str, Callable[[Any], Awaitable[None]]]
"""How each part of a reply beside its messages is given, in the order of the platform."""

log = structlog.get_logger(__name__)


class Fate(Enum):
    """What became of one part of an answer."""

    GIVEN = auto()
    REFUSED = auto()
    OWED = auto()


class Answer:
    """Gives one answer; what met a passing fault is still owed, `wait` seconds at least."""

    def __init__(self, platform: str, reference: str, wording: Wording, say: Say) -> None:
        self.wait = 0.0
        self._platform, self._reference = platform, reference
        self._wording, self._say = wording, say
        self._posted = 0

    async def give(self, owed: Owed, ways: Ways, say: Say) -> Owed | None:
        """Give all that is owed and return what is left of it; nothing keeps another part back."""
        reply = owed.reply
        left = nothing = Reply(language=reply.language, apart=reply.apart)
        for name, way in ways.items():
            part = getattr(reply, name)
            if part is None or await self._try(name, way(part)) is not Fate.OWED:
                continue
            if name == UPDATE and self._posted:
                # Its first part stands where it should; the others are said below it.
                rest = replace(left, messages=(part, *reply.messages), only_asker=True)
                return Owed(rest, self._posted)
            left = replace(left, **{name: part})
        posted = owed.posted
        for number, message in enumerate(reply.messages):
            self._posted = posted
            fate = await self._try("message", say(message, posted))
            if fate is Fate.OWED:
                rest = replace(left, messages=reply.messages[number:], only_asker=reply.only_asker)
                return Owed(rest, self._posted)
            if fate is Fate.REFUSED:
                break
            posted = 0
        return None if left == nothing else Owed(left)

    async def _try(self, part: str, work: Awaitable[None]) -> Fate:
        try:
            await work
        except (MessageRejected, ActionUnreadable) as problem:
            self.note(part, problem)
            if part == "notice":
                return Fate.REFUSED
            said = too_large(self._wording, self._reference)
            return await self._try("notice", self._say(said, 0))
        except HalfPosted as half:
            self._posted = half.posted
            return self._weigh(part, half.problem)
        except DeliveryProblem as problem:
            return self._weigh(part, problem)
        return Fate.GIVEN

    def _weigh(self, part: str, problem: DrumbeatError) -> Fate:
        self.note(part, problem)
        if isinstance(problem, RateLimited):
            self.wait = max(self.wait, problem.retry_after)
        return Fate.OWED if isinstance(problem, PASSING) else Fate.REFUSED

    def note(self, part: str, problem: DrumbeatError) -> None:
        """Log what could not be given, and never what it says."""
        log.warning(
            "reply_not_delivered",
            platform=self._platform,
            part=part,
            reference=self._reference,
            error=type(problem).__name__,
        )
