"""What the vendor wants to be asked before something goes out, as it says in a file."""

from datetime import timedelta

import pytest

from bot.beat.rules.approving import ANYTHING_GOES, Policy
from bot.errors import ContentInvalid
from content.approval import load_approval
from content.library import SAMPLE, STARTING

LETTERS = ("beat", "notes")


def read(tmp_path, text):
    path = tmp_path / "approval.yaml"
    path.write_text(text)
    return load_approval(path, LETTERS)


def test_without_a_file_nobody_is_asked(tmp_path):
    assert load_approval(tmp_path / "approval.yaml", LETTERS) == ANYTHING_GOES


def test_every_line_of_it_is_read(tmp_path):
    text = """
approval: {above: 200, tiers: [Gold], files: approved}
objection: {of: [beat, announcements], window: 2 days}
"""
    policy = read(tmp_path, text)

    tiers, of = frozenset({"Gold"}), frozenset({"beat", "announcements"})
    assert policy == Policy(200, tiers, True, of, timedelta(days=2))  # noqa: FBT003 - as written


def test_what_is_not_said_is_as_most_want_it(tmp_path):
    policy = read(tmp_path, "approval: {above: 0}\nobjection: {of: [beat]}")

    assert policy == Policy(0, object_to=frozenset({"beat"}), window=timedelta(hours=24))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("approval: {files: approved}", 1, "say from which size on"),
        ("approval:\n  above: -1", 2, "above"),
        ("objection:\n  of: [gossip]", 2, "'gossip' is neither a newsletter nor announcements"),
        ("objection:\n  of: [beat]\n  window: soon", 3, "such as: 24 hours"),
        ("objection:\n  of: [beat]\n  window: 15 days", 3, "at most 14 days"),
        ("approval:\n  abvoe: 3", 2, "there is no such field"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write(tmp_path, text, line, reason):
    with pytest.raises(ContentInvalid) as problem:
        read(tmp_path, text)

    assert problem.value.line == line
    assert reason in problem.value.reason


@pytest.mark.parametrize("folder", [SAMPLE, STARTING])
def test_the_sample_and_the_starting_content_have_one(folder):
    policy = load_approval(folder / "approval.yaml", LETTERS)

    assert policy.may_want_approval
    assert policy.lets_object("announcements")
