"""Whether the relay would take a letter from us just now."""

import asyncio

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from adapters.email.errors import meaning
from adapters.email.letter import Letterhead
from adapters.email.relay import COMMAND_SECONDS, Connections
from adapters.email.room import MailSettings
from bot.errors import NotSent


async def check_up(settings: MailSettings) -> bool:
    """Connect, encrypt, log in and say who we are, without sending anything.

    Returns whether it was encrypted; raises what a delivery would raise.
    """
    connections = Connections(settings.relay(), "doctor.invalid")
    try:
        async with connections.borrow() as client:
            await _introduce(client, settings.head())
            return client.transport is not None and bool(
                client.transport.get_extra_info("ssl_object")
            )
    finally:
        await connections.close()


async def _introduce(client: SMTP, head: Letterhead) -> None:
    """Name the sender as a letter would: a relay may refuse it whoever the letter is for."""
    try:
        async with asyncio.timeout(COMMAND_SECONDS):
            await client.mail(head.envelope_from("doctor"))
            await client.rset()
    except SMTPResponseException as refusal:
        raise meaning(refusal.code, refusal.message, "mail") from None
    except (SMTPException, OSError, TimeoutError) as problem:
        client.close()
        raise NotSent(f"the relay hung up ({type(problem).__name__})") from problem
