"""Every language we ship says everything, and nothing that English does not say."""

import re
from functools import cache

import pytest
import yaml

from bot.figures.rules.catalogue import Metric
from content.catalogue import CATALOGUE, load_catalogue
from content.wording import WORDING

FORMS = ("zero", "one", "two", "few", "many", "other")
LANGUAGES = sorted(path.stem for path in WORDING.glob("*.yaml") if path.stem != "en")
WORD = re.compile(r"\b[a-z]{2,}")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
EXAMPLES = (
    "example_for_vendor",
    "example_for_partner",
    "assign_manager",
    "assign_deputy",
    "erase_form_partner",
)
"""Questions, which are read in English, and words that are typed as they stand."""


@cache
def sentences(tag: str) -> dict[str, str]:
    return yaml.safe_load((WORDING / f"{tag}.yaml").read_text(encoding="utf-8"))


def is_form(key: str) -> bool:
    """Whether this is a form for some number, of which each language has its own."""
    stem, _, form = key.rpartition("_")
    return form in FORMS and f"{stem}_other" in sentences("en")


def told(metric: Metric) -> tuple[str, ...]:
    return (metric.explain, *metric.caveats)


def test_a_language_is_shipped_beside_english():
    assert LANGUAGES == ["de"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_says_every_sentence_there_is_and_no_other(tag: str):
    english, theirs = sentences("en"), sentences(tag)
    ours = {key for key in english if not is_form(key) or key.endswith("_other")}

    assert sorted(ours - theirs.keys()) == []
    assert sorted(key for key in theirs.keys() - english.keys() if not is_form(key)) == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_sentence_says_the_same_values_in_every_language(tag: str):
    english, theirs = sentences("en"), sentences(tag)

    differing = {
        key: (PLACEHOLDER.findall(english[key]), PLACEHOLDER.findall(sentence))
        for key, sentence in theirs.items()
        if key in english
        and set(PLACEHOLDER.findall(english[key])) != set(PLACEHOLDER.findall(sentence))
    }
    assert differing == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_sentence_of_several_words_was_left_in_english(tag: str):
    english, theirs = sentences("en"), sentences(tag)

    left = [
        key
        for key, sentence in theirs.items()
        if english.get(key) == sentence and key not in EXAMPLES
        if len(WORD.findall(PLACEHOLDER.sub("", sentence))) > 1
    ]
    assert left == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_figure_is_explained_in_every_language(tag: str):
    english, theirs = load_catalogue(), load_catalogue().in_language(tag)
    texts = yaml.safe_load((CATALOGUE / f"{tag}.yaml").read_text(encoding="utf-8"))

    assert sorted(texts["metrics"]) == sorted(english.metrics)
    assert sorted(texts["dimensions"]) == sorted(english.dimensions)
    left = [
        metric.id
        for metric in theirs.metrics.values()
        if set(told(metric)) & set(told(english.metrics[metric.id]))
    ]
    assert left == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_questions_are_read_alike_in_every_language(tag: str):
    english, theirs = load_catalogue(), load_catalogue().in_language(tag)

    assert [m.synonyms for m in theirs.metrics.values()] == [
        m.synonyms for m in english.metrics.values()
    ]
    assert theirs.vague == english.vague
