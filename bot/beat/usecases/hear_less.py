"""Stop a topic, or everything, and bring it back."""

import re
from collections.abc import Mapping, Sequence

from bot.action import ActionRef
from bot.beat import muting_partners
from bot.beat.cards import muting as cards
from bot.beat.store import beats, sends
from bot.beat.store.told import told_before
from bot.context import Context
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Origin, Reply, Said
from bot.message import (
    Button,
    Buttons,
    Divider,
    Element,
    Heading,
    Message,
    notice,
    paragraph,
)
from bot.order_of_words import tidied
from bot.people.rules.muting import read_partner, read_topic
from bot.people.store import people
from bot.principal import Principal
from bot.store.sessions import AsyncSession

EVERYTHING = frozenset({"everything", "all", "it all"})
WHAT_STOPS = re.compile(r"everything|all|it all", re.IGNORECASE)
"""What may follow "stop"; other words after it are a question like any other."""
LETTERS = "email"
"""The platform on which words come as an answer to a letter."""


async def say_stop(context: Context, asker: Principal, event: Said) -> Reply:
    """Mute the topic that is named, or else the one of the newest thing we sent."""
    rest, topics = _rest(event), context.topics
    named = read_topic(rest)
    if named in EVERYTHING:
        return await stop_everything(context, asker, event)
    meant = read_partner(rest) if _named(topics, named) is None else None
    # A letter is answered by whoever has it: there nobody decides for others.
    if meant is not None and asker.is_vendor and event.origin.platform != LETTERS:
        return await muting_partners.mute_as_said(context, asker, event, meant)
    async with context.work(event) as session:
        topic = _named(topics, named) if named else await _last(context, session, asker, event)
        if topic is not None and topic in topics:
            await people.mute(session, asker.contact_id, topic, context.clock.now())
    if topic is None or topic not in topics:
        return _which(context, rest if named else "")
    return _switched(context, topic, topics[topic], muted=True)


async def say_again(context: Context, asker: Principal, event: Said) -> Reply:
    """Let through again the topic, or the partner, that is named."""
    rest, topics = _rest(event), context.topics
    topic = _named(topics, read_topic(rest))
    meant = read_partner(rest) if topic is None else None
    if meant is not None and asker.is_vendor:
        return await muting_partners.unmute_as_said(context, asker, event, meant)
    if topic is None:
        async with context.database.read() as session:
            muted = await people.muted_topics(session, asker.contact_id)
        return _which_again(context, [key for key in topics if key in muted])
    async with context.work(event) as session:
        await people.unmute(session, asker.contact_id, topic, context.clock.now())
        reply = _switched(context, topic, topics[topic], muted=False)
        return context.owe(session, reply)


