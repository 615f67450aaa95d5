"""Answers a press or a form in the response itself, and says what remains to be said after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from adapters.teams.bodies import card_body, dialog_body, fits_line, words_body
from adapters.teams.forms import dialog_title, form_pieces, render_dialog
from adapters.teams.inbound import ReplyTo, data_of, form_values, reopening
from adapters.teams.laid_forms import Laid, LaidForms
from adapters.teams.parts import FORM, REOPEN, Part
from adapters.teams.payload import ACTION, DIALOG_SENT, Raw, word
from adapters.teams.render import Rendered, render_whole
from bot.event import ActionPressed, Reply
from bot.form import Form
from bot.language import Wording
from bot.message import Button, Buttons, Divider, Element, Heading, Message, Paragraph
from bot.plain_text import plain_text
from bot.ports import Dispatch


@dataclass(frozen=True, slots=True)
class Answered:
    """The response's body, the reply without what the body says, and the card to keep.

    The body changes the card for one person and until they come back; `keep` is put in the
    place of the message itself.
    """

    body: Part
    rest: Reply
    keep: Rendered | None = None


class Gestures:
    """Finds the best shape for a reply in the response to a gesture."""

    def __init__(self, dispatch: Dispatch, wording: Wording) -> None:
        self._dispatch = dispatch
        self._wording = wording
        self._laid_forms = LaidForms()

    async def answer(self, raw: Raw, place: ReplyTo, reply: Reply) -> Answered:
        """Return the response; raises `MessageRejected` where its card is too large."""
        name, data = word(raw, "name"), data_of(raw)
        if reply.apart:
            said = self._said(reply)
            return Answered(words_body(name, said.say("answered_alone"), said), reply)
        if reply.errors and FORM in data:
            return await self._again(raw, place, reply)
        if name != ACTION:
            return self._in_dialog(name, reply)
        if reply.update or reply.form:
            return self._on_card(place, reply)
        if FORM in data:
            return self._sent(place, reply)
        title = reply.messages[0].title if reply.messages else ""
        return Answered(words_body(name, title, self._said(reply)), reply)

    def _on_card(self, place: ReplyTo, reply: Reply) -> Answered:
        """Change the card that was pressed; a form stands right below, ready to be filled in."""
        update, form = reply.update, reply.form
        rest = replace(reply, update=None, form=None)
        if form is None:
            drawn = render_whole(update or Message(""), self._wording)
            self._laid_forms.clear(place)
            return Answered(card_body(drawn.card), rest, _kept(drawn, place, reply))
        drawn = self._with_form(update, form)
        self._laid_forms.lay(place, Laid(update, form))
        # A form that took the card's place is for this person only: the message stays.
        keep = _kept(drawn, place, reply) if update else None
        return Answered(card_body(drawn.card), rest, keep)

    async def _again(self, raw: Raw, place: ReplyTo, reply: Reply) -> Answered:
        """Show the form again, with what was typed and what is wrong with it."""
        data, name = data_of(raw), word(raw, "name")
        laid = self._laid_forms.look(place) if name == ACTION else None
        form = laid.form if laid else await self._reopened(place, data)
        rest = replace(reply, errors={})
        if form is None:
            words = " ".join(reply.errors.values())
            return Answered(
                words_body(name, words, self._said(reply)), rest if fits_line(words) else reply
            )
        values = form_values(data)
        if name != ACTION:
            drawn = render_dialog(form, self._wording, values, reply.errors)
            return Answered(dialog_body(dialog_title(form.title), drawn), rest)
        drawn = self._with_form(laid.message if laid else None, form, values, reply.errors)
        return Answered(card_body(drawn.card), rest)

    async def _reopened(self, place: ReplyTo, data: Raw) -> Form | None:
        if not word(data, REOPEN):
            return None
        return (await self._dispatch(ActionPressed(place.origin, reopening(data)))).form

    def _sent(self, place: ReplyTo, reply: Reply) -> Answered:
        """Take the form off the card; a single message is said in its place."""
        laid = self._laid_forms.look(place)
        self._laid_forms.clear(place)
        base = laid.message if laid else None
        said = reply.messages[0] if len(reply.messages) == 1 else None
        rest = replace(reply, messages=()) if said else reply
        if base is not None and said is not None:
            base = _below(base, said)
        shown = base or said
        if shown is None:
            return Answered(words_body(ACTION, "", self._said(reply)), rest)
        drawn = render_whole(shown, self._wording)
        stays = laid is not None and laid.message is None
        return Answered(card_body(drawn.card), rest, None if stays else _kept(drawn, place, reply))

    def _in_dialog(self, name: str, reply: Reply) -> Answered:
        said = self._said(reply)
        if reply.form:
            drawn = render_dialog(reply.form, self._wording)
            body = dialog_body(dialog_title(reply.form.title), drawn)
            return Answered(body, replace(reply, form=None))
        if len(reply.messages) == 1:
            (only,) = reply.messages
            words = plain_text(only)
            if fits_line(words) and all(isinstance(one, Paragraph) for one in only.elements):
                return Answered(words_body(name, words, said), replace(reply, messages=()))
        if name == DIALOG_SENT:
            return Answered({}, reply)
        # What has buttons stands in the chat: in a dialog nothing would come of pressing them.
        title = reply.messages[0].title if reply.messages else ""
        return Answered(words_body(name, title, said), reply)

    def _with_form(
        self,
        message: Message | None,
        form: Form,
        values: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Rendered:
        pieces = form_pieces(form, self._wording, values=values or {}, errors=errors or {})
        above = _without(message, form.reopen) if message else Message("")
        return render_whole(above, self._wording, pieces)

    def _said(self, reply: Reply) -> Wording:
        return self._wording.in_language(reply.language)


def _kept(drawn: Rendered, place: ReplyTo, reply: Reply) -> Rendered | None:
    """Return the card where others may see it too, or where nobody else is."""
    return drawn if place.origin.private or not reply.only_asker else None


def _without(message: Message, reopen: Button) -> Message:
    """Drop the button that would open the form which stands below already."""
    kept: list[Element] = []
    for element in message.elements:
        if not isinstance(element, Buttons):
            kept.append(element)
            continue
        others = tuple(
            one
            for one in element.buttons
            if not (isinstance(one, Button) and one.action == reopen.action)
        )
        kept += [Buttons(others)] if others else []
    return replace(message, elements=tuple(kept))


def _below(message: Message, said: Message) -> Message:
    title = (Heading(said.title),) if said.title else ()
    return replace(message, elements=(*message.elements, Divider(), *title, *said.elements))
