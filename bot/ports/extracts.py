"""All rows of an answer as a file, behind a link that is good once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.message import Message

EXTRACT_PAGE = "/d"
"""Where the pages of these links lie."""
FETCH = "fetch"
"""The press on such a page that fetches the file."""


@dataclass(frozen=True, slots=True)
class OfferedExtract:
    """What the page of a link says; `id` names the link without opening it."""

    id: str
    message: Message


@dataclass(frozen=True, slots=True)
class Extract:
    """A file for spreadsheets, line by line."""

    name: str
    lines: Iterator[str]


class Extracts(Protocol):
    """Opens links to files: opening one shows what it is, and only fetching uses it up."""

    async def offered(self, token: str) -> OfferedExtract | None:
        """Return what a link's page says; None where it leads nowhere any more."""

    async def fetched(self, token: str) -> Extract | Message | None:
        """Compute the file as its owner may see it now, and use the link up.

        Words come instead where they may not see it; None where the link leads nowhere.
        """
