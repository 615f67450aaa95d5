"""Surveys with questions of their own: what is wrong in their files, and how they are asked."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack.forms import render_form as slack_form
from adapters.slack.render import render as slack_card
from adapters.teams.forms import render_dialog as teams_form
from adapters.teams.render import render as teams_card
from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.form import ChoiceField, MultiChoiceField, TextField
from bot.language import Titles
from bot.message import Bold, Poll, paragraph
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from bot.voice.ports import Invited
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import Value
from content.survey_cards import SurveyCards
from content.surveys import load_surveys
from content.wording import load_wording
from tests.content.conftest import kept

INVITED = Invited("i" * 24, datetime(2026, 11, 25, 12, tzinfo=UTC))
READER = Principal("c1", "Ada", Permission.PARTNER, Role.SALES, "UTC", "p1", "Acme")
GERMAN = Principal("c2", "Eva", Permission.PARTNER, Role.SALES, "UTC", "p1", "A", language="de")
WORDING = load_wording()
TOPICS = Titles({"surveys": "Surveys"}, {})
CARDS = SurveyCards("Cirrus", WORDING, TOPICS)
HEAD = """\
key: portal
title: The partner portal
topic: surveys
promise: named
kind: transactional
open_days: 7
"""
OWN = f"""\
{HEAD}score: custom
scale: {{low: 1, high: 6}}
question: How well does the portal of {{{{ vendor }}}} work for you?
low: Badly
high: Well
bands:
  1-3: mend
  4-5: missing
  6: keep
questions:
  - key: mend
    kind: single
    question: What should we mend first?
    options: {{speed: It is slow, words: I do not find things, errors: It breaks}}
  - key: missing
    kind: text
    question: What do you miss?
  - key: keep
    kind: text
    question: What must never change?
  - key: used
    kind: multiple
    question: What do you use it for?
    options: {{deals: Deals, quotes: Quotes}}
  - key: ease
    kind: scale
    question: How easy was your last visit?
    scale: {{low: 1, high: 7}}
    low: Hard
    high: Easy
"""
POLL = f"""\
{HEAD}score: custom
questions:
  - key: day
    kind: single
    question: Which day suits you?
    options: {{tue: Tuesday, thu: Thursday}}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (tmp_path / "surveys").mkdir()
    return tmp_path / "surveys"


def put(shelf: Path, **files: str) -> dict:
    for name, words in files.items():
        (shelf / f"{name.replace('__', '.')}.yaml").write_text(words, encoding="utf-8")
    return load_surveys(shelf, {"surveys": "Surveys"})


def asked(shelf: Path, **files: str) -> WrittenText:
    [survey] = put(shelf, **files).values()
    file = survey.file()
    return WrittenText("x1", file.kind, file.key, 1, file.body)


def faults(shelf: Path, **files: str) -> list[tuple[int, str]]:
    with pytest.raises(ContentInvalid) as refusal:
        put(shelf, **files)
    return [(one.line, one.reason) for one in (refusal.value, *refusal.value.more)]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("4-5: missing", "4-5: nowhere", 14, "the band 4-5 leads nowhere: there is no question"),
        ("4-5: missing", "3-5: missing", 14, "the bands 1-3 and 3-5 both have 3"),
        ("4-5: missing", "4: missing", 12, "no band has 5"),
        ("4-5: missing", "4-9: missing", 14, "a part of the scale from 1 to 6: write 1-6"),
        ("4-5: missing", "good: missing", 14, "a part of the scale from 1 to 6"),
        ("4-5: missing", "5-4: missing", 14, "a part of the scale from 1 to 6"),
        ("key: keep", "key: mend", 24, "'mend' is another question's key"),
        ("key: used", "key: score", 27, "'score' is what we call the leading one"),
        ("quotes: Quotes", "quotes: '  deals '", 30, "stands there twice"),
        ("quotes: Quotes", "deals: Quotes", 30, "the key 'deals' stands here twice"),
        ("{deals: Deals, quotes: Quotes}", "{deals: Deals}", 30, "options"),
        ("quotes: Quotes", f"quotes: {'q' * 76}", 30, "75 characters"),
        ("What do you miss?", "W" * 501, 23, "500 characters"),
        ("kind: multiple", "kind: text", 30, "only a single or multiple question has some"),
        ("kind: multiple", "kind: grid", 28, "kind"),
        ("kind: scale", "kind: text", 34, "scale: only a question of kind scale has it"),
        ("scale: {low: 1, high: 7}", "scale: {low: 7, high: 1}", 34, "must be below"),
        ("scale: {low: 1, high: 7}", "scale: {low: 1, high: 11}", 34, "10"),
        ("score: custom", "score: ces", 16, "asks 4 questions of one person, and 3 are"),
        ("It is slow", "'{{ partner }} is slow'", 20, "unknown placeholder 'partner'"),
    ],
)
def test_what_does_not_fit_together_is_named_with_its_line(shelf, old, new, line, reason):
    found = faults(shelf, portal=OWN.replace(old, new))

    assert [one for one in found if one[0] == line and reason in one[1]], found


