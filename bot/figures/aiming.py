"""The targets of one partner, each with its figure and its pace as of today."""

from dataclasses import dataclass

from bot.figures.context import FiguresContext
from bot.figures.rules.figures import FigureResult
from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.targets import FLOWS, Pace, Target
from bot.name_keys import name_key
from bot.principal import Principal
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target with the figure that is held to it, where that can be seen, and its pace."""

    target: Target
    result: FigureResult
    pace: Pace


async def targets_of(
    context: FiguresContext, session: AsyncSession, asker: Principal, partner: str
) -> tuple[Aimed, ...]:
    """Return the targets of a partner, by its name, whose period runs today, as the asker."""
    footing = context.footing()
    today = footing.calendar.today
    found = []
    for target in footing.catalogue.targets:
        is_theirs = target.dimension == "partner" and name_key(target.whose) == name_key(partner)
        runs = target.window.start <= today < target.window.end
        if (
            not is_theirs
            or not runs
            or not context.catalogue.may_ask(target.metric, asker.permission)
        ):
            continue
        metric = context.catalogue.metrics[target.metric]
        is_flow = target.metric in FLOWS
        window = target.window if is_flow else metric.default_period.window(footing.calendar)
        only = (Filter("partner", (partner,)),)
        plan = Plan((target.metric,), window, default_period=not is_flow, filters=only)
        answer = await context.questions.computed(session, ("", plan), asker, footing)
        pace = answer.figures.figures[0].pace
        if pace is not None:
            found.append(Aimed(target, answer.figures, pace))
    return tuple(found)
