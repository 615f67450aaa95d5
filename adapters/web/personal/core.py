"""What the pages by personal link were given of the core."""

from dataclasses import dataclass

from adapters.intake import Intake
from bot.language import Wording
from bot.ports import Links


@dataclass(frozen=True, slots=True)
class PageCore:
    """The ports the pages work with."""

    links: Links
    intake: Intake
    wording: Wording
