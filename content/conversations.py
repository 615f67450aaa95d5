"""Editions as they are written for a conversation, where several read the same message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from bot.action import ActionRef
from bot.beat.rules.recipients import SharedConversation
from bot.errors import ActionUnreadable, ContentInvalid
from bot.language import Wording
from bot.message import (
    Button,
    Buttons,
    Divider,
    Element,
    Heading,
    LinkButton,
    Paragraph,
    paragraph,
)
from bot.principal import Role
from content.compose import fill, names_in
from content.parts import FigureSlot, Part, Static, Variants, fill_text

OWN_ROLE = "role"
"""The one placeholder that says something else of each reader, and of all together nothing."""
ROLE_OF_ALL = (
    "in a conversation readers of several roles read this together: "
    "write {{ role }} only inside a block for roles"
)


@dataclass(frozen=True, slots=True)
class Version:
    """What readers in some roles are told, and others are not."""

    roles: tuple[Role, ...]
    parts: tuple[Static | FigureSlot, ...]


def versions_of(part: Variants, roles: Iterable[Role]) -> tuple[Version, ...]:
    """Return what is said to readers in any of these roles, each version once."""
    chosen = sorted(set(roles), key=list(Role).index)
    said = {role: part.parts_for(role) for role in chosen}
    versions: list[Version] = []
    for parts in (variant.parts for variant in part.variants):
        theirs = tuple(role for role in chosen if said[role] is parts)
        if theirs and parts:
            versions.append(Version(theirs, parts))
    return tuple(versions)


def small_print(place: SharedConversation, vendor: str, wording: Wording) -> str:
    """Say who settles what comes there, and where it is so that an answer needs a mention."""
    settled = wording.say("conversation_settled", vendor=vendor)
    if place.hears_threads:
        return settled
    return f"{settled} {wording.say('conversation_mention', vendor=vendor)}"


def elements_for_several(
    parts: Iterable[Part], roles: Iterable[Role], values: Mapping[str, str], wording: Wording
) -> tuple[Element, ...]:
    """Return all that readers in these roles are told, every role's part under its name.

    A figure is somebody's own: a button asks for it, and answers whoever presses alone.
    """
    everybody = wording.say("conversation_everybody")
    common = {**values, "first_name": everybody}
    chosen, drawn = tuple(roles), list[Element]()
    for part in parts:
        if not isinstance(part, Variants):
            drawn += _drawn((part,), common, wording)
            continue
        for version in versions_of(part, chosen):
            names = wording.language.all_of([wording.say(f"role_{one}") for one in version.roles])
            drawn.append(Heading(names[:1].upper() + names[1:]))
            drawn += _drawn(version.parts, {**common, OWN_ROLE: names}, wording)
        drawn.append(Divider())
    return tuple(_asked_together(_set_apart(drawn), wording))


def _set_apart(drawn: Sequence[Element]) -> Iterator[Element]:
    """Draw a line below the roles' parts where what follows has no heading to say so."""
    for element, following in zip_longest(drawn, drawn[1:]):
        is_said = following is None or isinstance(following, Heading | Divider)
        if not (isinstance(element, Divider) and is_said):
            yield element


def _drawn(
    parts: Iterable[Static | FigureSlot], values: Mapping[str, str], wording: Wording
) -> Iterator[Element]:
    for part in parts:
        if isinstance(part, FigureSlot):
            label = wording.say("conversation_figure", label=fill_text(part.label, values))
            yield Buttons((Button(label, _asking(part)),))
        else:
            yield _begun(fill(part, values), values["first_name"])


def _asking(slot: FigureSlot) -> ActionRef:
    return ActionRef("ask", {"q": slot.question})


def _begun(element: Static, name: str) -> Static:
    """Begin a sentence with a capital where it begins with what stands for everybody."""
    if not isinstance(element, Paragraph) or not element.spans:
        return element
    first, *others = element.spans
    if first.text != name:
        return element
    capital = replace(first, text=name[:1].upper() + name[1:])
    return replace(element, spans=(capital, *others))


def _asked_together(drawn: Iterable[Element], wording: Wording) -> Iterator[Element]:
    """Put figures that follow each other into one row, and say below it who sees the answer."""
    row: tuple[Button | LinkButton, ...] = ()
    for element in drawn:
        if isinstance(element, Buttons) and all(map(_asks, element.buttons)):
            row += element.buttons
            continue
        yield from _row(row, wording)
        row = ()
        yield element
    yield from _row(row, wording)


def _row(row: tuple[Button | LinkButton, ...], wording: Wording) -> Iterator[Element]:
    if row:
        yield Buttons(row)
        yield paragraph(wording.say("conversation_figure_alone"), quiet=True)


def _asks(button: Button | LinkButton) -> bool:
    return isinstance(button, Button) and button.action.name == "ask"


def refuse_what_is_somebodys_own(path: Path, parts: Iterable[Part]) -> None:
    """Refuse a text for a conversation that cannot be said to several; it is `ContentInvalid`."""
    for part in parts:
        slots = [part] if isinstance(part, FigureSlot) else []
        if isinstance(part, Variants):
            slots = [
                one
                for variant in part.variants
                for one in variant.parts
                if isinstance(one, FigureSlot)
            ]
        elif not isinstance(part, FigureSlot) and OWN_ROLE in names_in(part):
            raise ContentInvalid(path, 1, ROLE_OF_ALL)
        for slot in slots:
            _refuse_long(path, slot)


def _refuse_long(path: Path, slot: FigureSlot) -> None:
    try:
        _asking(slot).pack()
    except ActionUnreadable as error:
        reason = f"in a conversation a button asks {slot.label!r}: its question is too long"
        raise ContentInvalid(path, 1, reason) from error
