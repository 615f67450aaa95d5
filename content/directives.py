"""The lines that say more than Markdown can: figures, buttons, tables' captions, role versions."""

import re
from dataclasses import dataclass

from bot.action import ActionRef
from bot.errors import ActionUnreadable
from bot.message import Button, Link, LinkButton, Poll, Video
from bot.name_keys import name_key
from bot.principal import Role
from content.addresses import web_address
from content.parts import FigureSlot, FileLine
from content.polls import read_poll
from content.spans import plain

FENCE = ":::"
FILM = 3
"""A video has so many words, and so many addresses: itself, its poster, and its text."""
_LEAF = re.compile(r"::([a-z]+)\[(.+?)\]\{(.+)\}")


@dataclass(frozen=True, slots=True)
class TableHead:
    """What the table below is called, and the sentence that says the same."""

    caption: str
    summary: str


@dataclass(frozen=True, slots=True)
class Film:
    """A video with all that says the same: a sentence, and a page to read instead."""

    video: Video
    summary: str
    transcript: Link


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom a block is for: roles, or the keys of tiers; None stands for all others."""

    kind: str
    names: frozenset[str] | None


Leaf = FigureSlot | Button | LinkButton | TableHead | Film | Poll


def read_leaf(line: str, place: FileLine) -> Leaf:
    """Read `::figure[…]{…}`, and so a button, a table, a video or a poll."""
    found = _LEAF.fullmatch(line.strip())
    if found is None:
        raise place.invalid("a directive is written ::name[label]{what}, alone on its line")
    name, label, argument = found[1], plain(found[2].strip(), place), found[3].strip()
    match name:
        case "figure":
            return FigureSlot(label, _question(argument, place))
        case "button":
            return _button(label, argument, place)
        case "table":
            return TableHead(label, plain(argument, place))
        case "video":
            return _film(label, argument, place)
        case "poll":
            return read_poll(label, argument, place)
        case _:
            known = "figure, button, table, video, poll"
            raise place.invalid(f"unknown directive {name!r}; known: {known}")


def read_block(line: str, place: FileLine) -> Opened:
    """Read whom a block is for: `:::role technical development`, or `:::tier Gold, Platinum`."""
    kind, _, rest = line.removeprefix(FENCE).strip().partition(" ")
    if kind not in {"role", "tier"} or not rest.strip():
        raise place.invalid(
            "a block opens with :::role and the roles it is for, or :::tier and tiers with commas"
        )
    if kind == "role":
        return Opened(kind, _roles(rest.split(), place))
    tiers = [tier.strip() for tier in rest.split(",")]
    if not all(tiers):
        raise place.invalid("a tier has no name here: write :::tier Gold, Platinum")
    return Opened(kind, None if tiers == ["other"] else frozenset(map(name_key, tiers)))


def _roles(words: list[str], place: FileLine) -> frozenset[str] | None:
    if words == ["other"]:
        return None
    for word in words:
        if word not in frozenset(Role):
            raise place.invalid(f"unknown role {word!r}; known: {', '.join(Role)}, or other alone")
    return frozenset(words)


def _film(label: str, argument: str, place: FileLine) -> Film:
    words = [part.strip() for part in label.split("|")]
    addresses = argument.split()
    if len(words) != FILM or len(addresses) != FILM or not all(words):
        raise place.invalid(
            "a video is written ::video[title | what it shows | words of the link to its text]"
            "{https://video https://poster https://transcript}: who cannot watch it reads that"
        )
    title, summary, read = words
    video, poster, transcript = (web_address(url, place) for url in addresses)
    return Film(Video(video, title, poster), summary, Link(read, transcript))


def _question(argument: str, place: FileLine) -> str:
    # A value inside a question could change what is asked.
    if "{{" in argument:
        raise place.invalid("no placeholders in a question: the reader decides what it means")
    return argument


def _button(label: str, argument: str, place: FileLine) -> Button | LinkButton:
    verb, _, rest = argument.partition(" ")
    if verb != "ask":
        return LinkButton(label, web_address(argument, place))
    action = ActionRef("ask", {"q": _question(rest.strip(), place)})
    if not rest.strip():
        raise place.invalid("a button needs a question after ask")
    try:
        action.pack()
    except ActionUnreadable as error:
        raise place.invalid("the question is too long for a button") from error
    return Button(label, action)
