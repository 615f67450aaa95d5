"""Have figures told regularly: said or filled in, shown as read, kept, paused and ended."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.rules.schedule_words.schedule import Schedule
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.figures.cards import read_outs as cards
from bot.figures.cards.written import say_filter
from bot.figures.context import FiguresContext
from bot.figures.read_out_sends import open_next
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.talks import Reader
from bot.figures.rules.read_out_words import ReadOutWish, each_figure, read_when, read_wish
from bot.figures.store import read_outs
from bot.figures.store.watch_tables import DRAFT, ENDED, ReadOut
from bot.message import Message, notice
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

USUAL = "every Monday at 8:00"
EVERY = "every"


async def say_every(context: FiguresContext, asker: Principal, event: Said) -> Reply | None:
    """Read "every monday 8:00 my three numbers: …"; words that are no read-out are none."""
    text = tidied(event.text)
    if text.casefold() == EVERY:
        return await show_mine(context, asker, event)
    return await _said_so(context, asker, event, text)


async def say_send_me(context: FiguresContext, asker: Principal, event: Said) -> Reply | None:
    """Read "send me arr and churn every first of the month at 9" likewise."""
    text = tidied(event.text).split(" ", 2)[2:]
    if not text:
        return await show_mine(context, asker, event)
    return await _said_so(context, asker, event, text[0])


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for the figure of a card, or for a read-out that is to be changed."""
    figures, said = event.action.arguments.get("q", ""), USUAL
    if event.action.name == cards.CHANGE:
        async with context.database.read() as session:
            named = event.action.arguments.get("r", "")
            was = await read_outs.shown(session, named, asker.contact_id)
        if was is None or was.state == ENDED:
            return _only(context, "read_out_gone")
        figures, said = was.figures, cards.when(context, was)
    if not figures:
        raise ActionUnreadable
    return Reply(form=cards.form(context, event.action, figures, said))