def test_every_fault_of_a_file_is_told_at_once(shelf):
    broken = (
        OWN.replace("4-5: missing", "3-4: nowhere")
        .replace("promise: named", "promise: sworn")
        .replace("quotes: Quotes", "quotes: Deals")
        .replace("key: ease", "key: used")
        .replace("low: Hard", "low: '{{ hard }}'")
    )
    found = faults(shelf, portal=broken)

    assert [line for line, _ in found] == [4, 12, 14, 14, 30, 31, 35]


def test_a_survey_that_asks_nothing_is_refused(shelf):
    assert faults(shelf, portal=f"{HEAD}score: custom\n") == [
        (7, "it asks nothing: give it a scale, or questions")
    ]


def test_two_surveys_that_claim_one_score_are_refused_and_told_the_way_out(shelf):
    one = f"{HEAD}score: csat\nquestion: How was it?\nlow: Bad\nhigh: Good\nreason: Why?\n"
    other = one.replace("key: portal", "key: desk")
    third = other.replace("key: desk", "key: year").replace("transactional", "relationship")

    [(line, reason)] = faults(shelf, a=one, b=other, c=third)

    assert line == 7
    assert "'portal' claims the transactional csat already" in reason
    assert "make this one custom" in reason


def test_each_band_leads_to_its_own_question_and_all_are_asked_the_rest(shelf):
    text = asked(shelf, portal=OWN)
    forms = {score: CARDS.form(text, READER, INVITED, Given(score)) for score in (1, 5, 6)}

    assert [type(one) for one in forms[1].fields] == [ChoiceField, MultiChoiceField, ChoiceField]
    assert forms[5].fields[0].label == "What do you miss?"
    assert forms[6].fields[0].label == "What must never change?"
    assert isinstance(forms[6].fields[0], TextField)
    assert forms[6].fields[0].name == "reason"
    assert [option.label for option in forms[1].fields[2].options][::6] == ["1 = Hard", "7 = Easy"]


def test_one_choice_is_answered_by_one_tap_and_says_what_was_tapped(shelf):
    text = asked(shelf, portal=POLL)
    card = CARDS.card(text, READER, INVITED)
    answered = CARDS.card(text, READER, INVITED, Given(values={"day": Value(picks=("thu",))}))

    assert isinstance(card.elements[0], Poll)
    assert CARDS.form(text, READER, INVITED, Given()) is None
    assert paragraph("Thank you, your answer is saved: Thursday.") in answered.elements


def test_a_survey_without_a_question_to_tap_on_is_answered_on_its_form(shelf):
    words = POLL.replace("single", "multiple")
    text = asked(shelf, portal=words)
    card = CARDS.card(text, READER, INVITED)

    assert paragraph(Bold("Which day suits you?")) in card.elements
    assert "Answer" in plain_text(card)
    assert faults(shelf, portal=words + "audience: {to: conversations}\n")[0][0] == 13


