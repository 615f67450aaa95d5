"""Let somebody choose the language they are written to in."""

from bot.action import ActionRef
from bot.context import Context
from bot.event import ActionPressed, Reply, Said
from bot.language import nearest, read_language
from bot.message import Button, Buttons, Message, notice, paragraph
from bot.people.cards.settings import named
from bot.people.store import choices
from bot.principal import Principal

ACTION = "language"


async def choose_language(
    context: Context, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Keep the language that is named, by its tag or its name, and answer in it at once."""
    tag = _named(context, _words(event))
    if tag is None:
        return Reply((_offer(context),))
    async with context.work(event) as session:
        await choices.choose_language(session, asker.contact_id, tag)
    reader = context.for_reader(tag)
    say = reader.wording.say
    kept = notice(say("language_title"), say("language_kept"))
    return Reply((kept,)).in_language(reader.wording.language.tag)


def language_buttons(context: Context) -> Buttons:
    """Return a button for every language we speak, each by its own name."""
    return Buttons(
        tuple(
            Button(named(context, tag), ActionRef(ACTION, {"l": tag}))
            for tag in context.wording.spoken()
        )
    )


def _words(event: Said | ActionPressed) -> str:
    if isinstance(event, ActionPressed):
        return event.action.arguments.get("l", "")
    return event.text.partition(" ")[2].strip()


def _named(context: Context, words: str) -> str | None:
    """Return the language these words name, if it is one we speak."""
    spoken = context.wording.spoken()
    by_name = {named(context, tag).casefold(): tag for tag in spoken}
    tag = by_name.get(words.casefold()) or read_language(words)
    return tag if tag and any(near in spoken for near in nearest(tag)) else None


def _offer(context: Context) -> Message:
    say = context.wording.say
    return Message(
        say("language_ask_title"), (paragraph(say("language_ask")), language_buttons(context))
    )
