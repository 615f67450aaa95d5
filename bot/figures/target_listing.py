"""The list of targets that words ask for, as a card."""

from bot.event import Reply
from bot.figures.aiming import AT_ONCE, held_to, targets_for
from bot.figures.cards.target_lists import listed
from bot.figures.context import FiguresContext
from bot.principal import Principal
from bot.rights import Right, may


async def listing(context: FiguresContext, asker: Principal, words: str) -> Reply:
    """List the targets somebody may see; of the metric or the partner that is named, if one is."""
    async with context.database.read() as session:
        sought = await targets_for(context, session, asker, words)
        first = sought.found[:AT_ONCE]
        shown = [await held_to(context, session, asker, one) for one in first]
    card = listed(context, sought, shown, may_set=may(asker, Right.SET_TARGETS))
    return Reply((card,), only_asker=True, tells_figures=bool(shown))
