"""From a typed question to its answer, and to the reply that shows it."""

from bot.entries import Answered
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply, Said
from bot.figures.cards.answers import draw
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.certainty import certainty
from bot.order_of_words import CAPABILITIES, tidied
from bot.principal import Principal


async def answer(context: FiguresContext, asker: Principal, question: str) -> Answer:
    """Read a question as this person, and compute it from what they may see."""
    async with context.database.read() as session:
        return await context.questions.answer(session, question, asker, context.footing())


async def ask(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer a typed question; what cannot be answered gets one kind sentence."""
    return _reply(context, asker, await answer(context, asker, event.text))


async def take_question(context: FiguresContext, asker: Principal, event: Said) -> Answered:
    """Answer what is no command, and say how surely it was a question."""
    found = await answer(context, asker, event.text)
    return Answered(_reply(context, asker, found), certainty(event.text, found.reading))


async def ask_after_word(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer what follows the word that calls us; alone it asks what can be asked."""
    question = " ".join(tidied(event.text).split()[1:])
    text = question or CAPABILITIES
    return await ask(context, asker, Said(event.origin, text, event.inbox_id))


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Answer the question a button carries; it is read and authorised like a typed one."""
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    return _reply(context, asker, await answer(context, asker, question))


def _reply(context: FiguresContext, asker: Principal, found: Answer) -> Reply:
    return Reply((draw(context, asker, found),), only_asker=True)
