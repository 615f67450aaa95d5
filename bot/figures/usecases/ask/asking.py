"""From a typed question to its reply."""

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply, Said
from bot.figures.cards import answers as cards
from bot.figures.cards import replies
from bot.figures.context import FiguresContext
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.readings import Clarify, Help, Reading, Refusal
from bot.message import Message
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def ask(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer a typed question; what cannot be answered gets one kind sentence."""
    async with context.database.read() as session:
        return await _reply(context, asker, event.text, session)


async def ask_after_word(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer what follows the word that calls us; alone it asks what can be asked."""
    question = " ".join(tidied(event.text).split()[1:])
    text = question or context.wording.say("offer_capabilities")
    return await ask(context, asker, Said(event.origin, text, event.inbox_id))


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Answer the question a button carries; it is read and authorised like a typed one."""
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    async with context.database.read() as session:
        return await _reply(context, asker, question, session)


async def _reply(
    context: FiguresContext, asker: Principal, question: str, session: AsyncSession
) -> Reply:
    reading = await context.questions.read(session, question, asker, context.footing())
    message = await _message(context, asker, question, reading, session)
    return Reply((message,), only_asker=True)


async def _message(
    context: FiguresContext,
    asker: Principal,
    question: str,
    reading: Reading,
    session: AsyncSession,
) -> Message:
    match reading:
        case Plan() if context.questions.metrics.computes(reading):
            result = await context.questions.metrics.answer(
                session, reading, asker, context.footing()
            )
            return cards.answer_card(context, asker, reading, result)
        case Plan():
            return replies.not_yet(context, asker, reading)
        case Clarify():
            return replies.clarify(context, asker, reading, question)
        case Refusal():
            return replies.refuse(context, reading)
        case Help():
            return replies.explain(context, asker, reading)
