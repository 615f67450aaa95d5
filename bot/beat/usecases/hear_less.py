"""Stop a topic, or everything, and bring it back."""

import re
from collections.abc import Mapping

from bot.action import ActionRef
from bot.beat.cards import muting as cards
from bot.beat.store import beats
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
from bot.people.store import people
from bot.principal import Principal

EVERYTHING = frozenset({"everything", "all", "it all"})
WHAT_STOPS = re.compile(r"everything|all|it all", re.IGNORECASE)
"""What may follow "stop"; other words after it are a question like any other."""


async def say_stop(context: Context, asker: Principal, event: Said) -> Reply:
    """Mute the topic that is named, or else the one of the newest thing we sent."""
    named = " ".join(tidied(event.text).split()[1:]).casefold().strip(" .!")
    if named in EVERYTHING:
        return await stop_everything(context, asker, event)
    topics = context.topics
    async with context.work(event) as session:
        topic = (
            _named(topics, named) if named else await beats.newest_topic(session, asker.contact_id)
        )
        if topic is not None and topic in topics:
            await people.mute(session, asker.contact_id, topic, context.clock.now())
    if topic is None or topic not in topics:
        return _which(context)
    return _switched(context, topic, topics[topic], muted=True)


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
        await people.unmute(session, asker.contact_id, topic)
        return context.owe(session, shown or _switched(context, topic, title, muted=False))


async def start(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Let through again what was stopped as a whole; muted topics stay muted."""
    async with context.work(event) as session:
        await people.hear_again(session, asker.contact_id)
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


def _which(context: Context) -> Reply:
    """Ask which topic is meant."""
    say = context.wording.say
    buttons = (
        *(_switch(context, key, title) for key, title in context.topics.items()),
        _everything(context),
    )
    asked = Message(say("stop_which_title"), (paragraph(say("stop_which")), Buttons(buttons)))
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
