"""The targets of a partner in its brief, with the pace both sides see."""

from bot.entries import BriefPart, Reviewed
from bot.figures.aiming import targets_of
from bot.figures.cards.targets import aimed
from bot.figures.context import FiguresContext
from bot.principal import Principal


async def draw_targets(
    context: FiguresContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Show every target whose period runs; without any there is no such part."""
    async with context.database.read() as session:
        found = await targets_of(context, session, asker, partner.name)
    if not found:
        return ()
    lines = [(one.target.metric, one.result.figures[0], one.pace) for one in found]
    return (BriefPart(context.wording.say("brief_targets"), aimed(context, lines), ()),)
