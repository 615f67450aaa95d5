"""Read what an anonymous wave came to, once it is closed: counts and words, and nobody's name."""

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice import reading
from bot.voice.cards import ballots as cards
from bot.voice.cards import responses
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.scores import LEAST_ANSWERS
from bot.voice.store import sealed
from bot.voice.store.tables import Wave


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the ballots of a wave, unless they are so few that they would be somebody's."""
    if not may(asker, Right.READ_RESPONSES):
        return Reply((responses.not_yours(context),))
    async with context.database.read() as session:
        wave = await session.get(Wave, event.action.arguments.get("w", ""))
        if wave is None or wave.promise != ANONYMOUS:
            raise ActionUnreadable
        votes = await sealed.ballots(session, wave.id)
        title = (await reading.titles(context, session, [wave.id]))[wave.id]
    if wave.state == "open" or len(votes) < LEAST_ANSWERS:
        return Reply((cards.too_few(context, title),))
    return Reply((cards.result(context, wave.score, title, votes),))
