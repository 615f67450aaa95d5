"""Survey files, and the cards made of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.action import ActionRef
from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.form import TextField
from bot.language import Titles
from bot.message import Bold, Button, Buttons, Scale, paragraph
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from bot.voice.ports import Invited
from bot.voice.rules.answers import Given
from content.survey_cards import SurveyCards
from content.wording import load_wording
from tests.content.conftest import kept

BAD_CADENCE = "cadence: {rule: x, starts_on: 2026-01-06T09:00}"
CLOSES = datetime(2026, 11, 25, 12, tzinfo=UTC)
INVITED = Invited("i1", CLOSES)
READER = Principal("c1", "Ada", Permission.PARTNER, Role.SALES, "UTC", "p1", "Acme")


TOPICS = Titles({"surveys": "Surveys"}, {"de": {"surveys": "Umfragen"}})
CARDS = SurveyCards("Cirrus", load_wording(), TOPICS)


def asked(library) -> WrittenText:
    return kept(library(), "pulse")


def change(folder, old: str, new: str) -> None:
    path = folder / "surveys/pulse.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


SECRET = "promise: named\nkind: relationship\nopen_days: 14"
LONG_SECRET = "promise: anonymous\nkind: relationship\nopen_days: 15"
ALOUD = "\naudience: {to: both}"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("score: nps", "score: joy", 4, "score: "),
        ("topic: surveys", "topic: gossip", 3, "unknown topic 'gossip'"),
        ("{{ vendor }}", "{{ partner }}", 5, "unknown placeholder 'partner'; known: vendor"),
        ("promise: named", "promise: secret", 9, "promise: "),
        ("open_days: 14", "open_days: 90", 11, "open_days: "),
        ("low: Not at all", "colour: red\nlow: Not at all", 6, "colour: "),
        ("score: nps", "score: custom", 5, "says its own scale"),
        ("score: nps", "score: custom\nscale: {low: 5, high: 2}", 5, "must be below"),
        (SECRET, LONG_SECRET, 11, "14 days at most"),
        (SECRET, SECRET.replace("named", "anonymous") + ALOUD, 12, "Leave out `to`"),
        ("open_days: 14", f"open_days: 14\n{BAD_CADENCE}", 12, "cadence: "),
        ("open_days: 14", "open_days: 14\nsample: {rounds: 1}", 12, "sample.rounds: "),
        ("open_days: 14", "open_days: 14\nsample: {}", 12, "either `per_partner` or `rounds`"),
        ("open_days: 14", f"open_days: 14\nsample: {{rounds: 2}}{ALOUD}", 12, "leave out `to`"),
    ],
)
def test_a_bad_survey_is_named_with_its_line(folder, library, old, new, line, reason):
    change(folder, old, new)

    with pytest.raises(ContentInvalid) as refusal:
        library()

    assert refusal.value.path.name == "pulse.yaml"
    assert (refusal.value.line, reason in refusal.value.reason) == (line, True)


def test_two_surveys_with_one_key_are_refused(folder, library):
    again = (folder / "surveys/pulse.yaml").read_text(encoding="utf-8")
    (folder / "surveys/z.yaml").write_text(again, encoding="utf-8")

    with pytest.raises(ContentInvalid, match=r"z\.yaml:1: 'pulse' is another survey's key"):
        library()


def test_a_stray_file_among_the_surveys_is_refused(folder, library):
    (folder / "surveys/notes.txt").write_text("hi", encoding="utf-8")

    with pytest.raises(ContentInvalid, match=r"notes\.txt:1: a survey is a file"):
        library()


def test_a_card_asks_promises_and_can_be_muted(library):
    card = CARDS.card(asked(library), READER, INVITED)

    assert card.title == "How are we doing?"
    assert card.elements == (
        paragraph(Bold("Would you recommend Cirrus?")),
        Scale(ActionRef("score", {"i": "i1"}), 0, 10, "Not at all", "Very likely"),
        Buttons(
            (
                Button("Not now", ActionRef("not_now", {"i": "i1"})),
                Button("Ask somebody else here", ActionRef("ask_else", {"i": "i1"})),
            )
        ),
        paragraph(
            "You get this because you work with Cirrus. Your answer carries your name. Your "
            "partner manager and the programme's administrators at Cirrus see it, and nobody "
            "else does. You can change it until 25 November 2026.",
            quiet=True,
        ),
        Buttons((Button("Mute Surveys", ActionRef("mute", {"t": "surveys"})),)),
    )


CHANGE = Button("Change my answer", ActionRef("change", {"i": "i1"}))


def test_a_card_with_a_score_says_so_asks_why_and_lets_it_be_changed(library):
    card = CARDS.card(asked(library), READER, INVITED, Given(0))

    question, thanks, buttons = card.elements[:3]
    assert question == paragraph(Bold("Would you recommend Cirrus?"))
    assert thanks == paragraph("Thank you, your 0 is saved.")
    assert buttons == Buttons((Button("Say why", ActionRef("why", {"i": "i1"})), CHANGE))


def test_what_was_answered_stands_on_its_card_and_on_the_form_that_changes_it(library):
    given = Given(0, "Too slow " * 100)
    card = CARDS.card(asked(library), READER, INVITED, given)
    again = CARDS.card_to_change(asked(library), READER, INVITED, given)
    form = CARDS.form(asked(library), READER, INVITED, given)

    assert "Too slow Too slow" in plain_text(card)
    assert card.elements[3] == Buttons((CHANGE,))
    assert next(one for one in again.elements if isinstance(one, Scale)).chosen == 0
    assert form.fields[0].initial == given.reason


def test_a_card_of_a_closed_wave_shows_the_answer_and_nothing_to_press(library):
    card = CARDS.closed_card(asked(library), READER, Given(4, "Fine"))

    assert "your 4 is saved" in plain_text(card)
    assert not any(isinstance(one, Buttons | Scale) for one in card.elements)


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("named", "carries your name"),
        ("confidential", "your partner manager do not"),
    ],
)
def test_each_promise_is_printed_with_its_day(folder, library, promise, words):
    change(folder, "promise: named", f"promise: {promise}")

    text = plain_text(CARDS.card(asked(library), READER, INVITED))

    assert words in text
    assert "25 November 2026" in text


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [
        ("nps", 0, 10),
        ("csat", 1, 5),
        ("ces", 1, 7),
        ("custom\nscale: {low: 2, high: 4}", 2, 4),
    ],
)
def test_each_score_has_its_scale(folder, library, score, low, high):
    change(folder, "score: nps", f"score: {score}")

    card = CARDS.card(asked(library), READER, INVITED)

    assert isinstance(card.elements[1], Scale)
    assert (card.elements[1].low, card.elements[1].high) == (low, high)


@pytest.mark.parametrize(("score", "low", "high"), [("nps", 0, 10), ("csat", 1, 5)])
def test_a_score_off_the_card_s_scale_is_known_as_such(folder, library, score, low, high):
    change(folder, "score: nps", f"score: {score}")
    head = CARDS.head(asked(library))

    assert (head.scale.low, head.scale.high) == (low, high)


def test_the_reason_form_asks_why_and_can_be_opened_again(library):
    form = CARDS.form(asked(library), READER, INVITED, Given(3))

    assert form.action == ActionRef("reason", {"i": "i1"})
    assert form.reopen == Button("Say why", ActionRef("why", {"i": "i1"}))
    assert form.fields == (TextField("reason", "What is the main reason?", 3000, required=True),)


def test_a_survey_may_have_a_rhythm(folder, library):
    change(
        folder,
        "open_days: 14",
        "open_days: 14\ncadence:\n  rule: FREQ=YEARLY\n  starts_on: 2026-01-06T09:00",
    )

    rhythm = library().cadences()[-1]

    assert (rhythm.kind, rhythm.subject, rhythm.zone) == ("survey", "pulse", None)


def test_a_card_is_in_the_language_and_the_days_of_who_reads_it(library):
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    reader = replace(READER, language="de", zone="Europe/Berlin")

    card = CARDS.card(asked(library), reader, Invited("i1", late))

    assert card.language == "de"
    text = plain_text(card)
    assert "Bis zum 13. März 2026 können Sie sie ändern." in text
    assert "Umfragen stummschalten" in text
    assert "Would you recommend Cirrus?" in text  # what the vendor wrote in one language only


WORDS = "open_days: 14\nlanguages: {de: {question: 'Empfehlen Sie {{ vendor }}?', low: Nein}}"


@pytest.mark.parametrize("tag", ["de", "de-AT"])
def test_a_survey_asks_in_the_reader_s_language_as_far_as_it_has_the_words(folder, library, tag):
    change(folder, "open_days: 14", WORDS)
    reader = replace(READER, language=tag)
    card = CARDS.card(asked(library), reader, INVITED)
    english = CARDS.card(asked(library), READER, INVITED)

    assert card.title == "How are we doing?"
    assert card.elements[0] == paragraph(Bold("Empfehlen Sie Cirrus?"))
    assert (card.elements[1].low_label, card.elements[1].high_label) == ("Nein", "Very likely")
    assert english.elements[0] == paragraph(Bold("Would you recommend Cirrus?"))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("de: {question: 'Empfehlen Sie {{ partner }}?'}", "unknown placeholder 'partner'"),
        ("deutsch: {low: Nein}", "not the tag of a language"),
        ("de: {mood: Nein}", "mood: "),
    ],
)
def test_a_mistake_in_a_survey_s_other_languages_is_named_with_its_line(
    folder, library, words, reason
):
    change(folder, "open_days: 14", f"open_days: 14\nlanguages:\n  {words}")

    with pytest.raises(ContentInvalid) as refusal:
        library()

    assert (refusal.value.line, reason in refusal.value.reason) == (13, True)


def test_an_answer_that_is_not_named_stands_nowhere_in_the_conversation(folder, library):
    change(folder, "promise: named", "promise: confidential")
    text = asked(library)
    given = Given(3, "Nobody calls back")
    card = CARDS.card(text, READER, INVITED, given)
    again = CARDS.card_to_change(text, READER, INVITED, given)
    closed = CARDS.closed_card(text, READER, given)
    form = CARDS.form(text, READER, INVITED, given)

    scale = next(one for one in again.elements if isinstance(one, Scale))
    assert scale.chosen is None
    assert paragraph("Answered. Thank you.") in card.elements
    assert CHANGE in card.elements[2].buttons
    assert all("Nobody" not in plain_text(one) for one in (card, again, closed))
    assert form.fields[0].initial == ""
    assert "".join(span.text for span in form.intro) == "Your answer is saved."
