"""What a person does to their own words in the direct message, and words with a file."""

from . import payloads
from .door import Ack
from .person import Person
from .state import Conversation, Message

FILE = {"id": "F0STANDIN", "name": "offer.pdf", "mimetype": "application/pdf"}


def said_last(person: Person) -> Message:
    """Return what this person wrote last in the direct message."""
    own = [one for one in person.dm.messages if one.user_id == person.id and not one.deleted]
    return own[-1]


async def change(
    person: Person, message: Message, text: str, room: Conversation | None = None
) -> Ack:
    """Edit a message of one's own; the app hears how it stood and how it stands."""
    before = message.as_json()
    person.world.rewrite(message, {"text": text})
    edited = {"edited": {"user": person.id, "ts": person.world.ids.ts()}}
    told = {"message": {**message.as_json(), **edited}, "previous_message": before}
    return await _tell(person, "message_changed", told, room)


async def take_back(person: Person, message: Message, room: Conversation | None = None) -> Ack:
    """Delete a message of one's own; the app hears what it was."""
    before = message.as_json()
    message.deleted = True
    told = {"previous_message": before, "deleted_ts": message.ts}
    return await _tell(person, "message_deleted", told, room)


async def say_with_file(person: Person, text: str, thread_ts: str | None = None) -> Ack:
    """Write in the direct message with a file beside it."""
    words = {"text": text, "thread_ts": thread_ts, "files": [FILE]}
    message = person.world.post(person.dm, person.id, words)
    event = payloads.message_event(message, person.member, person.dm, "message")
    return await _send(person, {**event, "subtype": "file_share", "files": [FILE]})


async def _tell(person: Person, subtype: str, told: dict, room: Conversation | None = None) -> Ack:
    stamp = person.world.ids.ts()
    where = {"channel": room.id, "channel_type": "channel"} if room else None
    facts = (where or {"channel": person.dm.id, "channel_type": "im"}) | {"hidden": True}
    event = {"type": "message", "subtype": subtype, "ts": stamp, "event_ts": stamp}
    return await _send(person, {**event, **facts, **told})


async def _send(person: Person, event: dict) -> Ack:
    return await person.door.event(payloads.event_envelope(person.world, person.team, event))
