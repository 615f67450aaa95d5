"""Which message a person answers by quoting it, and what they wrote beside the quote."""

import html
import re
from typing import NamedTuple

from adapters.teams.payload import Raw, at, word

_REPLY = re.compile(
    r"<blockquote\b(?=[^>]*schema\.skype\.com/Reply)[^>]*\bitemid=[\"'](?P<id>[^\"']{1,100})[\"'][^>]*>"
    r".*?</blockquote>",
    re.DOTALL | re.IGNORECASE,
)
_BREAK = re.compile(r"</p>|<br\s*/?>|</div>|</li>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
LONGEST = 60_000


class Quoted(NamedTuple):
    """The name of the quoted message, and the words without the quote."""

    message: str
    words: str


def quoted(raw: Raw) -> Quoted | None:
    """Return what somebody quotes; Teams tells it in the page beside the plain text."""
    for page in _pages(raw):
        found = _REPLY.search(page)
        if found is not None:
            rest = page[: found.start()] + page[found.end() :]
            words = html.unescape(_TAG.sub("", _BREAK.sub("\n", rest)))
            return Quoted(found["id"], words.replace("\N{NO-BREAK SPACE}", " ").strip())
    return None


def has_files(raw: Raw) -> bool:
    """Whether something came with the words that is no page of the words themselves."""
    kinds = (word(one, "contentType") for one in _attachments(raw))
    return any(kind and kind != "text/html" for kind in kinds)


def _pages(raw: Raw) -> list[str]:
    pages = (one for one in _attachments(raw) if word(one, "contentType") == "text/html")
    return [word(one, "content")[:LONGEST] for one in pages]


def _attachments(raw: Raw) -> list[Raw]:
    found = at(raw, "attachments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