DE = """\
title: Das Partnerportal
question: Wie gut funktioniert das Portal von {{ vendor }}?
questions:
  mend:
    question: Was zuerst?
    options: {speed: Es ist langsam}
"""


def test_a_file_beside_it_says_it_in_another_language_and_stands_in_what_is_kept(shelf):
    text = asked(shelf, portal=OWN, portal__de=DE)
    card = CARDS.card(text, GERMAN, INVITED)
    form = CARDS.form(text, GERMAN, INVITED, Given(1))
    english = CARDS.card(text, READER, INVITED)

    assert json.loads(text.body)["languages"] == {"de": DE}
    assert (card.title, english.title) == ("Das Partnerportal", "The partner portal")
    assert "Wie gut funktioniert das Portal von Cirrus?" in plain_text(card)
    assert [one.label for one in form.fields[0].options][:2] == [
        "Es ist langsam",
        "I do not find things",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("  mend:", "  bend:", 4, "there is no question 'bend' in this survey"),
        ("speed:", "haste:", 6, "there is no option 'haste' in the question 'mend'"),
        ("{{ vendor }}", "{{ partner }}", 2, "unknown placeholder"),
        ("title:", "mood:", 1, "mood: there is no such field"),
    ],
)
def test_a_mistake_beside_it_is_named_in_its_own_file(shelf, old, new, line, reason):
    with pytest.raises(ContentInvalid) as refusal:
        put(shelf, portal=OWN, portal__de=DE.replace(old, new))

    assert refusal.value.path.name == "portal.de.yaml"
    assert (refusal.value.line, reason in refusal.value.reason) == (line, True)


def test_a_file_for_a_language_that_the_survey_speaks_already_is_refused(shelf):
    found = faults(shelf, portal=f"{OWN}languages: {{de: {{title: Portal}}}}\n", portal__de=DE)

    assert "says it in 'de' already" in found[0][1]


def test_a_translation_of_nothing_is_refused(shelf):
    assert any("key" in reason for _, reason in faults(shelf, portal__de=DE))


def test_a_survey_at_every_limit_is_drawn_by_every_platform_and_can_be_sent_back(shelf):
    long = "Ä" * 75
    options = ", ".join(f"o{number}-{'k' * 37}: '{number}{long[:74]}'" for number in range(10))
    words = (
        HEAD.replace("key: portal", f"key: {'p' * 40}").replace("The partner portal", "T" * 150)
        + f"score: custom\nscale: {{low: 0, high: 10}}\nquestion: {'Q' * 500}\n"
        + f"low: {long[:65]}\nhigh: {long[:65]}\nreason: {'R' * 500}\nquestions:\n"
        + "".join(
            f"  - key: {kind}{'k' * 30}\n    kind: {kind}\n    question: {'W' * 500}\n"
            f"    options: {{{options}}}\n"
            for kind in ("single", "multiple")
        )
        + f"  - {{key: {'s' * 40}, kind: scale, question: {'S' * 500}, "
        + f"scale: {{low: 0, high: 10}}, low: {long[:65]}, high: {long[:65]}}}\n"
    )
    text = asked(shelf, long=words)
    said = "😀" * 3000
    values = {f"multiple{'k' * 30}": Value(picks=(f"o1-{'k' * 37}",))}
    given = Given(10, said, values)
    cards = [
        CARDS.card(text, READER, INVITED),
        CARDS.card(text, READER, INVITED, given),
        CARDS.card_to_change(text, READER, INVITED, given),
    ]
    form = CARDS.form(text, READER, INVITED, Given(10, "x" * 3000, values))

    assert all(len(slack_card(card)) == len(teams_card(card, WORDING)) == 1 for card in cards)
    assert slack_form(form, "{}")["blocks"]
    assert teams_form(form, WORDING).card["body"]


def test_a_file_of_before_there_were_questions_reads_as_it_always_did(library):
    head = CARDS.head(kept(library(), "pulse"))

    assert [one.key for one in head.questions.every()] == ["score", "reason"]
    assert (head.scale.low, head.scale.high, head.score) == (0, 10, "nps")
