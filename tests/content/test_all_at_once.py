"""Everything that is wrong with a folder is told in one run, whatever kind of file it is in."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.beat.rules.announcements import Announcement
from bot.errors import ContentInvalid
from content.check import faults_of
from content.desk import WritingDesk
from content.library import read_library
from content.papers import read_paper
from content.wording import load_wording
from drumbeat.rereading import LOOK_SECONDS, Rereading

COLON = "a colon in a value needs quotes: write "
WORDS = "Hi {{ nobody }}.\n\n<form>\n"
HEAD = f"---\nnewsletter: beat\ntitle: Why: now\nslot: soon\ncolour: red\n---\n{WORDS}"
WRONG = {
    "approval.yaml": ("approval:\n  above: few: 3\n  files: maybe\n", {2, 3}),
    "cases.yaml": ("solved_days: 0\ncauses:\n  - key: a\n    title: A: B\n", {1, 4}),
    "catalogue/de.yaml": (
        "metrics:\n  mrr: {label: [x}\n  luck: {label: Glueck}\ntopics: 1\n",
        {2, 4},
    ),
    "confidential.yaml": ("readers:\n  - nora\n  - @mia\nwriters: []\n", {2, 3, 4}),
    "editions/beat/02-why.md": (HEAD, {3, 4, 5, 7, 9}),
    "editions/beat/03-no-head.md": ("Hi {{ nobody }}.\n", {1}),
    "mappings/ours.yaml": ("kind: contacts: all\nskip_rows: -1\ncolour: red\n", {1, 2, 3}),
    "pages/privacy.md": ("# Us\n\n{{ nobody }}\n\n<form>\n", {3, 5}),
    "quiet.yaml": ("hours: late\nholidays: never: ever\nweekend: perhaps\n", {1, 2, 3}),
    "surveys/second.yaml": (
        "key: Second\ntitle: How: so\nscore: nps\nopen_days: many\n",
        {1, 2, 4},
    ),
    "surveys/second.de.yaml": ("title: Wie: so\nfrage: x\n", {1, 2}),
    "tiers.yaml": (
        "tiers:\n  - {name: A, needs: {arr: few}}\n  - name: B: C\n  - {title: D}\n",
        {2, 3, 4},
    ),
    "wording/de.yaml": ("mute_topic: a: b\nno_such_key: x\n", {1}),
    "wording/en.yaml": ("mute_topic: '{nobody}'\nno_such_key: x\n", {1, 2}),
}


def write(folder, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def wrong(folder):
    """A folder in which every kind of file has faults of more than one class."""
    for name, (text, _) in WRONG.items():
        write(folder, name, text)
    return folder


def lines_by_file(folder, faults) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in faults:
        found.setdefault(str(one.path.relative_to(folder)), set()).add(one.line)
    return found


@pytest.mark.parametrize("newsletters", ["", "  - key: other\n    title: The: Other\n"])
def test_a_fault_of_each_kind_in_each_file_is_told_in_one_run(wrong, newsletters):
    path = wrong / "newsletters.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + newsletters, encoding="utf-8")

    found = lines_by_file(wrong, faults_of(wrong, "Cirrus"))

    added = {"newsletters.yaml": {12, 13}} if newsletters else {}
    for name, (_, lines) in WRONG.items():
        assert found[name] >= lines, name
    assert found.keys() == WRONG.keys() | added.keys()
    assert all(found[name] == lines for name, lines in added.items())


def test_no_fault_is_told_twice_and_none_in_the_words_of_a_library(wrong):
    faults = faults_of(wrong, "Cirrus")
    told = Counter((one.path, one.line, one.reason) for one in faults)

    assert max(told.values()) == 1
    for _, _, reason in told:
        assert not {"Input", "should", "expected", "mapping"} & set(reason.split()), reason


def test_what_a_server_needs_at_its_start_is_told_at_once(wrong):
    with pytest.raises(ContentInvalid) as refused:
        read_library(wrong, "Cirrus")

    found = {one.path.name for one in (refused.value, *refused.value.more)}
    assert found == {
        *("approval.yaml", "confidential.yaml", "quiet.yaml", "second.yaml", "second.de.yaml")
    }


def test_what_is_read_anew_while_serving_is_told_at_once(folder):
    library, clock = read_library(folder, "Cirrus"), [0.0]
    now = datetime(2026, 11, 30, tzinfo=UTC)

    async def taken(_: datetime) -> None:
        raise AssertionError("a folder with faults is not taken in")

    async def look_twice() -> tuple[ContentInvalid, ...]:
        rereading = Rereading(library, taken, lambda: clock[0])
        for name in ("quiet.yaml", "editions/beat/02-why.md", "cases.yaml", "wording/en.yaml"):
            write(folder, name, WRONG[name][0])
        for _ in range(2):
            clock[0] += LOOK_SECONDS
            await rereading.look(now)
        return rereading.faults

    found = lines_by_file(folder, asyncio.run(look_twice()))

    assert found.keys() == {"quiet.yaml", "editions/beat/02-why.md", "cases.yaml"}
    assert found["editions/beat/02-why.md"] == WRONG["editions/beat/02-why.md"][1]


def test_what_was_written_in_chat_is_told_at_once_by_its_own_lines(library):
    desk = WritingDesk("Cirrus", load_wording(), lambda: library().promised)
    draft = Announcement(title="Prices: new", words="Hi {{ nobody }}.\n\n<form>\n", topic="news")

    with pytest.raises(ContentInvalid) as refused:
        desk.write("draft", draft, draft.cadence(datetime(2026, 11, 30, tzinfo=UTC)))

    assert [one.line for one in (refused.value, *refused.value.more)] == [1, 3]


def test_a_file_that_becomes_a_draft_tells_the_faults_of_its_head_and_its_words(folder, library):
    text = "---\ntitle: Why: now\nslot: soon\n---\nHi {{ nobody }}.\n\n<form>\n"
    write(folder, "announcements/why.md", text)

    with pytest.raises(ContentInvalid) as refused:
        read_paper(folder / "announcements/why.md", library().promised)

    assert [one.line for one in (refused.value, *refused.value.more)] == [2, 3, 5, 7]
    assert refused.value.reason == f'{COLON}title: "Why: now"'
