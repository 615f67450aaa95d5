"""What somebody is shown who corrects or recalls: the form, what changes, and what follows."""

from collections.abc import Mapping
from dataclasses import replace

from bot.action import ActionRef
from bot.beat.cards.languages import language_fields
from bot.beat.cards.reach import (
    CORRECT,
    CORRECT_DROP,
    CORRECT_NOW,
    RECALL_NOW,
    SHOW,
    Seen,
)
from bot.beat.rules.announcements import LONGEST_TITLE, Announcement
from bot.beat.rules.corrections import LONGEST_NOTE, differences
from bot.beat.store.copies import LETTERS
from bot.beat.store.corrections import Proposed
from bot.form import ChoiceField, Form, RichTextField, TextField
from bot.language import Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Element,
    Message,
    Option,
    Span,
    Spans,
    Text,
    paragraph,
    spans,
)

LETTERS_TOO, NO_LETTERS = "letters", "none"
MOST_SHOWN = 10
LONGEST_RUN, LONGEST_PLACE = 200, 500
"""Characters of one run of words, and of one place that changes."""
LONGEST_PLAIN = 3000
"""Characters of a plain field; the tightest is Slack's."""


def form(wording: Wording, send_id: str, was: Announcement | None) -> Form:
    """Ask for the words as they are to stand; those of a file are changed there."""
    say, action = wording.say, ActionRef(CORRECT, {"s": send_id})
    fields: list[TextField | RichTextField | ChoiceField] = []
    if was is not None:
        title = ("title", say("announce_title"), LONGEST_TITLE)
        fields.append(TextField(*title, required=True, multiline=False, initial=was.title))
        fields.append(_words(wording, was.words))
        for one in was.languages:
            fields += language_fields(wording, one, tag=one.tag)
    hint = say("correct_note_hint")
    fields.append(TextField("note", say("correct_note"), LONGEST_NOTE, required=True, hint=hint))
    options = (
        Option(say("correct_letters_no"), NO_LETTERS),
        Option(say("correct_letters_yes"), LETTERS_TOO),
    )
    letters = ("letters", say("correct_letters"), options)
    fields.append(ChoiceField(*letters, required=True, initial=NO_LETTERS))
    intro = say("correct_intro" if was is not None else "correct_intro_file")
    return Form(
        action,
        say("correct_form_title"),
        say("correct_form_submit"),
        tuple(fields),
        Button(say("correct_ask"), action),
        spans(intro),
    )


def _words(wording: Wording, words: str) -> TextField | RichTextField:
    label = wording.say("announce_words")
    if len(words) > LONGEST_PLAIN:
        return RichTextField("words", label, required=True, initial=words)
    hint = wording.say("announce_words_hint")
    return TextField("words", label, LONGEST_PLAIN, required=True, hint=hint, initial=words)


def proposed(
    wording: Wording,
    found: Proposed,
    texts: tuple[str, str],
    copies: Mapping[str, int],
    *,
    is_theirs: bool,
) -> Message:
    """Show what changes, before whom, and the button that does it, if it is theirs to press."""
    say = wording.say
    changes = differences(*texts)
    listed = map(_short, changes[:MOST_SHOWN])
    elements: list[Element] = [paragraph(say("correct_changes"))]
    elements.append(Bullets(tuple(listed)) if changes else paragraph(say("correct_same")))
    if len(changes) > MOST_SHOWN:
        elements.append(paragraph(wording.say_number("correct_more", len(changes) - MOST_SHOWN)))
    elements += _whom(wording, copies)
    if letters := copies.get(LETTERS, 0):
        key = "correct_letters_follow" if found.corrected.letters else "correct_letters_stay"
        elements.append(paragraph(wording.say_number(key, letters)))
    elements.append(paragraph(say("correct_unsent")))
    of = {"c": found.id}
    ways = [Button(say("correct_drop"), ActionRef(CORRECT_DROP, of))]
    if is_theirs:
        ways.insert(0, Button(say("correct_do"), ActionRef(CORRECT_NOW, of), primary=True))
    else:
        elements.append(paragraph(say("correct_not_alone")))
    return Message(say("correct_title"), (*elements, Buttons(tuple(ways))), wording.language.tag)


def corrected(wording: Wording, send_id: str, opened_id: str) -> Message:
    """Say that it is under way, and where to look."""
    say = wording.say
    parts = (paragraph(say("correct_under_way")), _see(wording, send_id, opened_id))
    return Message(say("correct_done_title"), parts, wording.language.tag)


def asked_to_recall(wording: Wording, seen: Seen, copies: Mapping[str, int]) -> Message:
    """Ask back, with where it can be taken back and where not."""
    say = wording.say
    elements: list[Element] = [paragraph(say("recall_means")), *_whom(wording, copies)]
    if letters := copies.get(LETTERS, 0):
        elements.append(paragraph(wording.say_number("recall_letters_stay", letters)))
    if waiting := seen.four.on_the_way - seen.leaving:
        elements.append(paragraph(wording.say_number("stop_would_keep_back", waiting)))
    ways = (
        Button(say("recall_do"), ActionRef(RECALL_NOW, {"s": seen.send_id})),
        Button(say("recall_leave"), ActionRef(SHOW, {"s": seen.send_id, "again": "yes"})),
    )
    title = say("recall_asked_title", title=seen.title)
    return Message(title, (*elements, Buttons(ways)), wording.language.tag)


def recalled(wording: Wording, seen: Seen, opened_id: str) -> Message:
    """Say that it is under way, and where to look."""
    say = wording.say
    parts = (paragraph(say("recall_under_way")), _see(wording, seen.send_id, opened_id))
    return Message(say("recall_done_title", title=seen.title), parts, wording.language.tag)


def _short(place: Spans) -> Spans:
    """Return as much of a place as a card has room for; how all of it reads stands below."""
    kept: list[Span] = []
    room = LONGEST_PLACE
    for span in place:
        is_long = len(span.text) > LONGEST_RUN
        said = replace(span, text=f"{span.text[:LONGEST_RUN]}…") if is_long else span
        room -= len(said.text)
        if room < 0:
            return (*kept, Text("…"))
        kept.append(said)
    return tuple(kept)


def _whom(wording: Wording, copies: Mapping[str, int]) -> list[Element]:
    """Say before how many a copy stands that can be changed."""
    changeable = sum(count for platform, count in copies.items() if platform != LETTERS)
    return [paragraph(wording.say_number("correct_copies", changeable))]


def _see(wording: Wording, send_id: str, opened_id: str) -> Buttons:
    say = wording.say
    return Buttons(
        (
            Button(say("amended_see"), ActionRef(SHOW, {"s": opened_id})),
            Button(say("stop_see"), ActionRef(SHOW, {"s": send_id})),
        )
    )
