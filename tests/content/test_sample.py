"""The sample content: it loads, it keeps its promises, and everybody finds something in it."""

from datetime import date, datetime

import pytest

from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.windows import Calendar
from bot.message import Button, Buttons, Figure
from bot.plain_text import plain_text
from bot.principal import Role
from content.catalogue import load_catalogue
from content.editions import load_editions
from content.library import SAMPLE, Library
from content.newsletters import load_newsletters
from content.parts import FigureSlot, Variants
from content.wording import load_wording
from tests.content.conftest import EchoFigures


@pytest.fixture
def sample() -> Library:
    return Library(vendor="Cirrus Channel Cloud", wording=load_wording(), figures=EchoFigures())


def test_the_sample_promises_two_newsletters_and_two_surveys(sample):
    promises = [(cadence.kind, cadence.subject) for cadence in sample.cadences()]

    assert promises == [
        ("newsletter", "partner-beat"),
        ("newsletter", "technical-notes"),
        ("survey", "partner-nps"),
        ("survey", "support-csat"),
    ]


def test_the_sample_has_editions_for_weeks_to_come(sample):
    newsletters = [edition.newsletter for edition in sample.editions()]

    assert newsletters.count("partner-beat") >= 4
    assert newsletters.count("technical-notes") >= 3


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_gets_a_short_text_with_a_button(sample, reader, role):
    for head in sample.editions():
        if head.audience.roles and role not in head.audience.roles:
            continue
        message = await sample.edition(head.key, reader(role))

        assert "{{" not in plain_text(message)
        assert 100 < len(plain_text(message).split()) < 500
        assert sum(isinstance(element, Buttons) for element in message.elements) >= 2


async def test_every_beat_but_the_technical_ones_has_a_figure(sample, reader):
    for head in sample.editions():
        if head.newsletter == "partner-beat":
            message = await sample.edition(head.key, reader())

            assert any(isinstance(element, Figure) for element in message.elements)


def test_editions_go_out_in_the_order_of_their_names(sample):
    slot = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - slots are wall-clock moments
    sent: set[str] = set()
    while (head := sample.edition_for("partner-beat", slot, frozenset(sent))) is not None:
        assert not sent or head.key > max(sent)
        sent.add(head.key)

    assert len(sent) >= 4


@pytest.mark.parametrize(("measure", "promise"), [("nps", "named"), ("csat", "confidential")])
def test_each_command_finds_its_survey(sample, measure, promise):
    head = sample.survey_for_measure(measure)

    assert head is not None
    assert head.promise == promise


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
