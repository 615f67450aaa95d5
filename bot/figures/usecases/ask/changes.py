"""Show who stands behind a figure that moved."""

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.figures.cards.answers import draw
from bot.figures.cards.changes import draw_changes
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
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
        reading = await context.questions.read(session, question, asker, footing)
        if not isinstance(reading, Plan) or reading.metrics[0] not in KINDS:
            return Reply((draw(context, asker, Answer(question, reading)),), only_asker=True)
        found = await largest_changes(session, reading, asker, footing)
    return Reply((draw_changes(context, asker, found),), only_asker=True)
