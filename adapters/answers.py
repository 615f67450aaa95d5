"""Answers keep faith: each stays with its request until it is given, or told to be lost."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

import structlog

from adapters.intake import Counter, Intake
from bot.answering import Answer
from bot.errors import AnswerOwed
from bot.event import ActionPressed, Event, FormSubmitted, Origin, Reply, Said
from bot.language import Wording
from bot.message import notice
from bot.ports import WORTH, InboxEntry, Owed

Asked = TypeVar("Asked")
Given = TypeVar("Given")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
LOOK_EVERY = 5.0
"""Seconds between two looks for answers that were lost."""

log = structlog.get_logger(__name__)


@dataclass
class Losses:
    """Whose answers were lost, by where they are known and who they are."""

    found: dict[tuple[str, str], list[str]]
    next_look: float = 0.0


class Answers(Generic[Asked, Given]):
    """Gives the answers of one platform; `origin` says who asked."""

    def __init__(
        self,
        platform: str,
        intake: Intake,
        counter: Counter[Asked, Given],
        origin: Callable[[Asked], Origin],
    ) -> None:
        self._platform, self._debts, self._counter = platform, intake.debts, counter
        self._origin = origin
        self._losses = Losses({})

    def owed(self, entry: InboxEntry) -> Owed | None:
        """Return what is owed of a request that was carried out before."""
        if not entry.owed:
            return None
        owed = self._debts.read(entry.owed)
        if owed is None:
            log.warning("answer_unreadable", platform=self._platform, entry_id=entry.id)
        return owed or Owed(Reply())

    async def promise(
        self, entry: InboxEntry, event: Event | None, reply: Reply, wording: Wording
    ) -> Owed:
        """Keep an answer before it is given, and with it tell what was lost before."""
        said = reply.said(wording.say("not_saved"))
        if isinstance(event, Said | ActionPressed | FormSubmitted):
            told = await self._tell_losses(event.origin)
            if told:
                lost = notice(wording.say("answer_lost_title"), wording.say("answer_lost"))
                said = (replace(lost, language=wording.language.tag), *said)
        owed = Owed(replace(reply, messages=said, errors={}))
        nothing = replace(reply, messages=(), form=None, update=None, home=None, errors={})
        if owed.reply != nothing:
            await self._debts.keep(entry.id, owed)
        return owed

    async def settle(self, entry: InboxEntry, answer: Answer, left: Owed | None) -> None:
        """Keep what is left of an answer and say when to try again; nothing where all is given."""
        if left is None:
            return
        sealed = await self._debts.keep(entry.id, left, done=True)
        age = (datetime.now(UTC) - entry.received_at).total_seconds()
        # As long again as it took so far: so the pauses grow, through a restart as well.
        pause = max(answer.wait, min(max(age, FIRST_PAUSE), LONGEST_PAUSE))
        if age + pause >= WORTH.total_seconds():
            self._losses.next_look = 0.0
            log.warning("answer_lost", platform=self._platform, entry_id=entry.id)
            raise AnswerOwed(sealed, None)
        log.info("answer_owed", platform=self._platform, entry_id=entry.id, seconds=pause)
        raise AnswerOwed(sealed, pause)

    async def _tell_losses(self, origin: Origin) -> bool:
        """Say whether an answer to this person was lost, and nobody has told them yet."""
        await self._look()
        lost = self._losses.found.pop((origin.installation, origin.user), None)
        return lost is not None and await self._debts.forgive(lost)

    async def _look(self) -> None:
        now = time.monotonic()
        if now < self._losses.next_look:
            return
        self._losses = Losses({}, now + LOOK_EVERY)
        for entry in await self._debts.lost(self._platform):
            asked = self._counter.asked(entry)
            if asked is not None:
                who = self._origin(asked)
                lost = self._losses.found.setdefault((who.installation, who.user), [])
                lost.append(entry.id)
