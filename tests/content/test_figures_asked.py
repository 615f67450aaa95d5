"""A figure in a text whose question is none for its readers is refused where the text is read."""

import shutil

import pytest

from bot.beat.rules.announcements import Announcement
from bot.errors import ContentInvalid
from content.check import faults_of
from content.desk import SOME_DAY, WritingDesk
from content.figures_asked import FigureQuestions
from content.library import SAMPLE, read_library
from content.wording import load_wording

HEAD = "---\nnewsletter: partner-beat\ntitle: News\n---\nYour numbers.\n\n"
NAMES = {"product": ("CloudBackup Pro", "VoiceHub"), "partner": ("Acme IT Services",)}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SAMPLE, tmp_path / "content")


def with_figure(folder, question, ending=""):
    """Add an edition that asks this, and in the language of an ending."""
    edition = folder / "editions/partner-beat/99-numbers"
    text = f"{HEAD}::figure[Yours]{{{question}}}\n"
    edition.with_suffix(".md").write_text(text if not ending else HEAD)
    if ending:
        edition.with_suffix(f"{ending}.md").write_text(f"Ihre Zahlen.\n\n{text[len(HEAD) :]}")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("how lucky are we", "cannot be read"),
        ("website visitors", "cannot be read"),
        ("revenue", "may mean several things"),
        ("cac", "not for people at partners"),
        ("arr by region", "not for people at partners"),
        ("arr by month", "more than one number"),
        ("arr and mrr", "more than one number"),
        ("arr vs last year", "more than one number"),
        ("top 3 products by arr", "more than one number"),
    ],
)
def test_a_check_names_the_figure_that_its_readers_would_not_be_shown(folder, question, why):
    with_figure(folder, question)

    [fault] = faults_of(folder, "Cirrus")

    assert (fault.path.name, fault.line) == ("99-numbers.md", 7)
    assert f"\N{LEFT DOUBLE QUOTATION MARK}{question}\N{RIGHT DOUBLE QUOTATION MARK}" in str(fault)
    assert why in fault.reason


@pytest.mark.parametrize(
    ("question", "unknown", "known"),
    [
        ("arr", None, None),
        ("churn last month", None, None),
        ("arr of VoiceHub", None, None),
        ("arr without VoiceHub", None, None),
        ("arr of ThatOneThing", None, "cannot be read"),
        ("arr of Acme", None, "names a partner"),
        ("arr of thatonething", "cannot be read", "cannot be read"),
    ],
)
def test_names_are_held_against_those_there_are_where_they_are_known(
    folder, question, unknown, known
):
    with_figure(folder, question)
    asked = FigureQuestions(folder, names=NAMES)

    for told, why in ((faults_of(folder, "Cirrus"), unknown), (_by(folder, asked), known)):
        assert [why in one.reason for one in told] == ([True] if why else [])


def _by(folder, asked):
    return faults_of(folder, "Cirrus", asked=asked)


def test_a_translation_asks_the_same_and_its_fault_names_its_own_file(folder):
    with_figure(folder, "how lucky are we", ".de")

    [fault] = faults_of(folder, "Cirrus")

    assert (fault.path.name, fault.line) == ("99-numbers.de.md", 3)


def test_a_library_with_such_a_figure_brings_in_nothing(folder):
    with_figure(folder, "arr by month")
    library = read_library(folder, "Cirrus")

    with pytest.raises(ContentInvalid, match=r"99-numbers.md:7: .*more than one number"):
        library.texts()


def test_the_vendors_own_currency_is_the_one_to_ask_in(folder):
    with_figure(folder, "arr in eur")

    assert len(faults_of(folder, "Cirrus")) == 1
    assert _by(folder, FigureQuestions(folder, "EUR")) == ()


def test_a_draft_names_the_line_of_its_words(folder):
    library = read_library(folder, "Cirrus")
    desk = WritingDesk("Cirrus", load_wording(), lambda: library.promised, lambda: library.asked)
    asked = ("how lucky are we", "arr", "arr by month")
    words = "Yours:\n\n" + "\n\n".join(f"::figure[A]{{{one}}}" for one in asked)
    draft = Announcement(title="News", words=words, topic="programme-news")

    with pytest.raises(ContentInvalid) as refused:
        desk.worded(draft, SOME_DAY)

    told = refused.value
    assert [one.line for one in (told, *told.more)] == [3, 7]
    assert desk.write("draft", draft, SOME_DAY).key
