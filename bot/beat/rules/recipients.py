"""Whom a delivery reaches: a person, or a conversation where several read."""

from dataclasses import dataclass

from bot.language import ENGLISH
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class SharedConversation:
    """A conversation as a recipient; one shared with a partner belongs to that partner.

    Its language is its own, else its partner's. Where it does not hear threads, what is said
    there in a thread of ours reaches us only with a mention. The `tier` is its partner's.
    """

    conversation_id: str
    zone: str
    partner_id: str | None = None
    partner_name: str | None = None
    language: str = ENGLISH.tag
    hears_threads: bool = False
    tier: str | None = None


Recipient = Principal | SharedConversation


def recipient_id(recipient: Recipient) -> str:
    """Return our own id of a recipient, which no other recipient has."""
    match recipient:
        case Principal():
            return recipient.contact_id
        case SharedConversation():
            return recipient.conversation_id