async def fill(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Take what was filled in as a new read-out, or in the place of one there is."""
    schedule = read_when(event.values.get("when", ""), _now(context, asker))
    if schedule is None:
        return Reply(errors={"when": context.wording.say("read_out_no_when")})
    async with context.work(event) as session:
        reader = await context.questions.reader(session, asker, context.footing())
        wish = ReadOutWish(event.values.get("figures", ""), schedule)
        questions = _questions(reader, wish.figures)
        if not questions:
            return Reply(errors={"figures": context.wording.say("read_out_no_figures")})
        replaces = named = event.action.arguments.get("r", "")
        if named:
            was = await read_outs.held(session, named, asker.contact_id)
            if was is None or was.state == ENDED:
                return _only(context, "read_out_gone")
            if was.state == DRAFT:
                replaces = event.action.arguments.get("o", "")
                read_outs.end(was, context.clock.now())
        whose = (asker, reader)
        drafted = await _drafted(context, session, whose, questions, schedule, replaces)
        return context.owe(session, _alone(drafted))


async def keep(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Keep a read-out as it was shown; one that it replaces is over."""
    now = context.clock.now()
    async with context.work(event) as session:
        read_out = await _held(session, asker, event)
        if read_out is None or read_out.state != DRAFT:
            return _only(context, "read_out_gone")
        replaced = event.action.arguments.get("o", "")
        was = await read_outs.held(session, replaced, asker.contact_id) if replaced else None
        is_instead = was is not None and was.state in {read_outs.GOING, read_outs.PAUSED}
        if not is_instead and not await read_outs.has_room(session, asker.contact_id):
            return _only(context, "read_out_too_many")
        if was is not None:
            read_outs.end(was, now)
        read_outs.go(read_out, now)
        await session.flush()
        await open_next(context, session, read_out.id, now)
        say = context.wording.say
        when = cards.when(context, read_out)
        kept = notice(say("read_out_kept_title"), say("read_out_kept", when=when))
        return context.owe(session, _alone(kept))


async def pause(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a read-out wait, or go on."""
    now = context.clock.now()
    async with context.work(event) as session:
        read_out = await _held(session, asker, event)
        if read_out is None or read_out.state not in {read_outs.GOING, read_outs.PAUSED}:
            return _only(context, "read_out_gone")
        if event.action.name == cards.RESUME:
            read_outs.go(read_out, now)
        else:
            read_outs.pause(read_out, now)
        return context.owe(session, _alone(cards.listed(context, (read_out,))))


async def end(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a read-out come no more, or throw away one that was not kept."""
    async with context.work(event) as session:
        read_out = await _held(session, asker, event)
        if read_out is None or read_out.state == ENDED:
            return _only(context, "read_out_gone")
        read_outs.end(read_out, context.clock.now())
        return context.owe(session, _only(context, "read_out_ended"))


async def show_mine(
    context: FiguresContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List the read-outs of whoever asks."""
    del event  # the same from everywhere
    async with context.database.read() as session:
        found = await read_outs.mine(session, asker.contact_id)
    return _alone(cards.listed(context, found))


async def _said_so(
    context: FiguresContext, asker: Principal, event: Said, words: str
) -> Reply | None:
    wish = read_wish(words, _now(context, asker))
    if wish is None:
        return None
    async with context.database.read() as session:
        reader = await context.questions.reader(session, asker, context.footing())
    questions = _questions(reader, wish.figures)
    if not questions:
        return None
    async with context.work(event) as session:
        drafted = await _drafted(context, session, (asker, reader), questions, wish.schedule)
        return context.owe(session, _alone(drafted))


def _questions(reader: Reader, figures: str) -> tuple[str, ...]:
    """Return the questions of a read-out, each of single figures; none if one is not read."""
    lines = tuple(line.strip() for line in figures.splitlines() if line.strip())
    whole = (" ".join(lines),) if len(lines) == 1 else lines
    for questions in (whole, each_figure(figures)):
        if questions and all(_is_single(reader, question) for question in questions):
            return questions
    return ()


def _is_single(reader: Reader, question: str) -> bool:
    plan = reader.read(question)
    if not isinstance(plan, Plan) or plan.repaired:
        return False
    return not plan.group_by and plan.grain is None and plan.top_n is None


async def _drafted(
    context: FiguresContext,
    session: AsyncSession,
    whose: tuple[Principal, Reader],
    questions: Sequence[str],
    schedule: Schedule,
    replaces: str = "",
) -> Message:
    asker, reader = whose
    read_out = ReadOut(
        id=new_id(),
        contact_id=asker.contact_id,
        figures="\n".join(questions),
        rule=schedule.rule,
        starts_on=schedule.cadence.starts_on,
        zone=schedule.zone,
        state=DRAFT,
        changed_at=context.clock.now(),
    )
    session.add(read_out)
    await session.flush()
    labels = [label for question in questions for label in _labels(context, reader, question)]
    return cards.confirm(context, read_out, labels, schedule.coming(cards.SHOWN), replaces)


def _labels(context: FiguresContext, reader: Reader, question: str) -> list[str]:
    plan = reader.read(question)
    if not isinstance(plan, Plan):
        return [question]
    filters = [say_filter(context.wording, one, context.catalogue) for one in plan.filters]
    metrics = context.catalogue.metrics
    return [", ".join([metrics[metric].label, *filters]) for metric in plan.metrics]


def _now(context: FiguresContext, asker: Principal) -> datetime:
    """Return the wall clock of whoever asks."""
    return context.clock.now().astimezone(ZoneInfo(asker.zone)).replace(tzinfo=None)


async def _held(session: AsyncSession, asker: Principal, event: ActionPressed) -> ReadOut | None:
    return await read_outs.held(session, event.action.arguments.get("r", ""), asker.contact_id)


def _alone(message: Message) -> Reply:
    return Reply((message,), only_asker=True)


def _only(context: FiguresContext, key: str) -> Reply:
    return _alone(notice(context.wording.say("read_outs_title"), context.wording.say(key)))
