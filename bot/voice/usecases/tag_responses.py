"""Give a response its tags, and edit the list of them."""

from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import several
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import reading
from bot.voice.cards import responses as cards
from bot.voice.cards import tagging
from bot.voice.cards.response import card
from bot.voice.context import VoiceContext
from bot.voice.store import tags
from bot.voice.whole_responses import whole_response


async def ask(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form of one response's tags."""
    named = event.action.arguments.get("r", "")
    if await reading.one_of(context, asker, named) is None:
        return Reply((cards.not_yours(context),))
    async with context.database.read() as session:
        listed, given = await tags.known(session, listed_only=True), await tags.of(session, named)
    return Reply(form=tagging.tag_form(context.wording, named, listed, given))


async def give(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let the response have the tags that were chosen, and those that were written."""
    named, now = event.action.arguments.get("r", ""), context.clock.now()
    if await reading.one_of(context, asker, named) is None:
        return Reply((cards.not_yours(context),))
    new = _lines(event.values.get("new", ""))
    if errors := tagging.mistakes(context.wording, new, "new"):
        return Reply(errors=errors)
    async with context.work(event) as session:
        known = await tags.known(session)
        chosen = [tag for tag in several(event.values.get("tags", "")) if tag in known]
        added = await tags.put_on_list(session, new) if new else []
        await tags.give(session, named, {*chosen, *added}, asker.contact_id, now)
        found = await whole_response(context, session, asker, named)
        shown = (card(context, asker, found),) if found is not None else ()
        return context.owe(session, Reply(shown))


async def ask_for_list(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the list of tags."""
    del event  # nothing is written
    if not may(asker, Right.READ_RESPONSES):
        return Reply((cards.not_yours(context),))
    async with context.database.read() as session:
        listed = await tags.known(session, listed_only=True)
    return Reply(form=tagging.list_form(context.wording, listed))


async def keep_list(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let the list of tags be what was written."""
    if not may(asker, Right.READ_RESPONSES):
        return Reply((cards.not_yours(context),))
    names = _lines(event.values.get("list", ""))
    if errors := tagging.mistakes(context.wording, names, "list"):
        return Reply(errors=errors)
    async with context.work(event) as session:
        await tags.keep_list(session, names, asker.contact_id, context.clock.now())
        return context.owe(session, Reply((cards.list_kept(context, len(names)),)))


def _lines(text: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in lines if line)
