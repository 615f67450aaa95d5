"""Texts as strangers send them: pasted from mails, documents, web sites, and in German too."""

import re
from pathlib import Path

import pytest

from bot.message import Bullets, Divider, Image, Message, Outline, Paragraph, Table
from bot.plain_text import plain_text
from content.markdown import parse_body
from content.written import Editions
from tests.content.conftest import EchoFigures
from tests.content.test_announcements import (
    LIBRARY,
    PLATFORMS,
    WORDING,
    edition_of,
    lost,
    told_on,
    written,
)
from tests.fixtures.drawn import faults_of

FILES = sorted(Path(__file__).with_name("strangers").glob("*.md"))
FEATURES = {
    "bold": r"\*\*\w|__\w|<b>|<strong>",
    "italic": r"(?<![*\w])\*\w|(?<![_\w])_\w|<em>|<i>",
    "struck": r"~~|<s>",
    "code in text": r"(?<!`)`[^`\n]+`(?!`)|<kbd>|<code>",
    "code block": r"^\s*(```|~~~)|<pre>",
    "indented code": r"^ {4,}\S.*$",
    "heading": r"^#+ |^(===|---+)\s*$|<h\d>",
    "styled heading": r"^#+ .*(\*\*|\[|`|\*)|^\*\*.*\n=+|\*\*.*\*\*.*\n[-=]{3,}$",
    "numbered": r"^\d+[.)] +\S|<ol",
    "dots": r"^[-*+\u00b7] +\S|<ul>",
    "deeper list": r"^ {2,}[-*+] |^ {2,}\d+\. |<ul><li>",
    "third level": r"^ {4,}([-*+]|\d+\.) ",
    "item of paragraphs": r"^(\d+[.)]|[-*]) [^\n]*\n(.*\n)*?\n {2,}[A-Z\u201e>\[!|]",
    "quotation": r"^\s*> |<blockquote>",
    "structured quotation": r"^> ?(> |[-*] |\d+\. |$)",
    "table": r"\|\s*:?-{3,}|^-{3,}\|",
    "aligned table": r"-:|:-",
    "style in a cell": r"^\|?.*\|.*(\*\*|\]\(|`|~~|\*\w).*\|?",
    "link": r"(?<!!)\[[^\]]+\]\(|<a href",
    "address alone": r"<https?:|(?<!\()https?://\S+|<\S+@\S+>",
    "picture": r"!\[|<img",
    "comment": r"<!--",
    "br": r"<br ?/?>",
    "other tags": r"<(su[bp]|u|small|p|dl|details|kbd|em|strong|b|s)>",
    "line": r"^(---|\*\*\*|\* \* \*|- - -|_ _ _)\s*$|<hr",
    "tasks": r"^\s*[-*+] \[[ x]\]",
    "phone": r"tel:",
    "mail": r"mailto:|\S+@\S+\.example",
    "entity or sign": r"&\w+;|[\u2014\u20ac\u2026\u2192\u201c]",
    "placeholder": r"\{\{ \w+ \}\}",
}


def parse(text: str):
    return parse_body(Path("text.md"), text)


def features(text: str) -> list[str]:
    return [name for name, mark in FEATURES.items() if re.search(mark, text, re.MULTILINE)]


def test_there_are_thirty_with_fifteen_features_each():
    poor = {path.name: found for path in FILES if len(found := features(path.read_text())) < 15}

    assert len(FILES) == 30
    assert poor == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_strangers_text_is_drawn_whole_on_every_platform(path, tmp_path, reader):
    editions = Editions("Cirrus", WORDING, EchoFigures(), LIBRARY.topics())
    who = reader()
    message = await editions.written(edition_of(path, tmp_path), who)
    filled = path.read_text().replace("{{ first_name }}", who.first_name)
    wanted = written(filled.replace("{{ partner }}", who.partner_name))

    missing = {
        platform: [*lost(wanted, told_on(platform, message))] for platform in (*PLATFORMS, "Text")
    }

    assert faults_of(message) == []
    assert not any(missing.values()), missing


@pytest.mark.parametrize(
    ("pasted", "kinds", "reads"),
    [
        ("\u00b7       One\n\n\u00b7       Two", [Bullets], "- One\n- Two"),
        (
            "Bring:\n\u2022\tOne\n\u2022\tTwo\no   a\no   b\n\u2022\tThree",
            [Paragraph, Outline],
            "Bring:\n\n- One\n- Two\n   - a\n   - b\n- Three",
        ),
        ("\u2022 One\n  \u25e6 deeper\n\u2022 Two", [Outline], "- One\n   - deeper\n- Two"),
        (
            "Name\tPrice\nGold\t1,50 \u20ac\nTin\t2",
            [Table],
            "Name: Price\n- Gold: 1,50 \u20ac\n- Tin: 2",
        ),
        ("Name:\tMia\nPhone:\t12", [Paragraph], "Name:\tMia\nPhone:\t12"),
        (
            "See <https://a.example/x|the page>.",
            [Paragraph],
            "See the page (https://a.example/x).",
        ),
        ("One\n\n==========\n\nTwo", [Paragraph, Divider, Paragraph], "One\n\nTwo"),
        ("![A](https://a.example/a.png){width=50%}", [Image], "A"),
        ("[TOC]\n\nText", [Paragraph], "Text"),
        ("Regards,<br>\nMia", [Paragraph], "Regards,\nMia"),
        ("One<br><br>\nTwo", [Paragraph, Paragraph], "One\n\nTwo"),
    ],
)
def test_what_other_programs_leave_reads_as_it_did_there(pasted, kinds, reads):
    parts = parse(pasted)

    assert [type(part) for part in parts] == kinds
    assert plain_text(Message("", parts)) == reads


def test_what_stands_in_code_stays_as_it_is():
    text = "```\n\u2022\tdot\n[TOC]\n<https://a.example|b>\n==========\n```"

    assert parse(text)[0].text == "\u2022   dot\n[TOC]\n<https://a.example|b>\n=========="
