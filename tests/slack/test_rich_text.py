import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.slack.rich_text import markdown_of, rich_text_of
from tests.fixtures.told import squeezed
from tests.stand_ins.slack.blocks import RICH_TEXT

READER = MarkdownIt("commonmark").enable("table")
ACTING = {"html_block", "html_inline", "code_block", "fence", "image", "heading_open", "hr"}
ACTING |= {"table_open", "blockquote_open", "hardbreak"}
GO = "Go\\![https://a.example](https://a.example)"
STYLES = st.sets(st.sampled_from(["bold", "italic", "code"]), max_size=2).map(
    lambda names: dict.fromkeys(names, True)
)
WORDS = st.text(st.sampled_from("ab1 *_`[]()<>&;!#-+.:|~\\=\n") | st.characters(), min_size=1)
RUNS = st.builds(lambda text, style: {"type": "text", "text": text, "style": style}, WORDS, STYLES)
LINKS = st.builds(
    lambda text: {"type": "link", "url": "https://example.com/a_(b)*?c=<d>", "text": text}, WORDS
)
SECTIONS = st.builds(
    lambda inner: {"type": "rich_text_section", "elements": inner},
    st.lists(RUNS | LINKS, max_size=4),
)
LISTS = st.builds(
    lambda items, style: {"type": "rich_text_list", "style": style, "elements": items},
    st.lists(SECTIONS, min_size=1, max_size=3),
    st.sampled_from(["bullet", "ordered"]),
)
RICH = st.lists(SECTIONS | LISTS, max_size=4).map(
    lambda parts: {"type": "rich_text", "elements": parts}
)


def section(*runs):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*runs]}]}


def text(words, **style):
    return {"type": "text", "text": words, "style": style}


def read(markdown):
    """Return the words of Markdown, and how many of each kind of mark there are."""
    tokens = [
        token for block in READER.parse(markdown) for token in (block, *(block.children or ()))
    ]
    words = "".join(token.content for token in tokens if token.type in {"text", "code_inline"})
    return squeezed(words), {token.type for token in tokens}


def words_of(rich):
    runs = [run for part in rich["elements"] for run in _runs(part)]
    whole = [(run["text"].encode("utf-8", "replace").decode(), run.get("url", "")) for run in runs]
    return squeezed("".join(squeezed(words) or url for words, url in whole))


def _runs(part):
    for inner in part["elements"]:
        yield from _runs(inner) if "elements" in inner else (inner,)


@given(RICH)
def test_every_word_somebody_formatted_is_read_and_none_acts_as_markup(rich):
    words, kinds = read(markdown_of(rich))

    assert words == words_of(rich)
    assert not {
        kind for kind in kinds if kind.startswith(("html", "code_block", "fence", "image"))
    }
    assert not kinds & {"heading_open", "hr", "table_open", "blockquote_open", "hardbreak"}


@given(RICH)
def test_what_was_read_can_be_shown_again_and_is_read_the_same(rich):
    once = markdown_of(rich)

    assert read(markdown_of(rich_text_of(once)))[0] == read(once)[0]


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        ([text("Hello "), text("you ", bold=True), text("there")], "Hello **you** there"),
        ([text("a", bold=True), text("b", italic=True)], "**a**b"),
        ([text("so", bold=True, italic=True)], "***so***"),
        ([text("one\ntwo\n\nthree")], "one\n\ntwo\n\nthree"),
        ([text("1. not a list")], "1\\. not a list"),
        ([text("- nor this")], "\\- nor this"),
        ([text("x_y * z")], "x\\_y \\* z"),
        ([text("run "), text("a*b", code=True)], "run `a*b`"),
        (
            [{"type": "link", "url": "https://a.example/(b)", "text": "see"}],
            "[see](https://a.example/%28b%29)",
        ),
        ([{"type": "link", "url": "https://a.example"}], "[https://a.example](https://a.example)"),
        ([{"type": "emoji", "name": "wave", "unicode": "1f44b"}], "\N{WAVING HAND SIGN}"),
        ([{"type": "emoji", "name": "ours"}], ":ours:"),
        ([text("Go!"), {"type": "link", "url": "https://a.example"}], GO),
        ([{"type": "user", "user_id": "U1"}], "@U1"),
        ([], ""),
    ],
)
def test_formatted_words_become_markdown(runs, markdown):
    assert markdown_of(section(*runs)) == markdown


def test_a_list_becomes_items_and_stays_apart_from_what_is_around_it():
    item = {"type": "rich_text_section", "elements": [text("item")]}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [item, item]}
    rich = section(text("above"))
    rich["elements"] += [
        listed,
        {**listed, "style": "ordered"},
        *section(text("below"))["elements"],
    ]

    assert markdown_of(rich) == "above\n\n- item\n- item\n1. item\n2. item\n\nbelow"


@pytest.mark.parametrize(
    "odd", [None, 5, "x", {}, {"elements": 3}, {"elements": [None, {"type": 5}]}]
)
def test_what_is_no_rich_text_says_nothing(odd):
    assert markdown_of(odd) == ""


@pytest.mark.parametrize(
    "markdown",
    [
        "Hello **you** and *me*, [see](https://a.example) `x`",
        "- a\n- **b**\n\nc\n\n1. d\n2. e",
        "a\\*b",
    ],
)
def test_markdown_is_shown_as_slack_takes_it_and_comes_back_as_it_was(markdown):
    drawn = rich_text_of(markdown)

    assert list(RICH_TEXT(drawn, "")) == []
    assert markdown_of(drawn) == markdown
