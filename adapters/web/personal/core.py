"""What the pages by personal link were given of the core."""

from dataclasses import dataclass

from bot.language import Wording
from bot.ports import Dispatch, Inbox, Links, Submit


@dataclass(frozen=True, slots=True)
class PageCore:
    """The ports the pages work with."""

    links: Links
    inbox: Inbox
    submit: Submit
    dispatch: Dispatch
    wording: Wording
