"""Reviewed files: what was written stays as it was, and what is written wrong is said plainly."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic_core import ErrorDetails, PydanticKnownError
from pydantic_core.core_schema import ErrorType

from bot.errors import ContentInvalid
from content.documents import parse_yaml, read_text, validate
from content.shape_words import said_of as shape_said
from content.shapes import Strict
from content.yaml_words import UNKNOWN, said_of

FILE = Path("any.yaml")


def faults_of(text: str) -> list[str]:
    return [f"{fault.line}: {fault.reason}" for fault in parse_yaml(FILE, text).faults]


def test_what_was_written_stays_what_it_was():
    text = "a: no\nb: 9:00\nc: 2026-01-01\nd: 012\ne: 1_000\nf:\ng: 1e3\nh: ~\ni: 'null'\nNO: on\n"
    read = parse_yaml(FILE, text)

    assert list(read.data.items()) == [
        *(("a", "no"), ("b", "9:00"), ("c", "2026-01-01"), ("d", "012"), ("e", "1_000")),
        *(("f", None), ("g", "1e3"), ("h", None), ("i", "null"), ("NO", "on")),
    ]
    assert read.line_of(("b",)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: A: B\n", '1: a colon in a value needs quotes: write title: "A: B"'),
        (
            '- title: Say "A: B"\n',
            "1: a colon in a value needs quotes: write title: 'Say \"A: B\"'",
        ),
        ("a: 1\n  b: 2\n", "2: 'b: 2' stands further right than 'a: 1' above it"),
        ("a:1\nb: 2\n", "1: a space is missing behind the colon: write a: 1"),
        ("a: 1\nb:2\nc: 3\n", "2: a space is missing behind the colon: write b: 2"),
        ("a: 1\nbeta\nc: 3\n", "2: 'beta' is no key with a value: write key: value"),
        ("a:\n\tb: 2\n", "2: a tab stands in 'b: 2' before its words: indent with spaces"),
        ("\ta: 1\n", "1: a tab stands in 'a: 1' before its words"),
        ("a: 'never closed\nb: 1\n", "1: the quote ' that opens in"),
        ('a: "never closed\nb: 1\n', '1: the quote " that opens in'),
        ("a: 'it's closed'\n", "1: words stand behind the quote ' that closes"),
        ('a: "C:\\Dir"\n', "1: a backslash in double quotes"),
        ("a: [1,\nb: 2\n", "1: [ opens in 'a: [1,' and is not closed with ]"),
        ("a: {b: 1\nc: 2\n", "1: { opens in 'a: {b: 1' and is not closed with }"),
        ("a: ] b\n", '1: a value that begins with ] needs quotes around it: write a: "] b"'),
        ("a: [link](http://x)\n", "1: a value that begins with [ needs quotes"),
        (
            "a: {{ vendor }} b\n",
            '1: a value that begins with {{ needs quotes around it: write a: "',
        ),
        ("a: {{ vendor }}\n", "1: a key is a word: a value that begins with {{"),
        ("? [a]\n: b\n", "1: a key is a word"),
        ("a: - b\n", "1: a list begins on the line below its key"),
        ("a:\n  - b\n - c\n", "3: '- c' is an entry of a list where a key is wanted"),
        ("- a\nb: 1\n", "2: 'b: 1' does not begin in the column of its neighbours"),
        ("  a: 1\nb: 2\n", "2: 'b: 2' does not begin in the column of its neighbours"),
        ("a: @b\n", '1: a value that begins with @ needs quotes around it: write a: "@b"'),
        ("a: `b`\n", '1: a value that begins with ` needs quotes around it: write a: "`b`"'),
        ("a: %b\n", '1: a value that begins with % needs quotes around it: write a: "%b"'),
        ("%b: 1\n", "1: a line that begins with % says something to a program"),
        (
            "a: > 90 %\n",
            '1: a value that begins with > or | needs quotes around it: write a: "> 9',
        ),
        ("a: **b**\n", '1: a value that begins with & or * needs quotes around it: write a: "**b'),
        ("a: ? b\n", '1: a value that begins with ? needs quotes around it: write a: "? b"'),
        ("a: 1\nb: &x 1\n", "2: a value that begins with & or * needs quotes"),
        ("a: 1\nb: *x\n", "2: a value that begins with & or * needs quotes"),
        ("a: !!python/name:os.system x\n", "1: a value that begins with ! needs quotes"),
        ("a: !important\n", "1: a value that begins with ! needs quotes"),
        ("a: 1\na: 2\n", "2: the key 'a' stands here twice"),
        ("a: 1\n---\nb: 2\n", "2: a second text begins here with ---"),
        (
            "a: x\x00y\nb: 1\x07\n",
            "1: a sign that cannot be seen stands here (\\x00): take it out",
        ),
    ],
)
def test_a_mistake_is_said_plainly_and_where(text, said):
    assert faults_of(text)[0].startswith(said)


WRONG_ALL_OVER = """\
topics:
  news: News
  a: B: C
  d: "never closed
