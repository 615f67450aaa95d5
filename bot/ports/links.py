"""Links in letters, and where they lead."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.event import Origin
from bot.language import ENGLISH
from bot.message import Message
from bot.ports.messengers import Destination

LIVE_PAGE, LIVE_ACTION, LIVE_BRIEF = "/c", "calendar", "brief_page"
"""Where a page lies that is drawn anew whenever it is opened, and the actions it carries out:
they only show something."""
READ_RESPONSES = "responses"
"""The press that lists what people answered; whoever refuses to tell of it leads there."""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """The tokens of a mail's personal links, and what it is about: never log the tokens.

    Empty is what there is not: who is no contact has no page, and what no send brought has
    no topic to unsubscribe from, and is of no kind. What `takes_replies` is read where it names
    its letter; else it is `answered_by` this address, if by any.
    """

    page: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)
    topic: str = ""
    topic_title: str = ""
    kind: str = ""
    takes_replies: bool = False
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Where a personal link leads: whose it is, what it is about, and what may be done there.

    `id` names the link without opening it. `message` is what the mail offered to act on.
    """

    id: str
    origin: Origin
    topic: str = ""
    topic_title: str = ""
    message: Message | None = None
    language: str = ENGLISH.tag


class Links(Protocol):
    """Personal links in mails: 128 random bits each, kept as hashes.

    A page takes `value` for a step of its message's first scale, and `do` for any other
    packed action of its message, and asks to confirm it: opening a link changes nothing.
    """

    async def issue(self, to: Destination, delivery_id: str, offer: Message | None) -> MailLinks:
        """Make the links of one mail; `offer` is the part of it that can be acted on."""

    async def open(self, kind: str, token: str) -> OpenedLink | None:
        """Return where a link of this kind, "page" or "unsubscribe", leads; None if nowhere."""


class ButtonsLed(Protocol):
    """The buttons of our messages that lead through us to the pages their texts name."""

    async def follow(self, token: str, agent: str, *, is_glance: bool) -> str | None:
        """Return where a token leads, and count that it was followed; None where to nowhere.

        `agent` is how whoever follows calls itself; at a `glance` the page is not wanted itself.
        """
