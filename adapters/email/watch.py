"""Looks into the mailbox of reports again and again, for as long as the server runs."""

import asyncio
from pathlib import Path

import structlog

from adapters.email.door import EmailDoor
from adapters.email.mailboxes import Mailbox
from bot.errors import ConfigurationInvalid

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0


async def watch(door: EmailDoor, path: Path, every: float = EVERY_SECONDS) -> None:
    """Take new reports until cancelled; what keeps us from reading is logged when it changes."""
    box, trouble = Mailbox(path), ""
    while True:
        try:
            taken = await door.take_bounces(box)
        except ConfigurationInvalid as problem:
            said = str(problem)
            if said != trouble:
                log.warning("mailbox_unreadable", reason=said)
            trouble = said
        except Exception:
            # The reports stay where they are, and the next look takes them.
            log.exception("mailbox_left_waiting")
        else:
            if trouble:
                log.info("mailbox_readable_again")
            trouble = ""
            if taken.new:
                log.info("reports_taken", new=taken.new)
        await asyncio.sleep(every)
