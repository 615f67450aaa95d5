"""See what the figures are to reach; set, change and end it in chat."""

from dataclasses import replace
from urllib.parse import quote

from bot.action import ActionRef
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.figures import aiming
from bot.figures.aiming import Unfit
from bot.figures.cards import target_lists as cards
from bot.figures.cards.answers import draw
from bot.figures.cards.target_lists import Filled
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.numbers_said import read_number
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.readings import Reading
from bot.figures.rules.target_words import TargetWish, read_wish
from bot.figures.rules.targets import PACED, Target, doubles
from bot.figures.rules.windows import DAY, Unit, Window
from bot.figures.store import kept_targets
from bot.figures.store.target_tables import DRAFT, KEPT, KeptTarget
from bot.figures.target_listing import listing
from bot.form import Form, day_of
from bot.message import Message, notice
from bot.order_of_words import tidied
from bot.people.store import reviewed
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

MOST_DAYS = 3660
MOST_SAID = 120
"""So much of what was said, as a button writes it, fits one everywhere."""
Event = ActionPressed | FormSubmitted


async def show(context: FiguresContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List the targets somebody may see; of the metric or the partner that is named, if one is."""
    words = reviewed.name_in(event.text) if isinstance(event, Said) else ""
    return await listing(context, asker, words)


async def say(context: FiguresContext, asker: Principal, event: Said) -> Reply | None:
    """Read a target out of words: what is whole is shown as it was read, else the form opens.

    From whoever may set none, words without a number are a question.
    """
    said = tidied(event.text)
    wish = read_wish(said, context.footing().calendar)
    if not may(asker, Right.SET_TARGETS):
        is_asked = wish.number is None and said.casefold().startswith("target")
        return None if is_asked else _not_yours(context)
    if wish.number is None or wish.window is None or not wish.figure:
        return Reply(form=_form(context, wish))
    async with context.work(event) as session:
        found = await aiming.target_of(context, session, asker, wish, wish.window)
        if not isinstance(found, Target):
            return context.owe(session, _alone(_why(context, asker, wish.figure, found)))
        return context.owe(session, _alone(await _drafted(context, session, asker, found)))


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form of a new target, or of one that is to be changed."""
    if not may(asker, Right.SET_TARGETS):
        return _not_yours(context)
    arguments = event.action.arguments
    if event.action.name == cards.SET:
        calendar = context.footing().calendar
        return Reply(form=_form(context, read_wish(arguments.get("q", ""), calendar)))
    async with context.database.begin() as session:
        row = await kept_targets.held(session, arguments.get("t", ""))
        target = await kept_targets.shown(session, row) if row is not None else None
    if target is None:
        return _gone(context)
    filled = cards.filled_of(context, target, _question(context, target))
    return Reply(form=cards.form(context, event.action, filled))


async def fill(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Take what was filled in as a draft, and show how it was read."""
    if not may(asker, Right.SET_TARGETS):
        return _not_yours(context)
    window = _window(event.values.get("first", ""), event.values.get("last", ""))
    wish = _wish(event)
    if wish is None or window is None:
        key = "target_value_wrong" if wish is None else "target_days_wrong"
        return Reply(errors={"value" if wish is None else "last": context.wording.say(key)})
    async with context.work(event) as session:
        found = await aiming.target_of(context, session, asker, wish, window)
        if not isinstance(found, Target):
            return Reply(errors=_errors(context, found))
        replaces = await _changed(context, session, asker, event)
        if replaces is None:
            return _gone(context)
        drafted = await _drafted(context, session, asker, found, replaces)
        return context.owe(session, _alone(drafted))


def _errors(context: FiguresContext, found: Reading | Unfit) -> dict[str, str]:
    if isinstance(found, Unfit):
        said = context.wording.say(found.key, **_values(context, found))
        return {_FIELDS.get(found.key, "figure"): said}
    return {"figure": context.wording.say("target_figure_wrong")}


def _wish(event: FormSubmitted) -> TargetWish | None:
    """Read figure and value of a form; None where that is no number."""
    written = event.values.get("value", "")
    number = read_number(written)
    figure = " ".join(event.values.get("figure", "").split())
    return TargetWish(figure, number, is_percent="%" in written) if number is not None else None


async def _changed(
    context: FiguresContext, session: AsyncSession, asker: Principal, event: FormSubmitted
) -> str | None:
    """Return the id of what is changed, empty for a new one; None where it is gone.

    A draft that was changed goes, and what it was to replace is to be replaced still.
    """
    changed = event.action.arguments.get("t", "")
    if not changed:
        return ""
    was = await kept_targets.held(session, changed)
    if was is None or was.state == KEPT:
        return changed if was is not None else None
    await kept_targets.end(session, was, asker.contact_id, context.clock.now())
    return event.action.arguments.get("o", "")


async def keep(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a target hold as it was shown, in the place of what it replaces."""
    if not may(asker, Right.SET_TARGETS):
        return _not_yours(context)
    arguments, now = event.action.arguments, context.clock.now()
    async with context.work(event) as session:
        row = await kept_targets.held(session, arguments.get("t", ""))
        if row is None or row.state != DRAFT:
            return _gone(context)
        target = await kept_targets.shown(session, row)
        if (refused := _doubling(context, target)) is not None:
            return context.owe(session, _alone(refused))
        instead = await _instead(session, row, arguments.get("o", ""))
        await kept_targets.keep(session, row, instead, asker.contact_id, now)
        return context.owe(session, _alone(cards.kept(context, target)))


async def end(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a target hold no more, or throw away one that was not kept."""
    if not may(asker, Right.SET_TARGETS):
        return _not_yours(context)
    async with context.work(event) as session:
        row = await kept_targets.held(session, event.action.arguments.get("t", ""))
        if row is None:
            return _gone(context)
        key = "target_ended" if row.state == KEPT else "target_dropped"
        what = cards.sentence(context, await kept_targets.shown(session, row))
        await kept_targets.end(session, row, asker.contact_id, context.clock.now())
        return context.owe(session, _alone(cards.done(context, key, what)))


async def _drafted(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    target: Target,
    replaces: str = "",
) -> Message:
    """Write a draft, and show how it was read; what would double the file's is refused."""
    if (refused := _doubling(context, target)) is not None:
        return refused
    now = context.clock.now()
    row = await kept_targets.draft(session, target, asker.contact_id, now)
    if row is None:
        return cards.refused(context, "target_whose", {})
    was = [
        await kept_targets.shown(session, one) for one in await _instead(session, row, replaces)
    ]
    return cards.confirm(context, replace(target, id=row.id), was, replaces)


async def _instead(session: AsyncSession, row: KeptTarget, replaces: str) -> list[KeptTarget]:
    """Return what goes when this is kept: what is changed, and what is for the same days."""
    found = {one.id: one for one in await kept_targets.in_its_place(session, row)}
    if replaces and (was := await kept_targets.held(session, replaces)) is not None:
        found[was.id] = was
    return list(found.values())


def _doubling(context: FiguresContext, target: Target) -> Message | None:
    """Refuse what the file says already, and say where that stands."""
    filed = next((one for one in context.catalogue.targets if doubles(one, target)), None)
    if filed is None:
        return None
    return cards.refused(context, "target_doubles", {"what": cards.sentence(context, filed)})


def _window(first: str, last: str) -> Window | None:
    begins, ends = day_of(first), day_of(last)
    if begins is None or ends is None or not 0 <= (ends - begins).days <= MOST_DAYS:
        return None
    return Window(begins, ends + DAY)


def _form(context: FiguresContext, wish: TargetWish) -> Form:
    """Open the form with what was said; without days it is this year."""
    calendar = context.footing().calendar
    window = wish.window or calendar.unit(Unit.YEAR)
    value = f"{wish.number.normalize():f}" if wish.number is not None else ""
    value += " %" if wish.is_percent else ""
    said = f"{wish.figure} {value}".strip()
    again = {"q": said} if 0 < len(quote(said)) <= MOST_SAID else {}
    short = wish.figure[: cards.LONGEST], value[: cards.LONGEST_NUMBER]
    filled = Filled(*short, window.start, window.last)
    return cards.form(context, ActionRef(cards.SET, again), filled)


def _question(context: FiguresContext, target: Target) -> str:
    plan = Plan((target.metric,), target.window, default_period=True, filters=target.filters)
    return question_for(plan, context.catalogue, (), None)


def _why(
    context: FiguresContext, asker: Principal, figure: str, found: Reading | Unfit
) -> Message:
    if isinstance(found, Unfit):
        return cards.refused(context, found.key, _values(context, found))
    return draw(context, asker, Answer(figure, found))


def _values(context: FiguresContext, found: Unfit) -> dict[str, str]:
    if not found.metric:
        return {}
    known = sorted(context.catalogue.metrics[one].label for one in PACED)
    label = context.catalogue.metrics[found.metric].label
    values = {"figure": label}
    if found.key == "target_no_pace":
        values["known"] = context.wording.language.all_of(known)
    return values


_FIELDS = {"target_no_percent": "value", "target_no_number": "value", "target_past": "last"}


def _not_yours(context: FiguresContext) -> Reply:
    return _alone(cards.refused(context, "target_not_yours", {}))


def _gone(context: FiguresContext) -> Reply:
    say_it = context.wording.say
    return _alone(notice(say_it("targets_title"), say_it("target_gone")))


def _alone(message: Message) -> Reply:
    return Reply((message,), only_asker=True)
