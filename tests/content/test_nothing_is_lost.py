"""However the blocks of a text follow and hold each other, no word of it is lost."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.message import Message
from bot.plain_text import plain_text
from content.markdown import parse_body
from tests.content.test_announcements import letters, lost, written

FRAGMENTS = (
    "w0 **w1** w2",
    "- w0\n- w1",
    "1. w0\n2. w1",
    "> w0\n> - w1\n>   w2",
    "```\nw0\n  w1\n```",
    "    w0",
    "## w0 *w1*",
    "w0\n---",
    "| w0 | w1 |\n|---|---|\n| w2 | *w3* |",
    "![w0](https://x.example/a.png) w1",
    "[w0](https://x.example/a) w1[^1]",
    "[^1]: w0",
    "w0\n: w1",
    "`w0` ~~w1~~  \nw2",
    "<b>w0</b><br>w1 <sup>2</sup>",
    "- [x] w0",
    "[w0][ref]\n\n[ref]: https://x.example/ref",
    "***",
)


def held(block: str, around: tuple[str, str]) -> str:
    """Put a block into a list or a quotation, by what stands before its lines."""
    first, others = around
    return first + f"\n{others}".join(block.split("\n"))


AROUND = (("", ""), ("- ", "  "), ("1. ", "   "), ("> ", "> "), ("- > ", "  > "))
blocks = st.builds(held, st.sampled_from(FRAGMENTS), st.sampled_from(AROUND))


@given(st.lists(blocks, min_size=1, max_size=6).map("\n\n".join))
def test_every_word_is_told_in_its_order(text):
    told = letters(plain_text(Message("", parse_body(Path("edition.md"), text))))

    assert [*lost(written(text), told)] == []
