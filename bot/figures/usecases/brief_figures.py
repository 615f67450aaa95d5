"""The figures of a partner's brief, each as the same question would be answered."""

from bot.entries import BriefPart, Reviewed
from bot.figures.cards import briefing as cards
from bot.figures.context import FiguresContext
from bot.figures.rules.briefing import HEADINGS, plan_of
from bot.figures.store.ages import ages_known
from bot.principal import Principal


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
                found.append(cards.Drawn(line, plan, answer.figures))
            parts.append(cards.part(context, heading, found))
    return tuple(parts)


async def draw_ages(
    context: FiguresContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Say up to which day the rows are complete of which the figures of a brief are made."""
    del partner  # all partners' rows are as old
    async with context.database.read() as session:
        known = await ages_known(session, asker)
    return (BriefPart(elements=cards.ages(context, known)),)