newsletters:
  - key: beat
    title: The: Beat
    topic: @news
    promise: every
    promise: again
  - key: 'other
    title: well
words without colon
languages: {de: 1}
"""


def test_one_mistake_hides_no_other():
    assert [each.split(":")[0] for each in faults_of(WRONG_ALL_OVER)] == [
        *("3", "4", "7", "8", "10", "11", "13")
    ]
    assert parse_yaml(FILE, WRONG_ALL_OVER).data == {
        "topics": {"news": "News"},
        "newsletters": [{"key": "beat", "promise": "every"}, {"title": "well"}],
        "languages": {"de": "1"},
    }


class Part(Strict):
    title: str
    days: int
    is_open: bool = True


class Whole(Strict):
    first: Part
    second: Part


def told(text: str) -> list[str]:
    with pytest.raises(ContentInvalid) as refused:
        validate(parse_yaml(FILE, text), Whole)
    return [f"{one.line}: {one.reason}" for one in (refused.value, *refused.value.more)]


def test_what_is_written_wrong_hides_nothing_of_the_shape_and_is_missed_by_nobody():
    text = "first:\n  title: A: B\n  days: soon\nsecond:\n  days: 1\n  is_open: 5\n"

    assert told(text) == [
        '2: a colon in a value needs quotes: write title: "A: B"',
        "3: first.days: write a whole number, such as 14, not 'soon'",
        "4: second.title: this is missing",
        "6: second.is_open: write true or false, not '5'",
    ]


def test_every_missing_field_is_told():
    assert told("first: {}\nsecond: {}\n") == [
        *(f"1: first.{name}: this is missing" for name in ("title", "days")),
        *(f"2: second.{name}: this is missing" for name in ("title", "days")),
    ]


def test_numbers_are_words_where_words_are_wanted():
    text = "first: {title: 2026, days: 1_000}\nsecond: {title: no, days: 014, is_open: off}\n"
    read = validate(parse_yaml(FILE, text), Whole)

    assert (read.first.title, read.first.days) == ("2026", 1000)
    assert (read.second.title, read.second.days, read.second.is_open) == ("no", 14, False)


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null"])
def test_where_nothing_stands_that_is_said(nothing):
    text = f"first: {{title: a, days: true}}\nsecond:\n  days: 1\n  title: {nothing}\n"

    assert told(text) == [
        "1: first.days: write a whole number, such as 14, not 'true'",
        "4: second.title: nothing stands here; the word null itself is written in quotes",
    ]


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("title: a\n".encode("utf-16"), 1, "the file is in UTF-16: save it as UTF-8"),
        ("a: b\ntitle: ä\n".encode("cp1252"), 2, "a letter is not in UTF-8 (byte 0xe4)"),
        (b"a" * 500_001, 1, "this file has 500,001 bytes: a text has 500,000 at most"),
    ],
)
def test_a_file_that_is_no_text_says_how_to_save_it(tmp_path, written, line, said):
    path = tmp_path / "any.yaml"
    path.write_bytes(written)

    with pytest.raises(ContentInvalid) as refused:
        read_text(path)
    assert (refused.value.line, refused.value.reason[: len(said)]) == (line, said)


def test_the_ends_of_lines_and_a_mark_before_them_are_no_words(tmp_path):
    path = tmp_path / "any.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")

    assert parse_yaml(path, read_text(path)).data == {"a": "1", "b": "2", "c": "3"}


LIBRARY = Path(yaml.__file__).parent
RAISED = ("reader", "scanner", "parser", "composer", "constructor")
IN_C = re.compile(
    rb"(?:while |did not find |could not find |found |invalid |unexpected |control |incomplete )"
    rb"[ -~]{6,90}|[ -~]{3,40} (?:is|are) not allowed(?: in this context)?"
)


def _messages() -> Iterator[tuple[str, str]]:
    """Yield what both parsers of the library can say, each with the words around it."""
    for name in RAISED:
        for node in ast.walk(ast.parse((LIBRARY / f"{name}.py").read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error"):
                words = [
                    "".join(
                        part.value
                        for part in ast.walk(arg)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )
                    for arg in node.args
                ]
                context, problem = ([each for each in words if each] or [""])[:1], words[2:3]
                yield context[0], (problem or context)[0]
    spec = importlib.util.find_spec("yaml._yaml")
    assert spec is not None
    assert spec.origin is not None
    for found in IN_C.findall(Path(spec.origin).read_bytes()):
        yield "", found.decode()


MESSAGES = sorted(set(_messages()))


def test_the_messages_of_the_library_are_found():
    assert len(MESSAGES) > 120
    assert {"mapping values are not allowed here", "did not find expected key"} <= {
        problem for _, problem in MESSAGES
    }


@pytest.mark.parametrize(("context", "problem"), MESSAGES)
def test_no_message_of_the_library_comes_through(context, problem):
    error = yaml.MarkedYAMLError(context or None, None, problem, None)
    line, said = said_of(error, ["title: some words"])

    assert line == 1
    for words in filter(None, (context, problem)):
        assert words.lower() not in said.lower()
    assert not {"while", "expected", "token"} & set(said.split())


def test_what_the_library_learns_to_say_is_said_in_our_words():
    error = yaml.MarkedYAMLError(None, None, "something new", None)

    assert said_of(error, ["", "title: some words", ""]) == (1, UNKNOWN)
    assert said_of(yaml.YAMLError("something new"), ["", "title: x", ""]) == (2, UNKNOWN)


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_message_about_a_shape_comes_through(kind):
    """What models say of a value is the library's too."""
    filled = {
        **dict.fromkeys(("ge", "gt", "le", "lt", "multiple_of", "max_length", "min_length"), 3),
        "expected": "'a' or 'b'",
        "pattern": "x+",
        "field_type": "List",
        "actual_length": 5,
    }
    try:
        theirs = PydanticKnownError(kind, filled).message()
    except (KeyError, TypeError, ValueError):
        theirs = ""  # it asks for words of its own, which are put into its sentence
    for given in ("words", None, ["a list"]):
        details: ErrorDetails = {
            "type": kind,
            "loc": (),
            "msg": "x",
            "input": given,
            "ctx": filled,
        }
        said = shape_said(details) if kind != "value_error" else "ours"

        assert said not in {"", theirs}
        assert not re.search("[Ii]nput|[Ss]hould", said)


def test_a_block_is_told_from_a_value():
    wanted = "fields are wanted here, one a line below it: write key: value, two columns "
    wanted += "further in"

    assert told("first: 1\nsecond: [a]\n") == [f"1: first: {wanted}", f"2: second: {wanted}"]
