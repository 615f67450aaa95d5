"""Whether the relay would take a letter just now."""

from adapters.email.relay import Connections
from adapters.email.room import MailSettings


async def check_up(settings: MailSettings) -> bool:
    """Connect, encrypt and log in without sending anything; return whether it was encrypted.

    Raises what a delivery would raise.
    """
    connections = Connections(settings.relay(), "doctor.invalid")
    try:
        async with connections.borrow() as client:
            return client.transport is not None and bool(
                client.transport.get_extra_info("ssl_object")
            )
    finally:
        await connections.close()
