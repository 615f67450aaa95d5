"""What an edition's body may hold, and what it says of everything else."""

from pathlib import Path

import pytest

from bot.action import ActionRef
from bot.errors import ContentInvalid
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Column,
    Divider,
    Heading,
    Image,
    Italic,
    Link,
    LinkButton,
    Paragraph,
    Table,
    Text,
)
from bot.principal import Role
from content.markdown import parse_body
from content.parts import FigureSlot, Variant, Variants

PATH = Path("edition.md")


def one(text: str):
    (part,) = parse_body(PATH, text)
    return part


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def test_running_text_becomes_spans():
    part = one("Be **bold**, *calm* and\n[ready](https://cirrus.example/go).")

    assert part == Paragraph(
        (
            Text("Be "),
            Bold("bold"),
            Text(", "),
            Italic("calm"),
            Text(" and "),
            Link("ready", "https://cirrus.example/go"),
            Text("."),
        )
    )


def test_an_address_that_stands_in_the_text_leads_where_it_says():
    url = "https://partners.example/a_b?c=1"

    assert one(f"Read {url}, or write to a.b@partners.example.") == Paragraph(
        (
            Text("Read "),
            Link(url, url),
            Text(", or write to "),
            Link("a.b@partners.example", "mailto:a.b@partners.example"),
            Text("."),
        )
    )


@pytest.mark.parametrize(
    ("text", "url", "rest"),
    [
        ("(https://a.example/x)", "https://a.example/x", ")"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)", ""),
        ("https://a.example/x...", "https://a.example/x", "..."),
        ("http://a.example/ is here", "http://a.example/", " is here"),
        ("<https://a.example/x>", "https://a.example/x", ""),
    ],
)
def test_marks_around_an_address_do_not_belong_to_it(text, url, rest):
    spans = one(text).spans

    assert Link(url, url) in spans
    assert "".join(span.text for span in spans).endswith(rest)


@pytest.mark.parametrize("text", ["https://", "http://.", "a@b", "x:a@b", "see ftp://a.example"])
def test_what_leads_nowhere_stays_words(text):
    assert one(text) == words(text)


def test_a_place_in_an_address_of_the_text_is_refused_too():
    with pytest.raises(ContentInvalid, match="no placeholders in an address"):
        one("https://a.example/{{partner}}")


def test_headings_lists_images_and_dividers_become_elements():
    text = "## News\n\n- one\n- *two*\n\n![A chart](https://cirrus.example/c.png)\n\n---\n"

    assert parse_body(PATH, text) == (
        Heading("News"),
        Bullets(((Text("one"),), (Italic("two"),))),
        Image("https://cirrus.example/c.png", "A chart"),
        Divider(),
    )


def test_a_table_takes_its_caption_and_sentence_from_the_line_above():
    part = one(
        "::table[Rebates]{Gold gets eight.}\n\n| Tier | Percent |\n|---|--:|\n| Gold | 8 |\n"
    )

    assert part == Table(
        "Rebates",
        (Column("Tier"), Column("Percent", numeric=True)),
        (("Gold", "8"),),
        "Gold gets eight.",
    )


def test_a_figure_keeps_its_question():
    assert one("::figure[Your ARR today]{arr}") == FigureSlot("Your ARR today", "arr")


def test_buttons_on_neighbouring_lines_stand_together():
    part = one(
        "::button[See churn]{ask churn last month}\n::button[Guide]{https://cirrus.example/g}"
    )

    assert part == Buttons(
        (
            Button("See churn", ActionRef("ask", {"q": "churn last month"})),
            LinkButton("Guide", "https://cirrus.example/g"),
        )
    )


def test_a_directive_ends_the_paragraph_before_it():
    assert parse_body(PATH, "Look:\n::figure[ARR]{arr}") == (
        words("Look:"),
        FigureSlot("ARR", "arr"),
    )


def test_neighbouring_role_blocks_are_versions_of_each_other():
    part = one(":::role sales technical\nYou.\n:::\n\n:::role other\nThey.\n:::")

    assert part == Variants(
        (
            Variant(frozenset({Role.SALES, Role.TECHNICAL}), (words("You."),)),
            Variant(None, (words("They."),)),
        )
    )


