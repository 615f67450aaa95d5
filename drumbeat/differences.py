"""What a platform shows otherwise than it was written, beside what is split or refused."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.beat.rules.proofs import Difference
from bot.message import Button, Buttons, Heading, Image, Message, Table

OURS = frozenset({"mute", "settings"})
"""What stands below every text, whatever its author wrote."""


def differences(
    platform: str, message: Message, payloads: Sequence[str]
) -> tuple[Difference, ...]:
    """Compare what was written with what a platform would be handed."""
    counts = {"slack": _on_slack, "email": _by_mail, "text": _in_plain_text}.get(platform)
    found = counts(message, payloads) if counts else ()
    return tuple(Difference(kind, count) for kind, count in found if count)


def _on_slack(message: Message, payloads: Sequence[str]) -> Iterator[tuple[str, int]]:
    blocks = [block for each in payloads for block in json.loads(each)["blocks"]]
    kinds = Counter(block["type"] for block in blocks)
    yield "tables_as_lines", _count(message, Table) - kinds["table"]
    headings = _count(message, Heading) + bool(message.title)
    yield "headings_in_bold", headings - kinds["header"]


def _by_mail(message: Message, payloads: Sequence[str]) -> Iterator[tuple[str, int]]:
    del payloads  # a letter has no buttons whatever it says
    rows = (element for element in message.elements if isinstance(element, Buttons))
    pressed = (each for row in rows for each in row.buttons if isinstance(each, Button))
    yield "buttons_as_pages", sum(each.action.name not in OURS for each in pressed)


def _in_plain_text(message: Message, payloads: Sequence[str]) -> Iterator[tuple[str, int]]:
    del payloads  # it has words alone
    yield "tables_as_lines", _count(message, Table)
    yield "pictures_as_words", _count(message, Image)


def _count(message: Message, kind: type[object]) -> int:
    return sum(isinstance(element, kind) for element in message.elements)
