"""Reviewed files are read in C, and read again where that reader finds fault."""

from pathlib import Path

import pytest
import yaml

import content
from bot.errors import ContentInvalid
from content.documents import parse_yaml, read_yaml

OURS = Path(content.__file__).parent
FILES = sorted(str(path.relative_to(OURS)) for path in OURS.rglob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_both_readers_read_the_same_from_the_same_lines(name, monkeypatch):
    fast = read_yaml(OURS / name)
    monkeypatch.setattr("content.documents._FastLoader", FindsFault)

    assert read_yaml(OURS / name) == fast


def test_what_was_written_stays_what_it_was():
    read = parse_yaml(Path("any.yaml"), "a: no\nb: 9:00\nc: 2026-01-01\nd: 12\ne: true\nf:\n")

    assert read.data == {"a": "no", "b": "9:00", "c": "2026-01-01", "d": 12, "e": True, "f": None}
    assert read.line_of(("b",)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1,\nb: 2\n", "any.yaml:3: expected ',' or ']', but got '<stream end>'"),
        ("a: 'never closed\n", "any.yaml:2: found unexpected end of stream"),
        ("a: &x 1\nb: *x\n", "any.yaml:1: aliases are not used here"),
        ("a: 1\na: 2\n", "any.yaml:2: the key 'a' stands here twice"),
    ],
)
def test_a_mistake_is_said_plainly_and_where(text, said):
    with pytest.raises(ContentInvalid) as refused:
        parse_yaml(Path("any.yaml"), text)

    assert str(refused.value) == said


class FindsFault:
    def __init__(self, text):
        raise yaml.YAMLError
