"""Give somebody all rows of an answer as a file, by a link that is theirs and good once."""

from bot.action import ActionRef
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Origin, Reply
from bot.figures.cards.answers import draw
from bot.figures.cards.extracts import extract_lines, title_of
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.plan import Plan
from bot.figures.store import extracts
from bot.language import ENGLISH
from bot.message import Button, Buttons, LinkButton, Message, notice, paragraph
from bot.people.store.people import principal_by_id
from bot.ports import EXTRACT_PAGE, FETCH, Extract, Extracts, OfferedExtract
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def press_extract(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Make a link to all rows of a question, which is read and authorised anew."""
    question = event.action.arguments.get("q")
    if question is None:
        raise ActionUnreadable
    footing = context.footing()
    async with context.database.read() as session:
        reading = await context.questions.read(session, question, asker, footing)
    if not isinstance(reading, Plan):
        return Reply((draw(context, asker, Answer(question, reading)),), only_asker=True)
    made = await link_to(context, asker, event.origin, (question, reading))
    return Reply((made,), only_asker=True)


async def link_to(
    context: FiguresContext, asker: Principal, origin: Origin, read: tuple[str, Plan]
) -> Message:
    """Make a link to all rows of a question as it was read; it is for the asker alone."""
    say, address = context.wording.say, context.programme.address
    question, plan = read
    token = ""
    if address:
        async with context.database.begin() as session:
            token = await extracts.give(session, origin, asker.contact_id, question)
    if not token:
        return notice(say("extract_title"), say("extract_nowhere"))
    link = LinkButton(say("extract_open"), f"{address}{EXTRACT_PAGE}/{token}")
    made = say("extract_made", question=title_of(context, plan))
    return Message(say("extract_title"), (paragraph(made), Buttons((link,))))


class AnswerExtracts(Extracts):
    """Computes files of answers as if their owners asked just now, and shows no more than that."""

    def __init__(self, context: FiguresContext) -> None:
        self._context = context

    async def offered(self, token: str) -> OfferedExtract | None:
        async with self._context.database.read() as session:
            kept = await extracts.find(session, token)
            owner = await _owner(session, kept)
            if kept is None or owner is None:
                return None
            context = self._context.for_reader(owner.language)
            read = (session, kept.question, owner, context.footing())
            reading = await context.questions.read(*read)
        if not isinstance(reading, Plan):
            found = Answer(kept.question, reading)
            return OfferedExtract(kept.id, _only_words(draw(context, owner, found)))
        say = context.wording.say
        fetch = Button(say("extract_fetch"), ActionRef(FETCH), primary=True)
        told = paragraph(say("extract_page", question=title_of(context, reading)))
        elements = (told, Buttons((fetch,)))
        return OfferedExtract(
            kept.id, Message(say("extract_title"), elements, context.wording.language.tag)
        )

    async def fetched(self, token: str) -> Extract | Message | None:
        async with self._context.database.read() as session:
            kept = await extracts.find(session, token)
            owner = await _owner(session, kept)
            if kept is None or owner is None:
                return None
            context = self._context.for_reader(owner.language)
            answer = await context.questions.answer(
                session, kept.question, owner, context.footing()
            )
        plan = answer.reading
        if not isinstance(plan, Plan) or all(one.is_refused for one in answer.figures.figures):
            return _only_words(draw(context, owner, answer))
        # Used up when there is something to give: trouble before costs nobody their link.
        async with self._context.database.begin() as session:
            if not await extracts.use_up(session, token):
                return None
        name = f"{plan.metrics[0]}-{answer.figures.today.isoformat()}.csv".replace("_", "-")
        return Extract(name, extract_lines(context, plan, answer.figures))


async def _owner(session: AsyncSession, kept: extracts.Kept | None) -> Principal | None:
    return await principal_by_id(session, kept.contact_id) if kept is not None else None


def _only_words(message: Message) -> Message:
    """Leave buttons out: on the page of a link nothing else is to be pressed."""
    said = tuple(each for each in message.elements if not isinstance(each, Buttons))
    return Message(message.title, said, message.language or ENGLISH.tag)
