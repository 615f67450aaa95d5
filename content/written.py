"""Editions as they are written for one reader."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache, partial

from bot.action import ActionRef
from bot.beat.ports import EditionHead, Texts
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.taps import READ, button_of
from bot.beat.rules.texts import WrittenText
from bot.language import Titles, Wording
from bot.message import (
    Button,
    Buttons,
    Element,
    LinkButton,
    Message,
    Paragraph,
    paragraph,
)
from bot.once import Once
from bot.people.rules.charge import Presenter
from bot.ports import Figures
from bot.principal import Principal, Role
from bot.sender import Sender
from content.compose import WHY_KEYS, chosen_parts, compose, mute_button, reader_values
from content.conversations import elements_for_several, small_print
from content.editions import Edition, read_edition
from content.parts import Body, Part, every_part, of_tier
from content.polls import votable

_read = lru_cache(maxsize=128)(read_edition)
_Reader = tuple[Body, str | None, Role]


def _chosen(reader: _Reader) -> tuple[Part, ...]:
    body, tier, role = reader
    return tuple(chosen_parts(of_tier(body, tier), role))


_parts_for = Once(_chosen, who=lambda reader: (id(reader[0]), *reader[1:]))
"""What readers of one tier and role are told: many share it, so it is chosen once."""


class Editions(Texts):
    """Writes editions in the vendor's name, each reader's own version of them.

    What several readers have in common is one object in all their messages, so that whoever
    draws them draws it once. Pictures that we host stand below `pictures_at`, if anywhere.
    `confidants` are those who read what was voted in confidence.
    """

    def __init__(
        self,
        vendor: str,
        wording: Wording,
        figures: Figures,
        topics: Titles,
        pictures_at: str = "",
        *,
        confidants: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self.vendor, self.wording, self.figures, self.topics = vendor, wording, figures, topics
        self._confidants = confidants
        self._pictures_at = pictures_at
        self._small_print = lru_cache(maxsize=2048)(partial(paragraph, quiet=True))
        self._ways_out = lru_cache(maxsize=256)(self._new_ways_out)

    def head(self, text: WrittenText) -> EditionHead:
        return _read(text).head

    def buttons(self, text: WrittenText) -> Mapping[str, tuple[str, str]]:
        return _buttons(_read(text))

    async def edition(
        self,
        text: WrittenText,
        reader: Principal,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        return await self.written(_read(text), reader, presenter, send_id=send_id)

    def for_several(
        self,
        text: WrittenText,
        place: SharedConversation,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        return self.written_for_several(_read(text), place, presenter, send_id=send_id)

    def written_for_several(
        self,
        edition: Edition,
        place: SharedConversation,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        """Return an edition that was read, as all who are in a conversation read it."""
        wording = self.wording.in_language(place.language)
        edition, tag = edition.in_language(place.language)
        values = {"partner": place.partner_name or self.vendor, "vendor": self.vendor}
        roles = edition.head.audience.roles or frozenset(Role)
        parts = of_tier(edition.parts, place.tier)
        elements = elements_for_several(parts, roles, values, wording)
        elements = votable(elements, send_id, self._poll_promise(wording))
        newsletter = edition.newsletter.in_language(place.language)
        why = wording.say(
            "conversation_why", vendor=self.vendor, company=place.partner_name or self.vendor
        )
        promise = wording.say(
            "edition_promise", title=newsletter.title, promise=newsletter.promise
        )
        below = small_print(place, self.vendor, wording)
        said = (why, promise, *_must_read(edition, wording), below)
        footer = (*_asks_for_a_word(edition, wording, send_id), self._small_print(" ".join(said)))
        sender = self._sender(presenter, wording, place.partner_name)
        return Message(
            edition.head.title, (*elements, *footer), tag or wording.language.tag, sender
        )

    async def written(
        self,
        edition: Edition,
        reader: Principal,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        """Return an edition that was read, in the version for this reader."""
        edition, tag = edition.in_language(reader.language)
        values = reader_values(reader, self.vendor)
        parts = _parts_for((edition.parts, reader.tier, reader.role))
        elements = await compose(parts, reader, values, self.figures, send_id)
        wording = self.wording.in_language(reader.language)
        elements = votable(elements, send_id, self._poll_promise(wording))
        footer = (
            *_asks_for_a_word(edition, wording, send_id),
            self._small_print(self._why(edition, wording, reader)),
            self._ways_out(wording.language.tag, edition.head.topic),
        )
        sender = self._sender(presenter, wording, reader.partner_name)
        return Message(
            edition.head.title, (*elements, *footer), tag or wording.language.tag, sender
        )

    def _poll_promise(self, wording: Wording) -> Paragraph:
        """Say who learns what somebody voted."""
        many = len(self._confidants())
        if not many:
            return self._small_print(wording.say("poll_promise_nobody"))
        return self._small_print(wording.say_number("poll_promise", many, vendor=self.vendor))

    def _sender(
        self, presenter: Presenter | None, wording: Wording, company: str | None
    ) -> Sender | None:
        """Say in whose name a reader of this company is spoken to."""
        if presenter is None:
            return None
        said = {"name": presenter.name, "vendor": self.vendor}
        line = wording.say("sender_line", company=company or self.vendor, **said)
        hosted = self._pictures_at and presenter.picture
        picture = f"{self._pictures_at}/{presenter.picture}" if hosted else ""
        return Sender(presenter.name, wording.say("sender_via", **said), line, picture)

    def _new_ways_out(self, language: str, topic: str) -> Buttons:
        """Offer to hear less, and all else that a reader may decide: mail has no words for it."""
        wording = self.wording.in_language(language)
        settings = Button(wording.say("settings_open"), ActionRef("settings"))
        mute = mute_button(wording, topic, self.topics)
        return Buttons((*mute.buttons, settings))

    def _why(self, edition: Edition, wording: Wording, reader: Principal) -> str:
        why = wording.say(WHY_KEYS[reader.role], company=reader.partner_name or self.vendor)
        newsletter = edition.newsletter.in_language(reader.language)
        promise = wording.say(
            "edition_promise", title=newsletter.title, promise=newsletter.promise
        )
        return " ".join((why, promise, *_must_read(edition, wording)))


def _must_read(edition: Edition, wording: Wording) -> tuple[str, ...]:
    """Say why it came though its readers may have had enough this week."""
    reason = edition.head.must_read
    return (wording.say("edition_must_read", reason=reason),) if reason else ()


def _asks_for_a_word(edition: Edition, wording: Wording, send_id: str) -> tuple[Element, ...]:
    """Ask whoever must read it to say that they have."""
    if not edition.head.must_read:
        return ()
    said = ActionRef(READ, {"s": send_id})
    return (Buttons((Button(wording.say("read_it"), said, primary=True),)),)


def _buttons(edition: Edition) -> dict[str, tuple[str, str]]:
    """Return the buttons to pages; what they are called in the first language goes before."""
    found: dict[str, tuple[str, str]] = {}
    bodies = (edition.parts, *(said.parts for said in edition.languages.values()))
    for parts in bodies:
        for part in every_part(parts):
            for button in part.buttons if isinstance(part, Buttons) else ():
                if isinstance(button, LinkButton):
                    found.setdefault(button_of(button.url), (button.label, button.url))
    return found
