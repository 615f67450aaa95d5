"""The form in which somebody writes an announcement, or an edition of a newsletter."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from bot.action import PACKED_LIMIT, ActionRef
from bot.beat.cards.announcing import LONGEST_LABEL, WRITE, write_button
from bot.beat.rules.announcements import (
    LONGEST_PICTURE,
    LONGEST_PICTURE_SAYS,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WHEN,
    LONGEST_WHOM,
    Announcement,
)
from bot.beat.store.drafts import Drafted
from bot.form import ChoiceField, Form, RichTextField, TextField
from bot.language import Wording
from bot.message import Option, spans

PROGRAMME, MANAGER = "programme", "manager"
"""Who says an announcement, as the form names it."""
LONGEST_PLAIN = 3000
"""Characters of a plain field; the tightest is Slack's."""
MOST_SLOTS = 100
"""So many slots stand on one form; the tightest is Slack's too."""


def form(
    wording: Wording,
    topics: Mapping[str, str],
    draft: Drafted | None = None,
    title: str = "",
    slots: Sequence[Option] = (),
    *,
    may_mark: bool = False,
) -> Form:
    """Ask for an announcement; a draft's own words stand there already, or a title.

    Where there are free slots to choose from, it is an edition for one of them.
    """
    say = wording.say
    was = draft.announcement if draft else Announcement(title=title, words="", topic="")
    begun = {"n": ""} if slots else {}
    action = ActionRef(WRITE, {"d": draft.id} if draft else begun)
    return Form(
        action,
        say("edition_form_title" if slots else "announce_form_title"),
        say("announce_form_submit"),
        (*_fields(wording, topics, was, slots), *(_must_read(wording, was) if may_mark else ())),
        write_button(wording, _with_title(title) if title else action),
        spans(say("announce_form_intro")),
    )


def _with_title(title: str) -> ActionRef:
    """Return what opens the form anew with as much of a title as a button can carry."""
    room = PACKED_LIMIT - len(ActionRef(WRITE, {"t": ""}).pack())
    while len(urlencode({"": title})) - 1 > room:
        title = title[:-1]
    return ActionRef(WRITE, {"t": title})


def _fields(
    wording: Wording, topics: Mapping[str, str], was: Announcement, slots: Sequence[Option]
) -> Sequence[TextField | RichTextField | ChoiceField]:
    say = wording.say
    about, at = _about(wording, topics, was, slots)
    return (
        TextField(
            *("title", say("announce_title"), LONGEST_TITLE),
            required=True,
            multiline=False,
            initial=was.title,
        ),
        _words_field(wording, was.words),
        *_picture_fields(wording),
        about,
        TextField(
            *("whom", say("announce_whom"), LONGEST_WHOM),
            multiline=False,
            hint=say("announce_whom_hint"),
            initial=was.whom,
        ),
        *at,
        ChoiceField(
            *("sender", say("announce_sender"), _senders(wording)),
            required=True,
            initial=MANAGER if was.by_manager else PROGRAMME,
        ),
    )


def _must_read(wording: Wording, was: Announcement) -> tuple[TextField, ...]:
    """Ask whoever may say so why everybody must read it."""
    label, hint = wording.say("announce_must_read"), wording.say("announce_must_read_hint")
    initial = was.must_read
    return (
        TextField("must_read", label, LONGEST_REASON, multiline=False, hint=hint, initial=initial),
    )


def _about(
    wording: Wording, topics: Mapping[str, str], was: Announcement, slots: Sequence[Option]
) -> tuple[ChoiceField, tuple[TextField, ...]]:
    """Ask for the slot of an edition; else what it is about, and when it goes out."""
    say = wording.say
    if slots:
        slots = slots[:MOST_SLOTS]
        value = f"{was.newsletter} {was.starts_on:%Y-%m-%dT%H:%M}" if was.starts_on else ""
        initial = value if value in {slot.value for slot in slots} else slots[0].value
        label = say("edition_slot")
        return ChoiceField("slot", label, tuple(slots), required=True, initial=initial), ()
    named = tuple(Option(title[:LONGEST_LABEL], key) for key, title in topics.items())
    topic = ChoiceField(
        *("topic", say("announce_topic"), named),
        required=True,
        initial=was.topic or next(iter(topics), ""),
    )
    when = TextField(
        *("when", say("announce_when"), LONGEST_WHEN),
        multiline=False,
        hint=say("announce_when_hint"),
        initial=was.when,
    )
    return topic, (when,)


def _picture_fields(wording: Wording) -> tuple[TextField, TextField]:
    """Ask where a picture lies, and what it shows; once kept, both stand in the text."""
    say = wording.say
    return (
        TextField(
            *("picture", say("announce_picture"), LONGEST_PICTURE),
            multiline=False,
            hint=say("announce_picture_hint"),
        ),
        TextField(
            *("picture_says", say("announce_picture_says"), LONGEST_PICTURE_SAYS),
            multiline=False,
            hint=say("announce_picture_says_hint"),
        ),
    )


def _senders(wording: Wording) -> tuple[Option, ...]:
    """Return whom an announcement may come from."""
    return tuple(
        Option(wording.say(f"announce_sender_{sender}"), sender) for sender in (PROGRAMME, MANAGER)
    )


def _words_field(wording: Wording, words: str) -> RichTextField | TextField:
    """Ask for formatted words; what was written already is changed as the Markdown it is.

    Not every platform's formatted text can show all that Markdown says.
    """
    label = wording.say("announce_words")
    if not words or len(words) > LONGEST_PLAIN:
        return RichTextField("words", label, required=True, initial=words)
    hint = wording.say("announce_words_hint")
    return TextField("words", label, LONGEST_PLAIN, required=True, hint=hint, initial=words)
