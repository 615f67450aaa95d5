"""Editions as several read them in one conversation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.message import Buttons, Divider, Heading, Message, Paragraph, Scale
from bot.plain_text import plain_text
from content.editions import load_edition
from content.library import SAMPLE, read_library
from content.newsletters import Newsletter, Promised
from content.survey_cards import SurveyCards
from content.wording import load_wording
from content.written import Editions
from tests.fixtures.drawn import faults_of

PLACE = SharedConversation("c-1", "Europe/Berlin", "p-1", "Acme IT Services")
HEAD = "---\nnewsletter: partner-beat\ntitle: Hello\naudience:\n  to: either\n{}---\n"
PARTS = """Hello {{ first_name }} of {{ partner }}.

{{ first_name }}, look at this.

:::role sales executive
Sell it, {{ role }}.
:::
:::role technical
Run it.

::figure[Your ARR]{arr}
:::
:::role other
Look at it.
:::

Below.

::figure[Your customers]{active customers}
::figure[Your ARR at {{ vendor }}]{arr}
"""
PROMISED: Promised = read_library(SAMPLE, "Cirrus").promised


def written(tmp_path, body: str, more: str = "", promised: Promised = PROMISED):
    path = tmp_path / "draft.md"
    path.write_text(HEAD.format(more) + body)
    return load_edition(path, promised, is_draft=True)


def said(tmp_path, body: str, more: str = "", place: SharedConversation = PLACE) -> Message:
    editions = Editions("Cirrus", load_wording(), None, PROMISED.topics)
    file = written(tmp_path, body, more).file()
    text = WrittenText("t-1", file.kind, file.key, 1, file.body)
    return editions.for_several(text, place)


def heads(message: Message) -> list[str]:
    return [one.text for one in message.elements if isinstance(one, Heading)]


def test_every_role_s_part_stands_under_its_name_and_the_others_once(tmp_path):
    message = said(tmp_path, PARTS)
    text = plain_text(message)

    assert heads(message) == [
        "Sales and executive",
        "Technical",
        "Marketing and development",
    ]
    assert text.count("Below.") == text.count("Look at it.") == 1
    assert "Sell it, sales and executive." in text
    assert "{{" not in text


def test_only_the_roles_that_are_meant_have_a_part(tmp_path):
    message = said(tmp_path, PARTS, "  roles: [technical, marketing]\n")

    assert heads(message) == ["Technical", "Marketing"]


def test_what_comes_below_the_parts_is_set_apart_from_them(tmp_path):
    elements = said(tmp_path, PARTS).elements
    at = [one for one, each in enumerate(elements) if isinstance(each, Divider)]

    assert len(at) == 1
    assert "Below." in str(elements[at[0] + 1])


def test_a_name_becomes_everyone_and_begins_a_sentence_with_a_capital(tmp_path):
    text = plain_text(said(tmp_path, PARTS))

    assert "Hello everyone of Acme IT Services." in text
    assert "Everyone, look at this." in text


def test_figures_are_buttons_in_one_row_with_a_word_on_who_sees_them(tmp_path):
    message = said(tmp_path, PARTS)
    rows = [one for one in message.elements if isinstance(one, Buttons)]

    labels = [[button.label for button in row.buttons] for row in rows]
    assert labels == [["Your ARR…"], ["Your customers…", "Your ARR at Cirrus…"]]
    assert {button.action.name for row in rows for button in row.buttons} == {"ask"}
    assert rows[1].buttons[0].action.arguments == {"q": "active customers"}
    quiet = [one for one in message.elements if isinstance(one, Paragraph) and one.quiet]
    assert sum("whoever presses" in str(one) for one in quiet) == len(rows)


def test_the_foot_says_why_and_who_settles_it_and_offers_nobody_s_own_mute(tmp_path):
    message = said(tmp_path, "Hello.\n")

    assert "shares this conversation with Acme IT Services" in plain_text(message)
    assert "settled by the partner manager" in plain_text(message)
    assert not any(isinstance(one, Buttons) for one in message.elements)


@pytest.mark.parametrize("hears", [False, True])
def test_where_threads_are_not_heard_the_foot_says_that_an_answer_needs_a_mention(tmp_path, hears):
    message = said(tmp_path, "Hello.\n", place=replace(PLACE, hears_threads=hears))

    assert ("Mention this bot" in plain_text(message)) is not hears


def test_the_frame_is_in_the_language_of_the_conversation(tmp_path):
    german = SharedConversation("c-1", "Europe/Berlin", "p-1", "Acme", "de")
    message = said(tmp_path, PARTS, place=german)

    assert message.language == "de"
    assert heads(message)[0] == "Vertrieb und Geschäftsleitung"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("As {{ role }} you know.\n", "only inside a block for roles"),
        (f"::figure[Long]{{arr by product {'x' * 150}}}\n", "its question is too long"),
        (f":::role sales\n::figure[Long]{{arr {'x' * 150}}}\n:::\nA.\n", "question is too long"),
    ],
)
def test_what_cannot_be_said_to_several_is_refused_only_where_several_read_it(
    tmp_path, body, reason
):
    with pytest.raises(ContentInvalid, match=reason):
        written(tmp_path, body)
    path = tmp_path / "draft.md"
    path.write_text(HEAD.format("").replace("either", "people") + body)

    assert load_edition(path, PROMISED, is_draft=True).head.audience.to == "people"


def test_a_newsletter_says_it_for_editions_that_say_nothing(tmp_path):
    letter = PROMISED.newsletters["partner-beat"]
    both = Newsletter.model_validate({**letter.model_dump(), "to": "both"})
    promised = Promised(PROMISED.topics, {"partner-beat": both})
    path = tmp_path / "draft.md"
    path.write_text(HEAD.format("").replace("audience:\n  to: either\n", "") + "Hello.\n")

    assert load_edition(path, promised, is_draft=True).head.audience.to == "both"
    assert written(tmp_path, "Hello.\n", promised=promised).head.audience.to == "either"


def test_it_can_be_drawn_everywhere(tmp_path):
    assert faults_of(said(tmp_path, PARTS)) == []


def test_a_survey_s_card_for_several_shows_a_scale_and_nobody_s_answer():
    cards = SurveyCards("Cirrus", load_wording(), PROMISED.topics)
    file = read_library(SAMPLE, "Cirrus").surveys["partner-nps"].file()
    text = WrittenText("t-1", file.kind, file.key, 1, file.body)
    closes = datetime(2026, 12, 8, tzinfo=UTC)
    card = cards.card_for_several(text, PLACE, wave_id="w-1", closes_at=closes)
    [scale] = [one for one in card.elements if isinstance(one, Scale)]

    assert (scale.action.name, scale.action.arguments, scale.chosen) == ("tap", {"w": "w-1"}, None)
    assert not any(isinstance(one, Buttons) for one in card.elements)
    assert "Your answer carries your name" in plain_text(card)
    assert faults_of(card) == []
