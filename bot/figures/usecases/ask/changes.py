"""Show who stands behind a figure that moved."""

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.figures.cards.answers import draw
from bot.figures.cards.changes import draw_changes
from bot.figures.context import FiguresContext
from bot.figures.rules.changes import KINDS
from bot.figures.rules.plan import Plan
from bot.figures.store.changes import largest_changes
from bot.principal import Principal


async def press_changed(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the largest changes behind the figure of a question, read and authorised anew."""
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    footing = context.footing()
    async with context.database.read() as session:
        answer = await context.questions.answer(session, question, asker, footing)
        plan = answer.reading
        if not isinstance(plan, Plan) or plan.metrics[0] not in KINDS:
            return Reply((draw(context, asker, answer),), only_asker=True, tells_figures=True)
        figure = answer.figures.figures[0]
        if figure.is_refused:  # of days that are not known nobody can say what changed
            return Reply((draw(context, asker, answer),), only_asker=True, tells_figures=True)
        until = answer.figures.until(figure)
        found = await largest_changes(session, plan, asker, footing, until)
    return Reply((draw_changes(context, asker, found),), only_asker=True, tells_figures=True)
