"""What a sentence tells people to type does something when it is typed."""

import re

import pytest

from bot.order_of_words import CommandMeant, meaning
from bot.subjects import COMMANDS
from content.wording import load_wording
from tests.people.conftest import OURS

KNOWN = {word: each.more for each in COMMANDS for word in (each.word, *each.also)}
FORMS = re.compile(r"(?:settle|assign)_\w+")
TYPED = {
    "en": re.compile(r"[Tt]ype:? (?P<words>.+?)(?= to (?:start|get|see)\b| when |\.|$)"),
    "de": re.compile(r"Schreiben Sie:? (?!bitte|sie|wie|`)(?P<words>.+?)(?=, |\.|$)"),
}
EXAMPLES = {"en": ("In words: ", "for example: "), "de": ("In Worten: ", "zum Beispiel: ")}
FILLED = {"PARTNER": "Acme", "EMAIL": "mia@cirrus.example", "MEMBER-ID": "U9"}
FILLED |= {"PLATFORM": "slack", "WORKSPACE-ID": "T-LOOSE", "WHERE": "ext-acme"}


def sentences(language: str) -> dict[str, str]:
    wording = load_wording().in_language(language)
    return {
        key: wording.say(key, **{name: name for name in names})
        for key, names in load_wording().placeholders().items()
    }


def hints(language: str) -> dict[str, tuple[str, ...]]:
    """Return what people are told to type, by the sentence that tells them."""
    found = {}
    for key, said in sentences(language).items():
        words = [match["words"] for match in TYPED[language].finditer(said)]
        for begins in EXAMPLES[language]:
            _, mark, behind = said.partition(begins)
            if mark and key in {"settings_words", "away_how"}:
                words += behind.split(". ")[0].rstrip(".").split(", ")
        if words:
            found[key] = tuple(words)
    return found


def forms(language: str) -> dict[str, str]:
    """Return the forms of words for administrators, filled in as somebody would."""
    found = {}
    for key, said in sentences(language).items():
        form = re.split(r":|,| \(", said)[0]
        is_form = FORMS.fullmatch(key) and form.split()[0].islower()
        if is_form and any(form.startswith(each.word) for each in COMMANDS):
            found[key] = re.sub("|".join(FILLED), lambda name: FILLED[name[0]], form)
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_hint_begins_with_a_word_that_does_something(language: str):
    senseless = {
        f"{key}: {words}"
        for key, all_words in hints(language).items()
        for words in all_words
        if not isinstance(meaning(words, KNOWN), CommandMeant)
    }

    assert senseless == set()


def test_every_language_gives_the_same_hints():
    english, german = hints("en"), hints("de")

    assert english.keys() == german.keys()
    assert english.keys() >= {"outdated", "not_yours", "people_refused", "away_noted", "away_how"}
    assert {key for key in english if english[key] != german[key]} == {"settings_words"}
    assert forms("en").keys() == forms("de").keys()


@pytest.mark.parametrize(
    ("language", "words"),
    sorted({(tag, words) for tag in ("en", "de") for words in hints(tag)["settings_words"]}),
)
async def test_what_the_settings_card_says_can_be_typed_as_it_stands(town, language, words):
    bob = town.at(OURS, "U-bob")
    await town.say(bob, f"language {language}")
    said = await town.says(bob, words)

    assert re.search("English it is|Deutsch|Your settings|Ihre Einstellungen", said)


@pytest.mark.parametrize("form", sorted({*forms("en").values(), *forms("de").values()}))
async def test_every_form_for_administrators_is_understood(town, form):
    said = await town.says(town.at(OURS, "U-root"), form)

    assert said
    assert "How to say it" not in said
    assert "One question back" not in said
    assert "That did not work" not in said
