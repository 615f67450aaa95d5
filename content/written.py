"""Editions as they are written for one reader."""

from dataclasses import dataclass
from functools import lru_cache

from bot.action import ActionRef
from bot.beat.ports import EditionHead, Texts
from bot.beat.rules.texts import WrittenText
from bot.language import Titles, Wording
from bot.message import Button, Buttons, Message, paragraph
from bot.ports import Figures
from bot.principal import Principal
from content.compose import WHY_KEYS, compose, reader_values
from content.editions import Edition, read_edition
from content.surveys import mute_button

_read = lru_cache(maxsize=128)(read_edition)


@dataclass(frozen=True, slots=True)
class Editions(Texts):
    """Writes editions in the vendor's name, each reader's own version of them."""

    vendor: str
    wording: Wording
    figures: Figures
    topics: Titles

    def head(self, text: WrittenText) -> EditionHead:
        return _read(text).head

    async def edition(self, text: WrittenText, reader: Principal) -> Message:
        return await self.written(_read(text), reader)

    async def written(self, edition: Edition, reader: Principal) -> Message:
        """Return an edition that was read, in the version for this reader."""
        values = reader_values(reader, self.vendor)
        elements = await compose(edition.parts, reader, values, self.figures)
        wording = self.wording.in_language(reader.language)
        footer = (
            paragraph(self._why(edition, wording, reader), quiet=True),
            self._ways_out(wording, edition.head.topic),
        )
        return Message(edition.head.title, (*elements, *footer), wording.language.tag)

    def _ways_out(self, wording: Wording, topic: str) -> Buttons:
        """Offer to hear less, and all else that a reader may decide: mail has no words for it."""
        settings = Button(wording.say("settings_open"), ActionRef("settings"))
        mute = mute_button(wording, topic, self.topics)
        return Buttons((*mute.buttons, settings))

    def _why(self, edition: Edition, wording: Wording, reader: Principal) -> str:
        why = wording.say(WHY_KEYS[reader.role], company=reader.partner_name or self.vendor)
        newsletter = edition.newsletter.in_language(reader.language)
        promise = wording.say(
            "edition_promise", title=newsletter.title, promise=newsletter.promise
        )
        return f"{why} {promise}"
