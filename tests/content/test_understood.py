"""What a text may hold beyond the plain: each thing is drawn, or flattened where it stands."""

from pathlib import Path

import pytest

from bot.errors import ContentInvalid
from bot.message import (
    Bold,
    Bullets,
    Code,
    CodeBlock,
    Column,
    Divider,
    Heading,
    Image,
    Italic,
    Link,
    Message,
    Outline,
    Paragraph,
    Point,
    Quotation,
    Struck,
    Table,
    Text,
    spans,
)
from bot.plain_text import plain_text
from content.compose import fill
from content.markdown import parse_body

PATH = Path("edition.md")
PAGE = "https://x.example/a"


def read(text: str, base: str = ""):
    return parse_body(PATH, text, base)


def one(text: str, base: str = ""):
    (part,) = read(text, base)
    return part


def said(*parts) -> Paragraph:
    return Paragraph(spans(*parts))


@pytest.mark.parametrize(
    ("text", "spans_read"),
    [
        ("**a *b***", (Bold("a b"),)),
        ("[**a** b](https://x.example/a)", (Link("a b", PAGE),)),
        ("**see [a](https://x.example/a)**", (Bold("see "), Link("a", PAGE))),
        ("run `a_b *c*`", (Text("run "), Code("a_b *c*"))),
        ("`{{ token }}`", (Code("{{ token }}"),)),
        ("~~9~~ 8", (Struck("9"), Text(" 8"))),
        ("a  \nb\\\nc\nd", (Text("a\nb\nc d"),)),
        ("**A:** 1\n**B:** 2", (Bold("A:"), Text(" 1\n"), Bold("B:"), Text(" 2"))),
        ("**https://x.example/a**", (Link(PAGE, PAGE),)),
        ("www.x.example/a!", (Link("www.x.example/a", "https://www.x.example/a"), Text("!"))),
        ("<https://x.example/a>", (Link(PAGE, PAGE),)),
        ("<a@x.example>", (Link("a@x.example", "mailto:a@x.example"),)),
        ("[a][b]\n\n[b]: https://x.example/a", (Link("a", PAGE),)),
        ("[b]\n\n[B]: https://x.example/a 'B'", (Link("b", PAGE),)),
        ('[a](https://x.example/a "Why")', (Link("a", PAGE), Text(" (Why)"))),
        ("[call](tel:+4930123)", (Text("call (+4930123)"),)),
        ("[+49 30 123](tel:+4930123)", (Text("+49 30 123"),)),
        ("see [below](#b)", (Text("see below"),)),
        ("a <!-- b --> c", (Text("a  c"),)),
        ("<b>a</b> <i>b</i> <u>c</u> <kbd>d</kbd>", (
            *(Bold("a"), Text(" "), Italic("b"), Text(" c "), Code("d")),
        )),
        ('<a href="https://x.example/a">a</a><a name="b"></a>', (Link("a", PAGE),)),
        ("a<br>b<br/>c", (Text("a\nb\nc"),)),
        ("10<sup>6</sup> m<sup>2</sup>, CO<sub>2</sub>, 1<sup>st</sup>", (
            Text("10\u2076 m\u00b2, CO\u2082, 1st"),
        )),
        ("rate<sub>tier</sub>", (Text("rate tier"),)),
        ("\\*a\\* :tada: \u201cb\u201d &amp; c", (Text("*a* :tada: \u201cb\u201d & c"),)),
        ("a[^1]", (Text("a[1]"),)),
        ("\\[a\\](b)", (Text("[a](b)"),)),
        ("to <your-name> <o:p></o:p>List<String>", (Text("to <your-name> List<String>"),)),
        ("**A**\nb c", (Bold("A"), Text("\nb c"))),
        ("Best,\nAda\nCirrus", (Text("Best,\nAda\nCirrus"),)),
        ("\u2705 a\n\u2705 b\n(1) c\niv. d", (Text("\u2705 a\n\u2705 b\n(1) c\niv. d"),)),
        ("\ufeffa\r\nb  ", (Text("a b"),)),
    ],
)  # fmt: skip
def test_running_text_is_read_with_its_looks(text, spans_read):
    assert one(text) == Paragraph(spans_read)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("# A **loud** `title`", [Heading("A loud title")]),
        ("###### f", [Heading("f")]),
        ("a\n===\nb\n---", [Heading("a"), Heading("b")]),
        ("A first line\nand a second.\n---", [said("A first line and a second."), Divider()]),
        ("***\n___", [Divider(), Divider()]),
        ("## [a](https://x.example/a)", [Heading("a"), said(Link(PAGE, PAGE))]),
        ("## A {#a}", [Heading("A")]),
        ("1. > a\n2. b", [
            Outline((Point(spans("\u2193"), 0, 1),)),
            Quotation((spans("a"),)),
            Outline((Point(spans("b"), 0, 2),)),
        ]),
        ("> a\n>\n> b", [Quotation((spans("a"), spans("b")))]),
        (
            "> a\n>> b\n> - c",
            [Quotation((spans("a"), spans("> ", "b"), spans("\u2022 ", "c")))],
        ),
        ("> # a", [Quotation((spans(Bold("a")),))]),
        ("```py\na = {'b': {}}\n\n  c\n```", [CodeBlock("a = {'b': {}}\n\n  c")]),
        ("\n    a\n      b", [CodeBlock("a\n  b")]),
        ("- [ ] a\n- [x] b", [Bullets((spans("\u2610 a"), spans("\u2611 b")))]),
        ("3. a\n4. b", [Outline((Point(spans("a"), 0, 3), Point(spans("b"), 0, 4)))]),
        (
            "- a\n\n  b\n  1. c\n     - d\n- e",
            [
                Outline(
                    (
                        Point(spans("a")),
                        Point(spans("b"), goes_on=True),
                        Point(spans("c"), 1, 1),
                        Point(spans("d"), 2),
                        Point(spans("e")),
                    )
                )
            ],
        ),
        (
            "1. a\n\n   ```\n   b\n   ```\n2. c",
            [
                Outline((Point(spans("a"), 0, 1),)),
                CodeBlock("b"),
                Outline((Point(spans("c"), 0, 2),)),
            ],
        ),
        (
            "a ![b](https://x.example/b.png) c",
            [said("a"), Image("https://x.example/b.png", "b"), said("c")],
        ),
        (
            '![b](https://x.example/b.png "t")',
            [Image("https://x.example/b.png", "b"), Paragraph(spans("t"), quiet=True)],
        ),
        (
            "[![b](https://x.example/b.png)](https://x.example/a)",
            [Image("https://x.example/b.png", "b"), said(Link("b", PAGE))],
        ),
        ("a\n\n[^1]: b", [said("a"), Paragraph(spans("[1] b"), quiet=True)]),
        ("a\n: b", [said("a\nb")]),
        ("---\ntitle: a\ntags: [b]\n---\n\nc", [said("c")]),
        ("<!-- a\n\nb -->\n\nc", [said("c")]),
        ("&nbsp;\n\na", [said("a")]),
        ("<div align='center'>\n\n**a**\n\n</div>", [said(Bold("a"))]),
        ("<p>a</p><p>b<br>c</p>", [said("a"), said("b\nc")]),
        ("<h2>a</h2>\n<hr>\n<ol start='2'><li>b</li></ol>", [
            *(Heading("a"), Divider(), Outline((Point(spans("b"), 0, 2),))),
        ]),
        ("<blockquote>\n\na\n\n</blockquote>\n\nb", [Quotation((spans("a"),)), said("b")]),
        ("<pre><code>a &lt; b\n  c</code></pre>", [CodeBlock("a < b\n  c")]),
        ("<details><summary>a</summary>\n\nb\n\n</details>", [said(Bold("a")), said("b")]),
        (
            '<img src="https://x.example/b.png" alt="b" width="9">',
            [Image("https://x.example/b.png", "b")],
        ),
    ],
)  # fmt: skip
def test_blocks_become_elements(text, parts):
    assert read(text) == tuple(parts)


