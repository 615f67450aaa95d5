"""One word, one meaning: the glossary is the law."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import PROJECT, named, product_files, texts

EMPTY_WORDS = {"utils", "helpers", "common", "misc"}
FOREIGN_WORDS = {"channel", "channels", "tenant", "tenants", "campaign", "campaigns"}
GLOSSARY = PROJECT / "docs" / "glossary.md"
# fmt: off
OUR_WORDS = {
    "vendor", "partner", "contact", "role", "permission", "sponsor", "platform",
    "installation", "address", "conversation", "audience", "newsletter", "edition",
    "announcement", "cadence", "slot", "occurrence", "send", "delivery", "outcome", "lane",
    "survey", "wave", "response", "score", "case", "metric", "dimension", "grain", "reading",
    "answer",
}
# fmt: on

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root)\b")
REFERENCE = re.compile(r"(?<!\w)(?:\.\./shared\b|shared/)")
MAY_NAME_THE_REFERENCE = re.compile(r"Makefile|tests/(?:reference|house)/.*")


def words(name: str) -> set[str]:
    return {each.lower() for each in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def defined_names(source: str) -> Iterator[str]:
    for each in ast.walk(ast.parse(source)):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield each.name


def spoken_names(source: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string.lower() for token in tokens if token.type == tokenize.NAME}


def test_no_file_is_named_after_nothing():
    empty = [
        named(path)
        for path in product_files(suffix="")
        if words(path.stem) & EMPTY_WORDS or path.parent.name in EMPTY_WORDS
    ]

    assert empty == []


def test_nothing_is_named_after_nothing():
    empty = [
        f"{named(path)}: {name}"
        for path in product_files()
        for name in defined_names(path.read_text())
        if words(name) & EMPTY_WORDS
    ]

    assert empty == []


def test_no_page_speaks_of_drawers_for_everything():
    """`common` is a good English word; as a name it is refused above."""
    pages = [*(PROJECT / "docs").rglob("*.md"), *PROJECT.glob("*.md")]
    drawer = re.compile(r"\b(?:utils|helpers|misc)\b", re.IGNORECASE)
    guilty = [
        named(page) for page in pages if page != GLOSSARY and drawer.search(page.read_text())
    ]

    assert guilty == []


def test_the_core_does_not_borrow_words_that_have_several_meanings():
    borrowed = [
        f"{named(path)}: {word}"
        for path in product_files("bot", "content", "scheduler")
        for word in spoken_names(path.read_text()) & FOREIGN_WORDS
    ]

    assert borrowed == []


def test_the_glossary_says_what_each_of_our_words_means():
    explained = re.findall(r"^\| \*\*(\w+)\*\* \| \S.+ \|$", GLOSSARY.read_text(), re.MULTILINE)

    assert OUR_WORDS - set(explained) == set()
    assert len(explained) == len(set(explained))


def test_the_glossary_says_what_to_say_instead_of_a_word_that_is_not_ours():
    banned = re.findall(r"^\| \*(\w+)\* \| \S.+ \|$", GLOSSARY.read_text(), re.MULTILINE)

    assert (EMPTY_WORDS | {"channel", "tenant", "campaign"}) - set(banned) == set()


def test_no_text_knows_the_machine_it_was_written_on():
    assert [name for name, text in texts() if MACHINE_PATH.search(text)] == []


def test_only_the_reference_tests_know_where_reference_data_lies():
    knowing = [
        name
        for name, text in texts()
        if REFERENCE.search(text) and not MAY_NAME_THE_REFERENCE.fullmatch(name)
    ]

    assert knowing == []


def test_the_rules_for_words_have_teeth():
    assert words("CommonThings") & EMPTY_WORDS
    assert not words("commonwealth") & EMPTY_WORDS
    assert "channel" in spoken_names("post(channel=1)")
    assert list(defined_names("class Misc: ...")) == ["Misc"]
    assert MACHINE_PATH.search("see " + str(Path("/", "work", "notes")))
    assert not MACHINE_PATH.search("https://example.com/work")
