"""Show how an answer was computed, and to administrators the statements behind it."""

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.figures.cards.answers import draw
from bot.figures.cards.computing import draw_computing, draw_statements
from bot.figures.context import FiguresContext
from bot.figures.rules.plan import Plan
from bot.figures.store.tracing import traced
from bot.message import notice
from bot.principal import Permission, Principal


async def press_how(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Tell how a question's answer is computed; it is read and authorised anew."""
    question = _question(event)
    async with context.database.read() as session:
        answer = await context.questions.answer(session, question, asker, context.footing())
    plan = answer.reading
    if not isinstance(plan, Plan) or all(one.is_refused for one in answer.figures.figures):
        return Reply((draw(context, asker, answer),), only_asker=True)
    return Reply((draw_computing(context, asker, plan, answer.figures),), only_asker=True)


async def press_sql(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show an administrator what was asked of the database; nobody else."""
    question, say = _question(event), context.wording.say
    if asker.permission is not Permission.ADMINISTRATOR:
        said = notice(say("ask_refused_title"), say("computing_sql_not_yours"))
        return Reply((said,), only_asker=True)
    footing = context.footing()
    async with context.database.read() as session:
        reading = await context.questions.read(session, question, asker, footing)
        async with traced(session) as statements:
            answer = await context.questions.computed(session, (question, reading), asker, footing)
    if not isinstance(reading, Plan):
        return Reply((draw(context, asker, answer),), only_asker=True)
    return Reply((draw_statements(context, reading, statements),), only_asker=True)


def _question(event: ActionPressed) -> str:
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    return question
