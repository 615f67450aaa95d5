"""The joint plan in the brief of a partner: what was promised, and how what is open stands."""

from bot.entries import BriefPart, Reviewed
from bot.figures.context import FiguresContext
from bot.goals.cards.plans import brief_parts
from bot.goals.store.goals import goals_of
from bot.principal import Principal


async def draw_goals(
    context: FiguresContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Draw it; whoever may have the brief may see the plan, for it is of both sides."""
    del asker
    async with context.database.read() as session:
        found = await goals_of(session, partner.partner_id)
    return brief_parts(context.wording, found, context.today())
