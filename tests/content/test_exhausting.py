"""Files that were built to exhaust who reads them are refused at once, with a sentence.

How much is done is counted in calls, and not in seconds: a slow machine does no more of them.
"""

import sys
from pathlib import Path

import pytest

from bot.errors import ContentInvalid
from content.documents import parse_yaml, read_text
from content.markdown import parse_body
from tests.content.test_all_at_once import lines_by_file, write

DEEP = 20_000
MOST_CALLS = 1_500_000
"""In less than a second, on any machine that this runs on; a page of ours is read in 10,000."""


def calls_of(work) -> int:
    """Count the calls of functions that some work takes, of those in C too."""
    counted = 0

    def count(_frame, event, _argument) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{one}'] * 9)}]\n"
    for one, after in zip("abcdefgh", "bcdefghi", strict=True)
)
IN_YAML = {
    "lists in brackets": f"a: {'[' * DEEP}{']' * DEEP}",
    "brackets never closed": f"a: {'[' * DEEP}",
    "fields in brackets": "{a: " * DEEP + "}" * DEEP,
    "blocks": "".join(f"{' ' * deep}a:\n" for deep in range(900)),
    "dashes": "- " * DEEP + "a",
    "questions": "? " * DEEP,
    "laughs": LAUGHS,
    "a quote never closed": 'a: "' + "x" * 20 * DEEP,
    "faults on every line": "a: b: c\n" * DEEP,
    "a fault on the last line": "".join(f"k{n}: v\n" for n in range(DEEP)) + "x: y: z\n",
    "a fault deep below": "".join(f"{' ' * deep}a:\n" for deep in range(28))
    + "".join(f"{' ' * 28}k{n}: v\n" for n in range(DEEP // 2))
    + f"{' ' * 28}x: y: z\n",
    "one key again and again": "a: 1\n" * DEEP,
    "a key without end": f"{'x' * 20 * DEEP}: 1",
    "too long": "a: b\n" * 10 * DEEP,
}


@pytest.mark.parametrize("text", IN_YAML.values(), ids=IN_YAML.keys())
def test_yaml_that_exhausts_is_refused_at_once(text):
    found = []
    calls = calls_of(lambda: found.append(parse_yaml(Path("any.yaml"), text)))

    faults = found[0].faults
    assert 1 <= len(faults) <= 51
    assert all(len(fault.reason) < 250 for fault in faults)
    assert calls < MOST_CALLS


IN_MARKDOWN = {
    "quotations": ">" * DEEP + " a",
    "lists": "- " * DEEP + "a",
    "counted lists": "1. " * DEEP + "a",
    "lists line by line": "".join(f"{'  ' * deep}- a\n" for deep in range(200)),
    "looks": "*" * 9_000 + "a" + "*" * 9_000,
    "looks in turn": "*a**b" * 9_000,
    "links": "[" * 9_000 + "a" + "](https://a.example)" * 2_000,
    "pictures": "![" * 9_000 + "a" + "](b)" * 9_000,
    "marks of all kinds": "*[_" * 6_000,
    "ticks": "".join("`" * count + "a" for count in range(1, 180)),
    "comments": "<!--" * 9_000,
    "code in tags": "<pre>" * 9_000,
    "tags": "<b>" * 9_000,
    "blocks in tags": "<div>\n" * 9_000,
    "a directive": "::figure[" + "]{" * 9_000,
    "rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * 9_000,
    "columns": "|a" * 9_000 + "|\n" + "|-" * 9_000 + "|\n",
    "points": "- a\n" * 9_000,
    "escapes": "\\" * 19_000,
    "tabs": "a\tb\n" * 9_000,
    "one line": "a" * 50_000,
    "too long": "a b c\n\n" * 10_000,
}


@pytest.mark.parametrize("text", IN_MARKDOWN.values(), ids=IN_MARKDOWN.keys())
def test_markdown_that_exhausts_is_refused_at_once(text):
    refusals = []

    def read() -> None:
        with pytest.raises(ContentInvalid) as refused:
            parse_body(Path("any.md"), text)
        refusals.append(refused.value)

    calls = calls_of(read)

    assert all(len(one.reason) < 250 for one in (refusals[0], *refusals[0].more))
    assert calls < MOST_CALLS


@pytest.mark.parametrize("unit", ["words on a line\n", "&amp; ", "> a\n", "(a) ", "a@b.example "])
def test_a_text_that_is_only_long_is_read_in_work_that_grows_with_it(unit):
    few, many = (
        calls_of(lambda text=unit * count: parse_body(Path("any.md"), text))
        for count in (600, 1_200)
    )

    assert many < 2.5 * few


def test_what_nests_deep_is_told_where_and_none_of_it_is_left_out_unsaid():
    deep = "".join(f"{'  ' * deep}- a\n" for deep in range(40))

    with pytest.raises(ContentInvalid, match=r"any\.md:\d+: this nests deeper than 30 blocks"):
        parse_body(Path("any.md"), f"Hello.\n\n{deep}")
    assert parse_body(Path("any.md"), "".join(f"{'  ' * n}- a\n" for n in range(10)))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    with pytest.raises(ContentInvalid, match="104,857,600 bytes"):
        read_text(path)


def test_a_file_that_exhausts_hides_no_fault_of_another(folder, library):
    write(
        folder, "editions/beat/02-deep.md", f"---\nnewsletter: beat\ntitle: A\n---\n{'> ' * DEEP}a"
    )
    write(folder, "editions/beat/03-why.md", "---\nnewsletter: beat\ntitle: Why: now\n---\nHi.")
    write(folder, "surveys/deep.yaml", f"key: {'[' * DEEP}")

    with pytest.raises(ContentInvalid) as refused:
        library()
    assert lines_by_file(folder, (refused.value, *refused.value.more)) == {
        "surveys/deep.yaml": {1}
    }
    (folder / "surveys/deep.yaml").unlink()
    with pytest.raises(ContentInvalid) as refused:
        library()
    assert lines_by_file(folder, (refused.value, *refused.value.more)) == {
        "editions/beat/02-deep.md": {5},
        "editions/beat/03-why.md": {3},
    }
