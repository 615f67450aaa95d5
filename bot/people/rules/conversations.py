"""What an administrator may settle about conversations, and the words for it in chat."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.name_keys import name_key
from bot.ports import NESTED


@dataclass(frozen=True, slots=True)
class ShowConversations:
    """List every conversation anew, and show what is to be settled."""


@dataclass(frozen=True, slots=True)
class MatchConversation:
    """Say whose a conversation is; of several of one partner, the last said is posted in."""

    where: str
    partner: str


@dataclass(frozen=True, slots=True)
class IgnoreConversation:
    """Say that a conversation is no partner's; nothing of any send goes there."""

    where: str


@dataclass(frozen=True, slots=True)
class JoinConversation:
    """Go into a conversation that is open to us."""

    where: str


Wish = ShowConversations | MatchConversation | IgnoreConversation | JoinConversation
Change = MatchConversation | IgnoreConversation | JoinConversation

_FORMS: tuple[tuple[str, Callable[..., Wish]], ...] = (
    (r"conversations(?: refresh)?", ShowConversations),
    (r"conversations match (?P<where>.+?) to (?P<partner>.+)", MatchConversation),
    (r"conversations ignore (?P<where>.+)", IgnoreConversation),
    (r"conversations join (?P<where>.+)", JoinConversation),
)


def read_wish(text: str) -> Wish | None:
    """Return what these words settle; None where they are not one of the forms."""
    for form, make in _FORMS:
        found = re.fullmatch(form, text, re.IGNORECASE)
        if found is not None:
            return make(**found.groupdict())
    return None


def bare(where: str) -> str:
    """Return a conversation's name or id as it is kept, however it was pointed to."""
    return where.strip().lstrip("#").strip()


def is_called(name: str, words: str) -> bool:
    """Say whether these words are a conversation's whole name."""
    return bool(bare(words)) and name_key(bare(name)) == name_key(bare(words))


def is_called_in_part(name: str, words: str) -> bool:
    """Say whether these words are a whole part of a name: of the place around it, or its own."""
    return any(is_called(part, words) for part in name.split(NESTED))
