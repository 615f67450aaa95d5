"""Whose conversation one may be: proposed by its name and by who is in it, never decided."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.name_keys import name_key

_GAPS = re.compile(r"[\W_]+")
FEWEST_LETTERS = 3
"""A shorter first word of a partner's name says too little by itself."""


class Why(StrEnum):
    """What speaks for a partner."""

    NAME = "name"
    HOME = "home"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A partner, and the workspaces or tenants that are bound to it."""

    id: str
    name: str
    homes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be seen of a conversation: its name, whose homes, and who of whom is in it.

    `people` counts its linked people by their partner.
    """

    name: str = ""
    homes: frozenset[str] = frozenset()
    people: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner whose conversation it may be, and all that speaks for it."""

    partner_id: str
    name: str
    whys: frozenset[Why]


def candidates(
    seen: Seen, partners: Iterable[KnownPartner], ours: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Return every partner that something speaks for, by name; `ours` are words for ourselves."""
    known = tuple(partners)
    named = _named(seen.name, known, {word for words in ours for word in _words(words)})
    found = []
    for partner in known:
        whys = {Why.NAME} if partner.id in named else set()
        whys |= {Why.HOME} if partner.homes & seen.homes else set()
        whys |= {Why.PEOPLE} if seen.people.get(partner.id, 0) > 0 else set()
        if whys:
            found.append(Candidate(partner.id, partner.name, frozenset(whys)))
    return tuple(sorted(found, key=lambda one: (name_key(one.name), one.partner_id)))


def proposal(found: Sequence[Candidate]) -> Candidate | None:
    """Return the one partner that all speaks for; where anything speaks for two it is nobody."""
    return found[0] if len(found) == 1 else None


def _named(
    conversation: str, partners: Sequence[KnownPartner], ours: Collection[str]
) -> frozenset[str]:
    """Return the partners whose name, or the longest beginning of it, stands in this name.

    Of two beginnings the longer counts, and of two as long the whole name.
    """
    words = _words(conversation)
    marks = {one.id: _mark(_words(one.name), words, ours) for one in partners}
    best = max(marks.values(), default=(0, False))
    return frozenset(who for who, mark in marks.items() if mark == best and mark[0])


def _mark(
    partner: tuple[str, ...], words: tuple[str, ...], ours: Collection[str]
) -> tuple[int, bool]:
    """Say how many first words of a partner's name stand together there, and whether all do."""
    for count in range(len(partner), 0, -1):
        head = partner[:count]
        alone = count == 1 and (len(head[0]) < FEWEST_LETTERS or head[0] in ours)
        if not alone and _stands_in(head, words):
            return count, count == len(partner)
    return 0, False


def _stands_in(head: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Say whether words stand in others one behind the other, or written as one word."""
    there = any(words[at : at + len(head)] == head for at in range(len(words)))
    return there or "".join(head) in words


def _words(name: str) -> tuple[str, ...]:
    return tuple(filter(None, _GAPS.split(name_key(name))))
