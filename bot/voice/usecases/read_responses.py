"""Read what partners' people answered, by a filter in words."""

import re
from dataclasses import replace

from bot.action import ActionRef
from bot.event import ActionPressed, Reply, Said
from bot.figures.cards.answers import draw
from bot.message import Button, Buttons, Message
from bot.ports import READ_RESPONSES
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import reading
from bot.voice.cards import responses as cards
from bot.voice.cards.response import card
from bot.voice.cards.spread import spread_chart
from bot.voice.context import VoiceContext
from bot.voice.rules.sought import Sought
from bot.voice.whole_responses import whole_response, with_picks

WORD, RESULTS = "answers", "nps results"
_PAGE = re.compile("[0-9]{1,5}")


async def say_answers(context: VoiceContext, asker: Principal, event: Said) -> Reply | None:
    """List the responses that these words ask for; None where they ask for a figure."""
    if not may(asker, Right.READ_RESPONSES):
        return None
    words = event.text[len(WORD) :].strip()
    found = await reading.sought_by(context, asker, words)
    if found is None:
        return None
    if words and found.is_only_a_time and (told := await _counted(context, asker, event, found)):
        return Reply((told,))
    return Reply((await _listed(context, asker, found),))


async def say_results(context: VoiceContext, asker: Principal, event: Said) -> Reply | None:
    """List the responses to the question of recommendation; for others it is a question."""
    if not may(asker, Right.READ_RESPONSES):
        return None
    found = await reading.sought_by(context, asker, f"nps {event.text[len(RESULTS) :]}".strip())
    if found is None:
        return None
    listed = await _listed(context, asker, found)
    chart = spread_chart(context, await reading.spread_of(context, asker, found))
    first, *others = listed.elements
    drawn = (first, chart, *others) if chart is not None else listed.elements
    return Reply((replace(listed, elements=drawn),))


async def turn(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the page that a button names; one that turns it draws it where the last stood."""
    arguments = event.action.arguments
    number = arguments.get("p", "")
    found = None
    if may(asker, Right.READ_RESPONSES):
        found = await reading.sought_by(context, asker, arguments.get("q", ""))
    if found is None:
        return Reply((cards.not_yours(context),))
    page = int(number) if _PAGE.fullmatch(number) else 0
    shown = await _listed(context, asker, found, page)
    return Reply(update=shown) if number else Reply((shown,))


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one response whole."""
    arguments = event.action.arguments
    named = arguments.get("r") or arguments.get("value", "")
    async with context.database.read() as session:
        found = await whole_response(context, session, asker, named)
    if found is None:
        return Reply((cards.not_yours(context),))
    return Reply((card(context, asker, found),))


async def _listed(
    context: VoiceContext, asker: Principal, sought: Sought, number: int = 0
) -> Message:
    if sought.is_missing:
        left = await reading.silent_of(context, asker, sought, number)
        return cards.missing(context, asker, sought, left)
    page = await with_picks(context, await reading.page_of(context, asker, sought, number))
    return cards.listed(context, asker, sought, page)


async def _counted(
    context: VoiceContext, asker: Principal, event: Said, sought: Sought
) -> Message | None:
    """Answer how many there were in a time, with the way to read them; None if none can."""
    async with context.database.read() as session:
        found = await context.questions.answer(session, event.text, asker, context.footing())
    if found.result is None:
        return None
    read = ActionRef(READ_RESPONSES, {"q": sought.words})
    figure = draw(context, asker, found)
    ways = Buttons((Button(context.wording.say("responses_read"), read, primary=True),))
    return replace(figure, elements=(*figure.elements, ways))
