"""From a typed question to its answer, and to the reply that shows it."""

from bot.entries import Answered
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Origin, Reply, Said
from bot.figures.cards.answers import draw
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.certainty import certainty
from bot.figures.rules.questions.readings import TARGET, Refusal
from bot.figures.rules.questions.talks import Talk
from bot.figures.store.talks import keep_talk, kept_talk
from bot.figures.target_listing import listing
from bot.order_of_words import CAPABILITIES, tidied
from bot.principal import Principal


async def answer(context: FiguresContext, asker: Principal, question: str) -> Answer:
    """Read a question as this person, and compute it from what they may see."""
    async with context.database.read() as session:
        return await context.questions.answer(session, question, asker, context.footing())


async def answer_on(
    context: FiguresContext,
    asker: Principal,
    question: str,
    origin: Origin,
    *,
    is_whole: bool = False,
) -> Answer:
    """Answer as the next question of this person's talk here, and keep what it left.

    A question that `is_whole` builds on none before it.
    """
    now, footing = context.clock.now(), context.footing()
    async with context.database.read() as session:
        reader = await context.questions.reader(session, asker, footing)
        written = ("", "")
        if not is_whole:
            written = await kept_talk(session, asker.contact_id, origin, now)
        before = reader.recalled(*written)
        reading, talk = reader.read_on(question, before)
        asked = talk.question if talk.doubt is not None else question
        found = await context.questions.computed(session, (asked, reading), asker, footing)
    if talk != Talk():
        kept = reader.written(talk)
        async with context.database.begin() as session:
            await keep_talk(session, asker.contact_id, origin, kept, now)
    return found


async def ask(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer a typed question; what cannot be answered gets one kind sentence."""
    return _reply(context, asker, await answer_on(context, asker, event.text, event.origin))


async def take_question(context: FiguresContext, asker: Principal, event: Said) -> Answered:
    """Answer what is no command, and say how surely it was a question."""
    found = await answer_on(context, asker, event.text, event.origin)
    reading = found.reading
    if isinstance(reading, Refusal) and reading.hint == TARGET:
        reply = await listing(context, asker, found.question)
    else:
        reply = _reply(context, asker, found)
    return Answered(reply, certainty(event.text, reading))


async def ask_after_word(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Answer what follows the word that calls us; alone it asks what can be asked."""
    question = " ".join(tidied(event.text).split()[1:])
    text = question or CAPABILITIES
    return await ask(context, asker, Said(event.origin, text, event.inbox_id))


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Answer the question a button carries; it is read and authorised like a typed one.

    It stands for itself, whatever was asked before; the next question may build on it.
    """
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    found = await answer_on(context, asker, question, event.origin, is_whole=True)
    return _reply(context, asker, found)


def _reply(context: FiguresContext, asker: Principal, found: Answer) -> Reply:
    tells = found.result is not None or bool(found.places)
    return Reply((draw(context, asker, found),), only_asker=True, tells_figures=tells)
