"""Looks into a mailbox again and again, for as long as the server runs."""

import asyncio
from pathlib import Path

import structlog

from adapters.email.door import EmailDoor
from adapters.email.mailboxes import Mailbox
from bot.errors import ConfigurationInvalid

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0


class MailboxWatch:
    """Looks every few seconds; `trouble` says what keeps it from reading just now, if anything."""

    def __init__(self, door: EmailDoor, path: Path, every: float = EVERY_SECONDS) -> None:
        self.path = path
        self._door, self._every = door, every
        self.trouble = ""

    async def run(self) -> None:
        """Take new reports until cancelled; what keeps us from it is logged when it changes."""
        box = Mailbox(self.path)
        while True:
            await self._look(box)
            await asyncio.sleep(self._every)

    async def _look(self, box: Mailbox) -> None:
        try:
            taken = await self._door.take_bounces(box)
        except ConfigurationInvalid as problem:
            said = str(problem)
            if said != self.trouble:
                log.warning("mailbox_unreadable", reason=said)
            self.trouble = said
        except Exception:
            # The reports stay where they are, and the next look takes them.
            log.exception("mailbox_left_waiting")
            self.trouble = "its reports could not be taken: the log says why"
        else:
            if self.trouble:
                log.info("mailbox_readable_again")
            self.trouble = ""
            if taken.new:
                log.info("reports_taken", new=taken.new)
