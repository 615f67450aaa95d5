"""By what an edition is known again: whatever becomes of its file, it goes out once."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.identity import Known, known_as
from bot.beat.rules.texts import FILES, FileText, TextKind, choose_edition

SLOT = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - slots are wall-clock moments


def lying(name: str, words: str, own_key: str = "", series: str = "beat") -> FileText:
    """A file as it lies in the folder."""
    key, place = f"{series}/{own_key or name}", f"{series}/{name}"
    named = {"series": series, "place": place, "own_key": own_key, "words": words}
    return FileText(TextKind.EDITION, key, words, **named)


def remembered(key: str, file: FileText, owner: str = FILES) -> Known:
    """The same once it was brought in."""
    return Known(key, owner, file.place, file.own_key, file.words)


HELLO = lying("01-hello", "Hello")
BEFORE = remembered("beat/01-hello", HELLO)


@pytest.mark.parametrize(
    "now",
    [
        HELLO,
        lying("07-hello", "Hello"),
        lying("hello", "Hello"),
        lying("01-hello", "Hello", series="news"),
        lying("01-hello", "Hello, all"),
        lying("01-hello", "Hello", own_key="greeting"),
        lying("02-greeting", "Hello", own_key="greeting"),
    ],
    ids=["as it was", "renumbered", "renamed", "moved", "reworded", "given a key", "key and name"],
)
def test_a_file_that_has_changed_is_the_edition_it_was(now):
    assert list(known_as([now], [BEFORE])) == ["beat/01-hello"]


@pytest.mark.parametrize(
    "now",
    [
        lying("02-other", "Goodbye", own_key="greeting"),
        lying("02-other", "Goodbye", own_key="greeting", series="news"),
    ],
)
def test_by_its_own_key_it_is_known_when_all_else_has_changed(now):
    file = lying("01-hello", "Hello", own_key="greeting")
    assert list(known_as([now], [remembered("beat/greeting", file)])) == ["beat/greeting"]


def test_two_keys_of_their_own_are_two_editions_even_with_the_same_words():
    file = lying("01-hello", "Hello", own_key="may")
    now = lying("01-hello", "Hello", own_key="june")
    assert list(known_as([now], [remembered("beat/may", file)])) == ["beat/june"]


def test_a_copy_beside_what_stands_is_an_edition_of_its_own():
    found = known_as([HELLO, lying("02-again", "Hello")], [BEFORE])
    assert {key: file.place for key, file in found.items()} == {
        "beat/01-hello": "beat/01-hello",
        "beat/02-again": "beat/02-again",
    }


def test_numbers_that_all_move_on_for_a_new_first_one_leave_each_text_what_it_was():
    before = [remembered(f"beat/0{n}", lying(f"0{n}", f"Text {n}")) for n in (1, 2)]
    now = [lying("01", "New"), lying("02", "Text 1"), lying("03", "Text 2")]
    found = {file.words: key for key, file in known_as(now, before).items()}
    assert found == {"New": "beat/01-2", "Text 1": "beat/01", "Text 2": "beat/02"}


def test_what_a_person_wrote_is_known_by_its_key_alone():
    hers = replace(lying("", "Hello", own_key="a1b2"), place="")
    before = [remembered("beat/a1b2", hers, "vera")]
    exported = lying("2026-12-01-hello", "Hello", own_key="a1b2")

    assert list(known_as([exported], before)) == ["beat/a1b2"]
    assert list(known_as([HELLO], before)) == ["beat/01-hello"]


@dataclass
class Folder:
    """A folder of editions between slots; each file holds one text, known to the test alone."""

    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    went_out: list[int] = field(default_factory=list)
    written: int = 0

    def add(self, place: int) -> None:
        """Write a new text, at this place; those behind it move on by a number."""
        self.written += 1
        bodies = [body for _, body in sorted(self.files.items())]
        bodies.insert(place, (self.written, f"Text {self.written}"))
        self.files = {f"{n:03}": body for n, body in enumerate(bodies)}

    def rename(self, order: st.DataObject) -> None:
        """Give every file another number."""
        bodies = order.draw(st.permutations(sorted(self.files.values())))
        self.files = {f"{n:03}": body for n, body in enumerate(bodies)}

    def reword(self) -> None:
        """Change what every file says."""
        self.files = {name: (n, f"{words}!") for name, (n, words) in self.files.items()}

    def bring_in(self) -> None:
        """Read the folder."""
        files = [lying(name, words) for name, (_, words) in self.files.items()]
        self.texts = {}
        for key, file in known_as(files, self.known.values()).items():
            self.known[key] = remembered(key, file)
            self.texts[key] = self.files[file.place.removeprefix("beat/")][0]

    def strike(self) -> None:
        """Let a slot come."""
        heads = [Waits(key, self.known[key].place) for key in self.texts]
        head = choose_edition(heads, "beat", SLOT, self.sent)
        if head is not None:
            self.sent.append(head.key)
            self.went_out.append(self.texts[head.key])


@dataclass(frozen=True)
class Waits:
    key: str
    place: str
    newsletter: str = "beat"
    day: None = None


STEPS = st.lists(st.sampled_from(["add", "rename", "reword", "strike"]), max_size=25)


@given(STEPS, st.data())
def test_however_files_are_numbered_each_text_goes_out_once(steps, data):
    folder = Folder()
    for step in steps:
        match step:
            case "add":
                folder.add(data.draw(st.integers(0, len(folder.files))))
            case "rename":
                folder.rename(data)
            case "reword":
                folder.reword()
            case _:
                folder.strike()
        folder.bring_in()
    for _ in folder.files:
        folder.strike()

    assert sorted(folder.went_out) == list(range(1, folder.written + 1))