def test_a_table_needs_no_line_above_and_keeps_the_looks_of_its_cells():
    part = one("| a *b* | n |\n|:--|--:|\n| [c](https://x.example/a) | ~~1~~ 2 |\n| d<br>e | |")

    assert part == Table(
        "",
        (Column("a b"), Column("n", numeric=True)),
        ((spans(Link("c", PAGE)), spans(Struck("1"), " 2")), ("d\ne", "")),
        "",
    )


def test_what_machines_read_is_never_filled_in():
    values = {"partner": "Acme"}

    filled = [fill(part, values) for part in read("`{{ partner }}` {{ partner }}\n\n    {{ x }}")]

    assert filled == [said(Code("{{ partner }}"), " ", "Acme"), CodeBlock("{{ x }}")]


def test_a_base_makes_addresses_whole():
    base = "https://x.example/docs"

    assert one("[a](b.html) [c](/d) [e](//y.example/f)", base) == said(
        *(Link("a", "https://x.example/docs/b.html"), " ", Link("c", "https://x.example/d"), " "),
        Link("e", "https://y.example/f"),
    )


def test_without_a_base_all_addresses_that_are_not_whole_are_named_at_once():
    with pytest.raises(ContentInvalid) as refusal:
        read("[a](b.html)\n\nok ![c](/d.png)\n")

    assert str(refusal.value).count("edition.md:") == 1
    assert "'b.html' (line 1), '/d.png' (line 3)" in str(refusal.value)
    assert "DRUMBEAT_CONTENT_BASE_URL" in str(refusal.value)


def test_every_fault_of_a_text_is_named_with_its_line():
    text = "{{ nick }}\n{{ name }}\n\n<table>\n\n- ![](https://x.example/b.png)\n\n::film[a]{b}\n"

    with pytest.raises(ContentInvalid) as refusal:
        read(text)

    lines = str(refusal.value).split("\n")
    assert [line.split(":")[1] for line in lines] == ["1", "2", "4", "6", "8"]
    assert [fault.line for fault in refusal.value.more] == [2, 4, 6, 8]


def test_lists_and_quotations_lose_no_word_however_deep_they_are():
    points = "\n".join(f"{'  ' * depth}- point {depth}" for depth in range(15))
    text = plain_text(Message("T", tuple(read(f"before\n\n{points}\n\nafterword\n"))))
    quoted = plain_text(Message("T", tuple(read(f"before\n\n{'> ' * 25}deep\n\nafterword\n"))))

    assert all(f"point {depth}" in text for depth in range(15))
    assert "afterword" in text
    assert "deep" in quoted
    assert "afterword" in quoted


def test_lines_between_rules_are_words_unless_each_is_of_a_head():
    said = plain_text(
        Message(
            "T",
            tuple(read("---\ndate: Monday 30 November\nlocation: Berlin\n\n---\nSee you there\n")),
        )
    )
    head = plain_text(Message("T", tuple(read("---\ntitle: Old\ndate: 2026\n---\nHello\n"))))

    assert "location: Berlin" in said
    assert "Old" not in head
