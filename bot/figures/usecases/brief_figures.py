"""The figures of a partner's brief, each as the same question would be answered."""

from dataclasses import replace

from bot.entries import BriefPart, Reviewed
from bot.figures.cards import briefing as cards
from bot.figures.context import FiguresContext
from bot.figures.rules.briefing import HEADINGS, RENEWALS, plan_of
from bot.figures.store.ages import ages_known
from bot.figures.store.renewals import renewals_ahead
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def draw_figures(
    context: FiguresContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Compute what this person may see of a partner; what has no data is named, once."""
    footing, parts = context.footing(), []
    async with context.database.read() as session:
        for heading, lines in HEADINGS.items():
            found = []
            for line in lines:
                known = context.catalogue.metrics.get(line.metric)
                if known is None or not context.catalogue.may_ask(known.id, asker.permission):
                    continue
                plan = plan_of(line, partner.name, footing.calendar)
                answer = await context.questions.computed(session, ("", plan), asker, footing)
                drawn = cards.Drawn(line, plan, answer.figures)
                found.append(await _beside(context, session, partner, drawn, asker))
            parts.append(cards.part(context, heading, found))
    return tuple(parts)


async def _beside(
    context: FiguresContext,
    session: AsyncSession,
    partner: Reviewed,
    drawn: cards.Drawn,
    asker: Principal,
) -> cards.Drawn:
    """Add what stands beside a figure: the place among peers, and what was said of renewals."""
    line, window = drawn.line, drawn.plan.window
    if line.is_placed:
        footing = context.footing()
        place = await context.questions.place(session, partner.name, line.metric, footing, asker)
        return replace(drawn, place=place)
    if line.metric == RENEWALS:
        ahead = await renewals_ahead(session, partner.partner_id, window.start, window.last)
        return replace(drawn, renewals=tuple(ahead))
    return drawn


async def draw_ages(
    context: FiguresContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Say up to which day the rows are complete of which the figures of a brief are made."""
    del partner  # all partners' rows are as old
    async with context.database.read() as session:
        known = await ages_known(session, asker)
    return (BriefPart(elements=cards.ages(context, known)),)
