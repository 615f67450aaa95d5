"""What every platform's renderer makes of a message: the very payloads, and nothing is sent."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Protocol

from adapters.email.addresses import Links, read_sender
from adapters.email.letter import Cover, Letterhead, write
from adapters.email.render import Foot
from adapters.email.render import render as render_letter
from adapters.slack.forms import render_form as render_modal
from adapters.slack.render import render as render_blocks
from adapters.teams.forms import form_pieces
from adapters.teams.render import Rendered as Card
from adapters.teams.render import render as render_cards
from adapters.teams.render import render_whole
from adapters.web.render import render_html
from bot.errors import MessageRejected, RecipientGone
from bot.form import Form
from bot.language import Titles, Wording
from bot.message import Button, Buttons, Message
from bot.people.store.people import email_of
from bot.plain_text import plain_text
from bot.posting import signed
from bot.store.sessions import Database
from content.library import Library
from drumbeat.previews import Preview, Previews
from drumbeat.settings import Settings

PLATFORMS = ("slack", "teams", "email", "text", "web")
TOKEN = "preview"  # noqa: S105 - a link that leads nowhere
NOT_IN_A_LETTER = "A form has no place in a letter: a button of the letter opens its page."


class Furnished(Protocol):
    """What is needed here of a house that is open."""

    settings: Settings
    database: Database
    wording: Wording
    library: Library


@dataclass(frozen=True, slots=True)
class Drawings(Previews):
    """Draws for every platform, configured or not, with links that open nothing.

    `email_of` finds a contact's mail address.
    """

    settings: Settings
    wording: Wording
    topics: Titles
    email_of: Callable[[str], Awaitable[str | None]]

    async def of_message(self, message: Message, contact_id: str) -> Mapping[str, Preview]:
        """Return by platform what this reader would be sent."""
        email = await self.email_of(contact_id)
        return {platform: self.draw(platform, message, email or "") for platform in PLATFORMS}

    async def of_form(self, form: Form) -> Mapping[str, Preview]:
        """Return by platform what a form would be, where it can stand."""
        return {
            "slack": _tried(lambda: (_json(render_modal(form, TOKEN)),)),
            "teams": _tried(lambda: (_json(_card_of(form, self.wording).activity()),)),
            "email": Preview(refused=NOT_IN_A_LETTER),
        }

    def draw(self, platform: str, message: Message, email: str) -> Preview:
        """Return what this platform would be handed for the reader with this mail address."""
        makers: Mapping[str, Callable[[], tuple[str, ...]]] = {
            "slack": lambda: tuple(
                _json({"text": part.text, "blocks": part.blocks})
                for part in render_blocks(message)
            ),
            "teams": lambda: tuple(
                _json(part.activity()) for part in render_cards(message, self.wording)
            ),
            "email": lambda: (self._letter(message, email),),
            "text": lambda: (plain_text(signed(message)),),
            "web": lambda: (render_html(message, self.wording),),
        }
        return _tried(makers[platform])

    def _letter(self, message: Message, email: str) -> str:
        settings = self.settings
        base = settings.public_url or f"http://{settings.host}:{settings.port}"
        topic = _topic(message)
        title = self.topics.in_language(message.language).get(topic, "")
        links = Links(f"{base}/s/{TOKEN}", f"{base}/u/{TOKEN}" if title else "")
        way_out = self._said(message, title) if title else ""
        cover = Cover(
            to=email,
            delivery_id=TOKEN,
            title=message.title,
            vendor=settings.vendor,
            topic=topic if title else "",
            topic_title=title,
            links=links,
            said_by=message.sender.via if message.sender else "",
        )
        rendered = render_letter(message, links, Foot(settings.vendor, settings.imprint, way_out))
        letter = write(Letterhead(self._sender(), settings.bounce_domain), cover, rendered)
        return letter.raw.decode("utf-8", "surrogateescape")

    def _said(self, message: Message, title: str) -> str:
        wording = self.wording.in_language(message.language)
        return wording.say("unsubscribe_button", topic=title)

    def _sender(self) -> Address:
        if self.settings.mail_from:
            return read_sender(self.settings.mail_from)
        return Address(" ".join(self.settings.vendor.split()), addr_spec="news@vendor.example")


def drawings_of(house: Furnished) -> Drawings:
    """Return what draws with this house's settings, words and contacts."""

    async def known_email(contact_id: str) -> str | None:
        async with house.database.read() as session:
            return await email_of(session, contact_id)

    return Drawings(house.settings, house.wording, house.library.topics(), known_email)


def _card_of(form: Form, wording: Wording) -> Card:
    """Draw a form as it stands on Teams at the end of the card that was pressed."""
    return render_whole(Message(""), wording, form_pieces(form, wording))


def _tried(make: Callable[[], tuple[str, ...]]) -> Preview:
    try:
        return Preview(make())
    except (MessageRejected, RecipientGone) as refusal:
        return Preview(refused=str(refusal))


def _topic(message: Message) -> str:
    """Return the topic one can mute here: what a send is about is not kept with its message."""
    buttons = (
        button
        for element in message.elements
        if isinstance(element, Buttons)
        for button in element.buttons
        if isinstance(button, Button) and button.action.name == "mute"
    )
    return next((button.action.arguments.get("t", "") for button in buttons), "")


def _json(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2)
