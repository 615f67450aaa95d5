"""Buttons whose taps are counted: they lead through us, and only to where their text says."""

from collections.abc import Sequence

import structlog

from bot.beat.ports import Texts
from bot.beat.rules.taps import SCANNED, Tapped, Visit, led_through, read_token
from bot.beat.store import taps
from bot.beat.store.taps import Holder
from bot.clock import Clock
from bot.errors import ContentInvalid
from bot.message import Message
from bot.people.store.rungs import platform_of
from bot.ports import ButtonsLed
from bot.store.sessions import AsyncSession, Database

log = structlog.get_logger(__name__)


class CountedButtons(ButtonsLed):
    """Leads buttons through us, and says where they lead; `base` is our public address.

    Without a `base` buttons stay as they are, and what went out before still leads on.
    """

    def __init__(
        self, database: Database, clock: Clock, texts: Texts, keys: Sequence[bytes], base: str
    ) -> None:
        self._database, self._clock, self._texts = database, clock, texts
        self._keys, self._base = keys, base

    def led(self, message: Message, send_id: str, delivery_id: str) -> Message:
        """Return a message as this delivery brings it; the same one each time it is written."""
        if not self._base:
            return message
        return led_through(message, self._keys[0], self._base, (send_id, delivery_id))

    async def follow(self, token: str, agent: str, *, is_glance: bool) -> str | None:
        visit = Visit(agent, is_glance)
        told = read_token(self._keys, token)
        if told is None:
            return None
        async with self._database.read() as session:
            found = await self._button(session, told)
            whose = await taps.holder_of(session, told.send_id, told.delivery_id)
        if found is None:
            return None
        if whose is not None and self._counts(told, visit, whose):
            async with self._database.begin() as session:
                button = (told.button, *found)
                await taps.note(session, told.send_id, whose, button, self._clock.now())
        return found[1]

    def _counts(self, told: Tapped, visit: Visit, whose: Holder) -> bool:
        """Whether a person came, as far as that can be told; letters are looked into on the way.

        What is not proven to be ours is followed and not counted.
        """
        if not told.is_proven or visit.is_robot or not self._base:
            return False
        if platform_of(whose.lane or "") != "email":
            return True
        arrived = whose.arrived_at
        return arrived is not None and self._clock.now() - arrived >= SCANNED

    async def _button(self, session: AsyncSession, told: Tapped) -> tuple[str, str] | None:
        """Return what a button is called and where it leads, as one of its texts says."""
        for text in await taps.wordings_of(session, told.send_id):
            try:
                found = self._texts.buttons(text).get(told.button)
            except ContentInvalid:
                log.warning("text_unreadable", text_id=text.id)
                continue
            if found is not None:
                return found
        return None
