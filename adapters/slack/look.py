"""Under whose name and picture a message stands, where the workspace lets us choose."""

from collections.abc import Mapping

from adapters.slack.api import SlackApi
from bot.message import Message

SCOPE = "chat:write.customize"
LONGEST_NAME = 80
Look = Mapping[str, str]
"""What a post says besides its words; nothing for our own name."""


async def look_of(api: SlackApi, token: str, message: Message) -> Look:
    """Return the look of a message's sender; nothing where it cannot be shown."""
    sender = message.sender
    name = " ".join(sender.name.split()) if sender is not None else ""
    if sender is None or not 0 < len(name) <= LONGEST_NAME:
        return {}
    if SCOPE not in await api.granted(token):
        return {}
    return {"username": name, **({"icon_url": sender.picture} if sender.picture else {})}
