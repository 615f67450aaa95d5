"""What a person does in the personal chat beside writing: quote, edit, delete, lay a file."""

import html
from typing import Any

from . import payloads
from .door import Ack
from .person import Person
from .state import Posted

FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "name": "offer.pdf",
    "content": {"downloadUrl": "https://files.example/1", "uniqueId": "1", "fileType": "pdf"},
}


def _page(shown: Posted, text: str) -> dict[str, Any]:
    quote = (
        f'<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="{shown.id}">'
        '<strong itemprop="mri" itemid="28:bot">Bot</strong>'
        f'<span itemprop="time" itemid="{shown.id}"></span><p itemprop="preview">Card</p>'
        "</blockquote>"
    )
    return {"contentType": "text/html", "content": f"{quote}<p>{html.escape(text)}</p>"}


async def quote(person: Person, shown: Posted, text: str, *, with_file: bool = False) -> Ack:
    """Answer a message by quoting it: Teams tells the quote in the page alone."""
    files = [FILE] if with_file else []
    return await person.say(f"Card {text}", attachments=[_page(shown, text), *files])


def said_last(person: Person) -> Posted:
    """Return what this person wrote last in the personal chat."""
    own = [one for one in person.chat.posts if one.author_id == person.id]
    return own[-1]


async def change(person: Person, said: Posted, text: str) -> Ack:
    """Edit a message of one's own."""
    told = payloads.message(person.world, person.member, said)
    page = {"contentType": "text/html", "content": f"<p>{html.escape(text)}</p>"}
    data = {**told["channelData"], "eventType": "editMessage"}
    edited = {"type": "messageUpdate", "text": text, "attachments": [page], "channelData": data}
    return await person.door.deliver({**told, **edited})


async def take_back(person: Person, said: Posted) -> Ack:
    """Delete a message of one's own; what it said is not told."""
    told = payloads.message(person.world, person.member, said)
    data = {**told["channelData"], "eventType": "softDeleteMessage"}
    kept = {key: value for key, value in told.items() if key not in ("text", "attachments")}
    return await person.door.deliver({**kept, "type": "messageDelete", "channelData": data})
