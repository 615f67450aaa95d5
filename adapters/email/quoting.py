"""What somebody wrote in a letter themselves: above, between and below what they quoted."""

import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

LONGEST = 20_000
"""Characters of an answer; of what is longer the letter itself has the rest."""
_QUOTED = re.compile(r"\s*>")
_SIGNATURE = re.compile(r"-- ?")
_REST_IS_OURS = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|urspr\u00fcngliche nachricht|forwarded message|"
    r"weitergeleitete nachricht|message d'origine)\s*-{2,}|_{20,})\s*",
    re.IGNORECASE,
)
"""Where mail programs begin to repeat a letter without any mark on its lines."""
_FROM = re.compile(r"\s*\*?(?:from|von|de)\*?:\*? .+@.+", re.IGNORECASE)
_SENT = re.compile(
    r"\s*\*?(?:sent|date|gesendet|datum|envoy\u00e9|to|an|subject|betreff)\*?:\*? .+",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\s*(?:on|am|le) .{6,200}(?:wrote|schrieb(?: .{0,120})?|a \u00e9crit) ?:\s*", re.IGNORECASE
)
_SKIPPED = frozenset({"style", "script", "head", "title", "blockquote"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3"})


def words_of(letter: Message) -> tuple[str, bool]:
    """Return what was written above, between and below the quotes, and whether a file came."""
    plain, page, attached = "", "", False
    for part in letter.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or part.get_filename():
            attached = True
        elif kind == "text/plain" and not plain:
            plain = _text(part)
        elif kind == "text/html" and not page:
            page = _text(part)
    return own_words(plain or _without_markup(page))[:LONGEST], attached


def own_words(text: str) -> str:
    """Drop what is quoted and a signature behind its mark; where all is quoted nothing is left."""
    lines = _joined(text.replace("\r\n", "\n").split("\n"))
    return "\n".join(_own(lines)).strip()


def _own(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        is_header = _FROM.fullmatch(line) and _SENT.fullmatch(following)
        if _REST_IS_OURS.fullmatch(line) or is_header or _SIGNATURE.fullmatch(line):
            return
        if not (_QUOTED.match(line) or _WROTE.fullmatch(line)):
            yield line.rstrip()


def _joined(lines: list[str]) -> list[str]:
    """Put an attribution that was broken into two lines back together."""
    found: list[str] = []
    for line in lines:
        if found and _WROTE.fullmatch(f"{found[-1]} {line}") and not _WROTE.fullmatch(line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    try:
        return body.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _without_markup(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    return "".join(reader.found)


class _Words(HTMLParser):
    """Keeps the words of a page, but not of what it quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._skipping += tag in _SKIPPED
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(self._skipping - (tag in _SKIPPED), 0)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.found.append(" ".join(data.split()) if data.strip() else " ")
