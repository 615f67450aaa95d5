"""Announcements as vendors send them: each goes in as it is, and no word of it is lost."""

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.message import Message
from bot.plain_text import plain_text
from content.editions import Edition, load_edition
from content.library import SAMPLE, read_library
from content.wording import load_wording
from content.written import Editions
from tests.content.conftest import EchoFigures
from tests.fixtures.drawn import PLATFORMS, faults_of, letter_of, render_html

FILES = sorted(Path(__file__).with_name("announcements").glob("*.md"))
HEAD = "---\nnewsletter: partner-beat\ntitle: News from Cirrus\n---\n"
OTHERS_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
BOX = re.compile(r"\[[ x]\]")
WORDING = load_wording()
LIBRARY = read_library(SAMPLE, "Cirrus")


class _Chunks(HTMLParser):
    """Gathers the words of HTML in reading order, with what stands for pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.chunks: list[str] = []
        self.unread = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread = tag in {"style", "title"}
        self.chunks += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self.unread = False

    def handle_data(self, data: str) -> None:
        self.chunks += [] if self.unread else [data]


def chunks(html: str) -> list[str]:
    reader = _Chunks()
    reader.feed(html)
    return [letters(chunk) for chunk in reader.chunks if letters(chunk)]


def letters(words: str) -> str:
    flat = unicodedata.normalize("NFKC", words).casefold()
    return "".join(letter for letter in flat if letter.isalnum())


def written(source: str) -> list[str]:
    """Return the words of a text as every reader of Markdown understands it."""
    body = BOX.sub("", OTHERS_HEAD.sub("", source))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return chunks(parser.render(body))


def lost(wanted: list[str], told: str) -> Iterator[str]:
    """Yield what does not stand in what is told, in the order in which it was written."""
    place = 0
    for chunk in wanted:
        found = told.find(chunk, place)
        if found < 0:
            yield chunk
        else:
            place = found + len(chunk)


def edition_of(path: Path, folder: Path) -> Edition:
    draft = folder / path.name
    draft.write_text(HEAD + path.read_text(encoding="utf-8"), encoding="utf-8")
    return load_edition(draft, LIBRARY.promised, is_draft=True)


def told_on(platform: str, message: Message) -> str:
    match platform:
        case "Web":
            return "".join(chunks(render_html(message, WORDING)))
        case "Email":
            return "".join(chunks(letter_of(message).html))
        case "Text":
            return letters(plain_text(message))
        case _:
            return letters(PLATFORMS[platform](message).words)


def test_there_are_thirty_announcements():
    assert len(FILES) == 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_an_announcement_is_drawn_whole_on_every_platform(path, tmp_path, reader):
    editions = Editions("Cirrus", WORDING, EchoFigures(), LIBRARY.topics())
    message = await editions.written(edition_of(path, tmp_path), reader())
    wanted = written(path.read_text(encoding="utf-8"))

    missing = {
        platform: [*lost(wanted, told_on(platform, message))] for platform in (*PLATFORMS, "Text")
    }

    assert len(wanted) > 10
    assert faults_of(message) == []
    assert not any(missing.values()), missing
