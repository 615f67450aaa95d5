"""Show somebody the last editions they were sent, and each of them again."""

from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.round_ups import READ
from bot.beat.context import BeatContext
from bot.beat.store import news
from bot.beat.store.news import Received
from bot.event import ActionPressed, Reply, Said
from bot.message import Bullets, Button, Buttons, Message, notice, paragraph, spans
from bot.principal import Principal

SHOWN = 5
LONGEST_LABEL = 60
AGAIN = READ
"""The press of the list, and of a round-up."""


async def show_news(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List the last editions this person was sent, each with a button that shows it again."""
    del event  # nothing is written
    say = context.wording.say
    async with context.database.read() as session:
        found = await news.received(session, asker.contact_id, SHOWN)
    if not found:
        return Reply((notice(say("news_title"), say("news_none")),))
    lines = tuple(spans(_line(context, asker, one)) for one in found)
    buttons = tuple(
        Button(_label(context, asker, one), ActionRef(AGAIN, {"d": one.delivery_id}))
        for one in found
    )
    shown = (paragraph(say("news_intro")), Bullets(lines), Buttons(buttons))
    return Reply((Message(say("news_title"), shown),))


async def show_again(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show an edition again, as this person reads it now; only what they were sent."""
    delivery_id = event.action.arguments.get("d", "")
    async with context.database.read() as session:
        text = await news.text_of(session, delivery_id, asker)
    if text is None:
        say = context.wording.say
        return Reply((notice(say("edition_gone_title"), say("edition_gone")),))
    return Reply((await context.edition(text, asker),))


def _day(context: BeatContext, asker: Principal, one: Received, pattern: str) -> str:
    local = one.at.astimezone(ZoneInfo(asker.zone)).date()
    return context.wording.language.day(local, context.wording.say(pattern))


def _line(context: BeatContext, asker: Principal, one: Received) -> str:
    day = _day(context, asker, one, "pattern_long_day")
    return context.wording.say("news_line", title=one.title, day=day)


def _label(context: BeatContext, asker: Principal, one: Received) -> str:
    """Name an edition on its button; a title too long for one gives way to its day."""
    day = _day(context, asker, one, "pattern_day")
    named = context.wording.say("news_again", title=one.title)
    return named if len(named) <= LONGEST_LABEL else context.wording.say("news_again", title=day)
