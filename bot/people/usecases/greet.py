"""Greet whoever took us in: once in each place, whatever is told of it again."""

from bot.context import Context
from bot.event import Arrived, Reply
from bot.people.cards.welcome import welcome, welcome_of_several
from bot.people.store.conversations import greet_once
from bot.principal import Principal


async def greet(context: Context, asker: Principal | None, event: Arrived) -> Reply:
    """Say what we are good for where nobody was told yet; a return is no arrival."""
    origin = event.origin
    async with context.work(event) as session:
        if not await greet_once(session, origin, context.clock.now()):
            return Reply()
        said = welcome(context, asker, origin) if origin.private else welcome_of_several(context)
        return context.owe(session, Reply((said,), only_asker=origin.private))