def test_role_blocks_with_text_between_them_are_on_their_own():
    parts = parse_body(PATH, ":::role sales\nA.\n:::\nText.\n\n:::role sales\nB.\n:::")

    assert [type(part) for part in parts] == [Variants, Paragraph, Variants]


def test_nothing_that_looks_like_a_note_is_swallowed_as_a_reference():
    assert one("[Tip]: register-early") == words("[Tip]: register-early")


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        (1, "<table>\n<tr><td>x</td></tr>\n</table>", "write a table with | between its cells"),
        (2, "ok\n<video src='a'>film</video>", "<video> is not understood: write a link"),
        (3, "a\n\n<script>x()</script>", "<script> is not understood: leave it out"),
        (1, "<!-- never closed\n\nlost", "never closed with -->"),
        (3, "| a | b |\n|---|---|\n| 1 | 2 | 3 |", "3 cells and its table 2 columns"),
        (2, "| a | b | c |\n|---|---|\n| 1 | 2 |", "as many columns as the line above"),
        (1, "#", "heading without words"),
        (1, "![](https://x.example/b.png)", "text that says the same"),
        (1, "![b](http://x.example/b.png)", "must start with https"),
        (1, "[a](ftp://x.example)", "must start with"),
        (1, "![b](https:/x.example/b.png)", "leads nowhere"),
        (1, "[a](https://x.example:99999/)", "leads nowhere"),
        (1, "[a](mailto:team)", "leads nowhere"),
        (1, "::button[x]{https://[x.example}", "leads nowhere"),
        (1, "[a](javascript:alert)", "cannot be read"),
        (1, "[](https://x.example)", "without words"),
        (1, "[a](https://x.example/{{ partner }})", "link that cannot be read"),
        (1, "[a](https://x.example/{{partner}})", "no placeholders in an address"),
        (2, "ok\nHi {{ nickname }}", "unknown placeholder 'nickname'"),
        (1, "Hi {{ first_name", "cannot be read"),
        (1, "Hi {{ **x** }}", "cannot be read"),
        (1, "::table[a]{b}\ntext", "must follow"),
        (1, "::table[a]{b}", "must follow"),
        (3, "ok\n\n::figure[x]", "::name[label]{what}"),
        (1, "::button[x]{https://x.example/{{ partner }}}", "no placeholders in an address"),
        (1, "::film[x]{y}", "unknown directive 'film'"),
        (1, "::video[A film]{https://x.example/v}", "a video is written ::video[title | what"),
        (1, "::video[A | b | c]{https://x.example/v}", "a video is written ::video[title | what"),
        (
            1,
            "::video[A | b | c]{https://x.example/v https://x.example/p http://x.example/t}",
            "must start with https",
        ),
        (1, "::figure[x]{arr of {{ partner }}}", "no placeholders in a question"),
        (1, "::button[x]{ask arr of {{partner}}}", "no placeholders"),
        (1, "::button[x]{ask}", "needs a question"),
        (1, f"::button[x]{{ask {'long ' * 40}}}", "too long"),
        (1, "::button[x]{http://x.example}", "must start with https"),
        (3, "ok\n\n:::role sales\nhi", "never closed"),
        (2, "ok\n:::", "never opened"),
        (2, ":::role sales\n:::role technical\n:::", "inside a block"),
        (1, ":::role boss\nhi\n:::", "unknown role 'boss'"),
        (1, ":::role sales other\nhi\n:::", "unknown role 'other'"),
        (1, ":::box\nhi\n:::", "opens with :::role"),
        (1, ":::role\nhi\n:::", "opens with :::role"),
        (1, ":::role sales\n:::", "empty block"),
        (1, ":::role other\nhi\n:::", "needs a sibling"),
        (4, ":::role sales\na\n:::\n:::role sales\nb\n:::", "the role sales has a version"),
        (
            7,
            ":::role sales\na\n:::\n:::role other\nb\n:::\n:::role other\nc\n:::",
            "other stands here twice",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_line(line, text, reason):
    with pytest.raises(ContentInvalid) as refusal:
        parse_body(PATH, text)

    assert reason in str(refusal.value)
    assert str(refusal.value).startswith(f"edition.md:{line}: ")