async def mute_topic(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Stop a topic for this person, and offer the way back."""
    topic, title = _topic(context, event)
    shown = await _shown(context, asker, event, muted=True)
    async with context.work(event) as session:
        await people.mute(session, asker.contact_id, topic, context.clock.now())
        return context.owe(session, shown or _switched(context, topic, title, muted=True))


async def unmute_topic(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Let a topic through again."""
    topic, title = _topic(context, event)
    shown = await _shown(context, asker, event, muted=False)
    async with context.work(event) as session:
        await people.unmute(session, asker.contact_id, topic, context.clock.now())
        return context.owe(session, shown or _switched(context, topic, title, muted=False))


async def start(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Let through again what was stopped as a whole; muted topics stay muted."""
    async with context.work(event) as session:
        await people.hear_again(session, asker.contact_id, context.clock.now())
    say = context.wording.say
    return Reply((notice(say("started_title"), say("started")),))


async def stop_everything(
    context: Context, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Stop everything for this person, and offer the way back."""
    async with context.work(event) as session:
        await people.stop_everything(session, asker.contact_id, context.clock.now())
    say = context.wording.say
    back = Buttons((_again(context),))
    return Reply((Message(say("stopped_title"), (paragraph(say("stopped")), back)),))


async def show_topics(context: Context, asker: Principal, origin: Origin) -> tuple[Element, ...]:
    """Show on a page what comes and what is muted, each with the way to change it."""
    del origin  # the same from everywhere
    async with context.database.read() as session:
        muted = await people.muted_topics(session, asker.contact_id)
        stopped = await people.has_stopped_everything(session, asker.contact_id)
    say = context.wording.say
    head = (Divider(), Heading(say("home_topics")))
    if stopped:
        return (*head, paragraph(say("stopped")), Buttons((_again(context),)))
    topics = context.topics.items()
    switches = (_switch(context, key, title, muted=key in muted) for key, title in topics)
    ways = Buttons((*switches, _everything(context)))
    return (*head, paragraph(say("home_topics_intro")), ways)


async def _last(
    context: Context, session: AsyncSession, asker: Principal, event: Said
) -> str | None:
    """Return the topic of what these words stand below, else of the newest thing we sent."""
    if event.about:
        told = await told_before(session, asker.contact_id, event, context.clock.now())
        if told is not None and told.is_below:
            _, topic = await sends.about_of(session, told.delivery_id)
            return topic or None
    return await beats.newest_topic(session, asker.contact_id)


async def _shown(
    context: Context, asker: Principal, event: ActionPressed, *, muted: bool
) -> Reply | None:
    """Show the press on the message itself, where nobody but its reader sees that."""
    if not event.message or not event.origin.private:
        return None
    message = await context.redrawn(asker.contact_id, event.message)
    if message is None:
        return None
    topic, title = _topic(context, event)
    note = context.wording.say("muted_mark", topic=title) if muted else ""
    update = cards.switched(message, topic, _switch(context, topic, title, muted=muted), note)
    return Reply(update=update) if update is not None else None


def _named(topics: Mapping[str, str], words: str) -> str | None:
    return next(
        (key for key, title in topics.items() if words in (key.casefold(), title.casefold())), None
    )


def _topic(context: Context, event: ActionPressed) -> tuple[str, str]:
    topic = event.action.arguments.get("t", "")
    title = context.topics.get(topic)
    if title is None:
        raise ActionUnreadable
    return topic, title


def _rest(event: Said) -> str:
    """Return what follows the word."""
    return tidied(event.text).partition(" ")[2].strip()


def _which_again(context: Context, muted: Sequence[str]) -> Reply:
    """Ask which muted topic is meant, if any is muted."""
    say, topics = context.wording.say, context.topics
    if not muted:
        return Reply((notice(say("unmute_which_title"), say("unmute_nothing")),))
    ways = Buttons(tuple(_switch(context, key, topics[key], muted=True) for key in muted))
    asked = Message(say("unmute_which_title"), (paragraph(say("unmute_which")), ways))
    return Reply((asked,))


def _which(context: Context, words: str) -> Reply:
    """Ask which topic is meant; `words` named none there is."""
    say = context.wording.say
    why = say("stop_no_topic", words=words) if words else say("stop_which")
    buttons = (
        *(_switch(context, key, title) for key, title in context.topics.items()),
        _everything(context),
    )
    asked = Message(say("stop_which_title"), (paragraph(why), Buttons(buttons)))
    return Reply((asked,))


def _everything(context: Context) -> Button:
    return Button(context.wording.say("stop_everything"), ActionRef("stop"))


def _again(context: Context) -> Button:
    return Button(context.wording.say("start_again"), ActionRef("start"))


def _switch(context: Context, topic: str, title: str, *, muted: bool = False) -> Button:
    key, name = ("unmute_topic", "unmute") if muted else ("mute_topic", "mute")
    return Button(context.wording.say(key, topic=title), ActionRef(name, {"t": topic}))


def _switched(context: Context, topic: str, title: str, *, muted: bool) -> Reply:
    key = "muted" if muted else "unmuted"
    say = context.wording.say
    ways = (_switch(context, topic, title, muted=muted),)
    buttons = Buttons((*ways, _everything(context)) if muted else ways)
    text = paragraph(say(key, topic=title))
    return Reply((Message(say(f"{key}_title", topic=title), (text, buttons)),))
