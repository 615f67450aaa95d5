"""The first words to somebody who was found before they spoke to us."""

from dataclasses import dataclass, replace

from bot.language import Wording
from bot.message import Message, paragraph
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class FirstWords:
    """Says above a message why it came to somebody who never asked, and how to stop it."""

    wording: Wording
    vendor: str

    def __call__(self, message: Message, reader: Principal) -> Message:
        """Return the message with these words above it."""
        say = self.wording.in_language(reader.language).say
        company = reader.partner_name or self.vendor
        words = say("first_words", name=reader.first_name, vendor=self.vendor, company=company)
        return replace(message, elements=(paragraph(words), *message.elements))
