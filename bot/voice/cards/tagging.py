"""The forms by which a response gets tags, and the list of tags is edited."""

from collections.abc import Mapping

from bot.action import ActionRef
from bot.form import Form, MultiChoiceField, TextField
from bot.language import Wording
from bot.message import Button, Option

TAG, LIST = "tag_response", "response_tags"
LONGEST, MOST = 60, 80
"""Characters of a tag, and how many there may be: a form has no room for more."""


def tag_form(
    wording: Wording, response_id: str, listed: Mapping[str, str], given: Mapping[str, str]
) -> Form:
    """Ask which tags a response has; new ones are written below."""
    say = wording.say
    action = ActionRef(TAG, {"r": response_id})
    options = tuple(Option(name, tag_id) for tag_id, name in {**listed, **given}.items())
    chosen = MultiChoiceField("tags", say("tags_which"), options, initial=tuple(given))
    added = TextField("new", say("tags_new"), LONGEST * 5, hint=say("tags_new_hint"))
    fields = (chosen, added) if options else (added,)
    return Form(
        action, say("tags_title"), say("tags_save"), fields, tag_button(wording, response_id)
    )


def tag_button(wording: Wording, response_id: str) -> Button:
    """Return what opens the form of one response's tags."""
    return Button(wording.say("tags_title"), ActionRef(TAG, {"r": response_id}))


def list_form(wording: Wording, listed: Mapping[str, str]) -> Form:
    """Ask for the whole list, a tag a line."""
    say = wording.say
    lines = TextField(
        "list", say("tags_list"), (LONGEST + 1) * MOST // 2, initial="\n".join(listed.values())
    )
    return Form(
        ActionRef(LIST), say("tags_list"), say("tags_save"), (lines,), list_button(wording)
    )


def list_button(wording: Wording) -> Button:
    """Return what opens the list of tags."""
    return Button(wording.say("tags_list"), ActionRef(LIST))


def mistakes(wording: Wording, names: tuple[str, ...], field: str) -> dict[str, str]:
    """Say beside its field what does not do as tags."""
    number = wording.language.number
    if any(len(name) > LONGEST for name in names):
        return {field: wording.say("tags_too_long", limit=number(LONGEST))}
    if len(names) > MOST:
        return {field: wording.say("tags_too_many", limit=number(MOST))}
    return {}
