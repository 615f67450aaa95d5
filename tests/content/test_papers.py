"""Drafts and files are two shelves of one thing: what is written there is read here."""

from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.announcements import Announcement, InLanguage
from bot.beat.rules.audience import To
from bot.errors import ContentInvalid
from content.library import SAMPLE
from content.newsletters import load_newsletters
from content.papers import papers_of, read_paper
from content.shelves import load_edition

PROMISED = load_newsletters(SAMPLE / "newsletters.yaml")
DAILY = "cadence: {rule: FREQ=DAILY, starts_on: 2026-11-24T09:00}"
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip)
WORDS = (
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1)
        | st.sampled_from(["\r", "\r\n", "\n"]),
        min_size=1,
        max_size=5,
    )
    .map("".join)
    .map(str.strip)
)
BEAT = "partner-beat"
SLOTS = [datetime(2026, 1, 20, 9), datetime(2026, 11, 24, 9)]  # noqa: DTZ001 - wall clock
KNOWN = {
    *("title", "words", "topic", "whom", "meant", "when", "said", "rule", "starts_on", "zone"),
    *("by_manager", "must_read", "kept", "newsletter", "to", "evergreen", "languages"),
}


def announced(**more: object) -> st.SearchStrategy[Announcement]:
    """Whatever somebody may write."""
    given = {
        "title": LINE.filter(lambda title: 0 < len(title) <= 150),
        "words": WORDS.filter(bool),
        "topic": st.sampled_from(sorted(PROMISED.topics)),
        "whom": LINE | st.just(""),
        "meant": st.just(""),
        "by_manager": st.booleans(),
        "evergreen": st.just(value=False),
        "languages": st.deferred(lambda: LANGUAGES),
        "kept": st.just("") | LINE.filter(lambda reason: 0 < len(reason) <= 200),
        "must_read": st.just("") | LINE.filter(lambda reason: 0 < len(reason) <= 200),
    }
    return st.builds(Announcement, **{**given, **more})


def also_in(tag: str) -> st.SearchStrategy[InLanguage]:
    title = LINE.filter(lambda title: 0 < len(title) <= 150)
    return st.builds(InLanguage, st.just(tag), title, WORDS.filter(bool))


LANGUAGES = st.just(()) | st.tuples(also_in("de")) | st.tuples(also_in("de"), also_in("pt-BR"))
FOR_NOW = announced(
    when=LINE | st.just(""),
    said=st.just(""),
    rule=st.just(""),
    starts_on=st.none(),
    zone=st.none(),
    newsletter=st.just(""),
    to=st.just(To.PEOPLE),
)
AGAIN = announced(
    when=LINE,
    said=LINE,
    rule=st.sampled_from(["FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY;COUNT=1"]),
    starts_on=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(second=0, microsecond=0)
    ),
    zone=st.none() | st.just("Europe/Berlin"),
    newsletter=st.just(""),
    to=st.just(To.PEOPLE),
)
EDITIONS = st.builds(
    lambda draft, slot: replace(
        draft.in_slot(BEAT, slot, None, ""), to=PROMISED.newsletters[BEAT].to
    ),
    announced(kept=st.just("")),
    st.sampled_from(
        [slot for slot in SLOTS if PROMISED.newsletters[BEAT].cadence.has_slot_on(slot.date())]
    ),
)

EVERGREENS = announced(
    **{name: st.just("") for name in ("topic", "kept", "when", "said", "rule")},
    starts_on=st.none(),
    zone=st.none(),
    newsletter=st.just(BEAT),
    to=st.just(PROMISED.newsletters[BEAT].to),
    evergreen=st.just(value=True),
)


def test_all_that_can_be_written_in_chat_is_known_to_files():
    assert {field.name for field in fields(Announcement)} == KNOWN


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("papers")


@given(FOR_NOW | AGAIN | EDITIONS | EVERGREENS)
def test_what_is_written_as_a_file_reads_as_it_was(folder, draft):
    for old in folder.glob("paper*.md"):
        old.unlink()
    place, *others = papers = papers_of("0123456789abcdef01234567", draft)
    for at, text in papers.items():
        (folder / at.name.replace(place.stem, "paper", 1)).write_bytes(text.encode())
    paper = read_paper(folder / "paper.md", PROMISED)

    assert (paper.key, paper.draft) == ("0123456789abcdef01234567", draft)
    assert place.suffix == ".md"
    assert len(others) == len(draft.languages)


def test_an_edition_of_chat_may_lie_among_the_files_of_its_newsletter(folder):
    words = "The **price list** stays."
    draft = Announcement(title="Über Preise: 2026", words=words, topic="", whom="gold partners")
    papers = papers_of("0123456789abcdef", draft.in_slot(BEAT, SLOTS[1], None, ""))
    [(place, text)] = papers.items()
    path = folder / place
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode())
    edition = load_edition(path, PROMISED)

    assert str(place) == "editions/partner-beat/2026-11-24-uber-preise-2026-012345.md"
    assert edition.head.key == "partner-beat/0123456789abcdef"
    assert edition.own_key == "0123456789abcdef"
    assert (edition.head.title, edition.head.audience.words) == (draft.title, "gold partners")
    assert edition.head.day == SLOTS[1].date()


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("title: A\nslot: 2026-11-24", "3: only an edition has a slot"),
        ("title: A\ntopic: gossip", "3: unknown topic 'gossip'"),
        ("newsletter: gossip\ntitle: A", "2: unknown newsletter 'gossip'"),
        ("newsletter: partner-beat\ntitle: A\nslot: 2026-11-25", "4: Partner Beat has no slot on"),
        ("newsletter: partner-beat\ntitle: A\nwhen: now", "4: an edition has its newsletter's"),
        (
            "title: A\nwhen: now\ncadence: {rule: FREQ=DAILY, starts_on: 2026-11-24T09:00}",
            "3: say",
        ),
        (f"title: A\n{DAILY.replace('FREQ=', '')}", "3: "),
        (f"title: A\naudience: {'gold ' * 70}", "3: "),
        (f"title: A\nwhen: {'tomorrow ' * 30}", "3: "),
    ],
)
def test_what_is_no_draft_is_named_with_its_line(folder, head, told):
    path = folder / "wrong.md"
    path.write_text(f"---\n{head}\n---\nHi.", encoding="utf-8")
    with pytest.raises(ContentInvalid) as refused:
        read_paper(path, PROMISED)
    assert f"{refused.value.line}: {refused.value.reason}".startswith(told)
