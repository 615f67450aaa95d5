"""What somebody is shown who writes an announcement in another language too."""

from collections.abc import Mapping, Sequence

from bot.action import ActionRef
from bot.beat.rules.announcements import LONGEST_TITLE, Announcement, InLanguage
from bot.beat.rules.languages import LANGUAGES
from bot.beat.store.drafts import Drafted
from bot.errors import ContentInvalid
from bot.event import FormSubmitted
from bot.form import ChoiceField, Form, RichTextField, TextField
from bot.language import Wording
from bot.message import Button, Option, spans

LANGUAGE = "announce_language"
KEEP, REMOVE = "keep", "remove"
LONGEST_PLAIN = 3000
"""Characters of a plain field; the tightest is Slack's."""
FAULTS_SHOWN = 5


def buttons(wording: Wording, draft: Drafted) -> tuple[Button, ...]:
    """Return a button for each language a draft is written in too, and one for another."""
    of = {"d": draft.id}
    written = tuple(
        Button(
            wording.say("language_change", language=name_of(one.tag)),
            ActionRef(LANGUAGE, {**of, "l": one.tag}),
        )
        for one in draft.announcement.languages
    )
    return (*written, Button(wording.say("language_add"), ActionRef(LANGUAGE, of)))


def name_of(tag: str) -> str:
    """Name a language as its own readers do."""
    return LANGUAGES.get(tag, tag)


def named_in(wording: Wording, announcement: Announcement) -> str:
    """Name the languages it is written in beside its own."""
    return wording.language.all_of([name_of(one.tag) for one in announcement.languages])


def form(wording: Wording, draft: Drafted, tag: str) -> Form:
    """Ask for the words in another language; those that stand can be changed, or removed."""
    say = wording.say
    was = next((one for one in draft.announcement.languages if one.tag == tag), None)
    action = ActionRef(LANGUAGE, {"d": draft.id, **({"l": tag} if was else {})})
    first = _which(wording, draft.announcement) if was is None else _whether(wording)
    said = was or InLanguage("", draft.announcement.title, "")
    return Form(
        action,
        say("language_form_title"),
        say("announce_form_submit"),
        (first, *language_fields(wording, said)),
        Button(say("language_add"), action),
        spans(say("language_intro", title=draft.announcement.title)),
    )


def _which(wording: Wording, announcement: Announcement) -> ChoiceField:
    taken = {one.tag for one in announcement.languages}
    options = tuple(Option(name, tag) for tag, name in LANGUAGES.items() if tag not in taken)
    return ChoiceField("language", wording.say("language_which"), options, required=True)


def _whether(wording: Wording) -> ChoiceField:
    say = wording.say
    options = (Option(say("language_keep"), KEEP), Option(say("language_remove"), REMOVE))
    return ChoiceField("becomes", say("language_becomes"), options, required=True, initial=KEEP)


def named(field: str, tag: str) -> str:
    """Return what a field is called in a form that asks for several languages."""
    return f"{field}_{tag}" if tag else field


def language_fields(
    wording: Wording, said: InLanguage, *, tag: str = ""
) -> tuple[TextField, TextField | RichTextField]:
    """Ask for a title and for words; with a `tag` the form asks for other languages too."""
    say, where = wording.say, f" ({name_of(tag)})" if tag else ""
    title = (named("title", tag), say("announce_title") + where, LONGEST_TITLE)
    return (
        TextField(*title, required=True, multiline=False, initial=said.title),
        _words(wording, named("words", tag), say("announce_words") + where, said.words),
    )


def _words(wording: Wording, name: str, label: str, words: str) -> TextField | RichTextField:
    if not words or len(words) > LONGEST_PLAIN:
        return RichTextField(name, label, required=True, initial=words)
    hint = wording.say("announce_words_hint")
    return TextField(name, label, LONGEST_PLAIN, required=True, hint=hint, initial=words)


def read(event: FormSubmitted, language: str, *, tag: str = "") -> InLanguage:
    """Read what was written in a language."""
    given = event.values.get
    return InLanguage(
        language,
        given(named("title", tag), "").strip(),
        given(named("words", tag), "").strip(),
    )


def mistakes(wording: Wording, said: InLanguage, *, tag: str = "") -> dict[str, str]:
    """Return what cannot be meant, by field."""
    wrong = Announcement(title=said.title, words=said.words, topic="").mistakes()
    return {named(field, tag): wording.say(key) for field, key in wrong.items()}


def faults(
    wording: Wording, every: Sequence[ContentInvalid], tags: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Say by field what cannot be drawn, in the text's own words and in other languages.

    `tags` says under which field those of a language stand, if not under its own.
    """
    say, found = wording.say, dict[str, list[str]]()
    for one in every:
        language = one.path.stem.rpartition(".")[2] if "." in one.path.stem else ""
        tag = (tags or {}).get(language, language)
        if one.line < 1:
            told, field = say("announce_title_fault", reason=one.reason), named("title", tag)
        else:
            told = say("announce_fault", line=str(one.line), reason=one.reason)
            field = named("words", tag)
        found.setdefault(field, []).append(told)
    lost = say("announce_nothing_lost")
    return {
        field: told[0] if field.startswith("title") else " ".join((*told[:FAULTS_SHOWN], lost))
        for field, told in found.items()
    }
