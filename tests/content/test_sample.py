"""The sample content: it loads, it keeps its promises, and everybody finds something in it."""

from datetime import date

import pytest

from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.windows import Calendar
from bot.message import Button, Buttons, Figure
from bot.plain_text import plain_text
from bot.principal import Role
from content.catalogue import load_catalogue
from content.library import SAMPLE, Library, read_library
from content.newsletters import load_newsletters
from content.parts import FigureSlot, Variants
from content.polls import polls_in
from content.shelves import load_editions
from content.wording import load_wording
from content.written import Editions
from tests.content.conftest import EchoFigures


@pytest.fixture
def sample() -> Library:
    return read_library(SAMPLE, "Cirrus Channel Cloud")


@pytest.fixture
def editions(sample) -> Editions:
    return Editions("Cirrus Channel Cloud", load_wording(), EchoFigures(), sample.topics())


def test_the_sample_promises_two_newsletters_and_three_surveys(sample):
    promises = [(cadence.kind, cadence.subject) for cadence in sample.cadences()]

    assert promises == [
        ("newsletter", "partner-beat"),
        ("newsletter", "technical-notes"),
        ("survey", "partner-nps"),
        ("survey", "portal"),
        ("survey", "support-csat"),
    ]


def test_the_sample_has_editions_for_weeks_to_come(sample):
    newsletters = [edition.head.newsletter for edition in sample.editions.values()]

    assert newsletters.count("partner-beat") >= 4
    assert newsletters.count("technical-notes") >= 3


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_gets_a_short_text_with_a_button(sample, editions, reader, role):
    for edition in sample.editions.values():
        head = edition.head
        if head.audience.roles and role not in head.audience.roles:
            continue
        message = await editions.written(edition, reader(role))

        assert "{{" not in plain_text(message)
        assert 100 < len(plain_text(message).split()) < 500
        assert sum(isinstance(element, Buttons) for element in message.elements) >= 2


async def test_every_beat_but_the_technical_ones_has_a_figure(sample, editions, reader):
    for edition in sample.editions.values():
        if edition.head.newsletter == "partner-beat":
            message = await editions.written(edition, reader())

            assert any(isinstance(element, Figure) for element in message.elements)


@pytest.mark.parametrize(("score", "promise"), [("nps", "named"), ("csat", "confidential")])
def test_there_is_a_survey_of_each_score(sample, score, promise):
    promises = [s.text.promise for s in sample.surveys.values() if s.text.score == score]

    assert promises == [promise]


def test_a_survey_of_ours_asks_on_by_its_bands_and_an_edition_has_a_poll(sample):
    portal = sample.surveys["portal"].text
    polls = [e for e in sample.editions.values() if polls_in(e.parts)]

    assert portal.score == "custom"
    assert set(portal.bands.values()) < {question.key for question in portal.questions}
    assert portal.in_language("de").question != portal.question
    assert [edition.head.newsletter for edition in polls] == ["partner-beat"]


def questions(parts) -> set[str]:
    found = {part.question for part in parts if isinstance(part, FigureSlot)}
    for part in parts:
        if isinstance(part, Buttons):
            found |= {b.action.arguments["q"] for b in part.buttons if isinstance(b, Button)}
        if isinstance(part, Variants):
            found |= {q for variant in part.variants for q in questions(variant.parts)}
    return found


@pytest.mark.parametrize("partner", ["Acme IT Services", None])
def test_every_question_in_an_edition_is_understood(reader, partner):
    editions = load_editions(SAMPLE / "editions", load_newsletters(SAMPLE / "newsletters.yaml"))
    lexicon = shared_lexicon(load_catalogue()).with_names({"partner": ["Acme IT Services"]})
    calendar = Calendar(date(2026, 11, 22))
    asker = reader(partner=partner)

    asked = set().union(*(questions(edition.parts) for edition in editions)) - {"what can you do"}
    misread = {q for q in asked if not isinstance(read(q, lexicon, calendar, asker), Plan)}

    assert len(asked) > 5
    assert misread == set()
