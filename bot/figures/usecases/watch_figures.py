"""Draw a line for a figure: said or filled in, shown how it was read, kept, snoozed and ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.entries import Certainty
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.figures import alerting
from bot.figures.alert_sends import begins
from bot.figures.cards import alerts as cards
from bot.figures.cards.answers import draw
from bot.figures.cards.watching import figure_words
from bot.figures.cards.written import say_day
from bot.figures.context import FiguresContext
from bot.figures.rules.alert_manners import MOST_QUIET, Manner
from bot.figures.rules.alert_words import Wish, read_wish
from bot.figures.rules.alerts import COOL_DOWN, MOST_PERIODS, Side
from bot.figures.rules.answers import Answer
from bot.figures.rules.certainty import certainty
from bot.figures.rules.numbers_said import in_units, read_number
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Unit
from bot.figures.store import alerts
from bot.figures.store.watch_tables import DRAFT, ENDED, Alert
from bot.message import Message, notice
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

LONGEST = 30
"""So many digits nobody means."""
SNOOZES = {cards.WEEK: timedelta(days=7), cards.MONTH: timedelta(days=30)}


async def say(context: FiguresContext, asker: Principal, event: Said) -> Reply | None:
    """Read what was said after "tell me when"; words that draw no line are no alert."""
    words = tidied(event.text).split(" ", 2)[2:]
    if not words:
        return await show_mine(context, asker, event)
    wish = read_wish(words[0])
    if wish is None or not await _is_figure(context, asker, wish):
        return None
    async with context.work(event) as session:
        return context.owe(session, _alone(await _drafted(context, session, asker, wish)))


async def press(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for the figure of a card, or for an alert that is to be changed."""
    figure, alert = event.action.arguments.get("q", ""), None
    if event.action.name == cards.CHANGE:
        alert_id = event.action.arguments.get("a", "")
        async with context.database.read() as session:
            alert = await alerts.shown(session, alert_id, asker.contact_id)
        if alert is None or alert.state == ENDED:
            return _gone(context)
        figure = alert.figure
    if not figure:
        raise ActionUnreadable
    return Reply(form=cards.form(context, event.action, figure, alert))


async def fill(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Take what was filled in as a new alert, or as other lines of one there is."""
    wish = _filled(event.values)
    if isinstance(wish, dict):
        return Reply(errors={name: context.wording.say(key) for name, key in wish.items()})
    alert_id = event.action.arguments.get("a", "")
    async with context.work(event) as session:
        figure, replaces = event.action.arguments.get("q", ""), ""
        step = Unit.MONTH
        if alert_id:
            was = await alerts.held(session, alert_id, asker.contact_id)
            if was is None or was.state == ENDED:
                return _gone(context)
            figure, step, replaces = was.figure, Unit(was.step), alert_id
            if alerts.is_draft(was):
                replaces = event.action.arguments.get("o", "")
                alerts.end(was, context.clock.now())
        wish = replace(wish, figure=figure, step=step)
        drafted = await _drafted(context, session, asker, wish, replaces)
        return context.owe(session, _alone(drafted))


def _filled(values: Mapping[str, str]) -> Wish | dict[str, str]:
    """Read what was filled in; or return the sentence of what is wrong, by its field."""
    number = read_number(values.get("value", ""))
    if number is None:
        return {"value": "alert_no_number"}
    side = Side.UNDER if values.get("side") == Side.UNDER.value else Side.OVER
    lasts, quiet = values.get("lasts", "1"), values.get("quiet", "")
    periods = int(lasts) if lasts.isdecimal() else 1
    back, written = None, values.get("back", "").strip()
    if written:
        back = read_number(written)
        if back is None:
            return {"back": "alert_no_number"}
        if Manner(back).margin_of(side, number, "", "") < 0:
            return {"back": "alert_back_wrong"}
    days = int(quiet) if quiet.isdecimal() else COOL_DOWN.days
    manner = Manner(back, quiet=max(1, min(days, MOST_QUIET)))
    return Wish("", side, number, periods=max(1, min(periods, MOST_PERIODS)), manner=manner)


async def keep(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Keep an alert as it was shown; one that it replaces is over by then, and not before."""
    async with context.work(event) as session:
        alert = await _held(session, asker, event)
        if alert is None or not alerts.is_draft(alert):
            return _gone(context)
        replaced = event.action.arguments.get("o", "")
        was = await alerts.held(session, replaced, asker.contact_id) if replaced else None
        is_instead = was is not None and was.state in alerts.GOING
        if not is_instead and not await alerts.has_room(session, asker.contact_id):
            return _said(context, "alert_too_many")
        seen = await alerting.look(context, session, alert, asker)
        plan = seen.answer.reading
        if not isinstance(plan, Plan):
            alerts.end(alert, context.clock.now())
            return _gone(context)
        if was is not None and is_instead:
            alerts.replaces(alert, was, context.clock.now())
        begins(alert, seen)
        alert.changed_at = context.clock.now()
        what = cards.sentence(context, plan, alert)
        say_it = context.wording.say
        kept = notice(say_it("alert_kept_title"), say_it("alert_kept", what=what))
        return context.owe(session, Reply((kept,), only_asker=True))


async def snooze(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let an alert say nothing for a week or a month; then it says what still holds."""
    span = SNOOZES.get(event.action.arguments.get("w", ""))
    if span is None:
        raise ActionUnreadable
    async with context.work(event) as session:
        alert = await _held(session, asker, event)
        if alert is None or alert.state not in alerts.GOING:
            return _gone(context)
        alert.snoozed_until = context.today() + span
        say_it = context.wording.say
        day = say_day(context.wording, alert.snoozed_until)
        told = notice(say_it("alert_snoozed_title"), say_it("alert_is_snoozed", day=day))
        return context.owe(session, Reply((told,), only_asker=True))


async def end(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let an alert look no more, or throw away one that was not kept."""
    async with context.work(event) as session:
        alert = await _held(session, asker, event)
        if alert is None or alert.state == ENDED:
            return _gone(context)
        alerts.end(alert, context.clock.now())
        return context.owe(session, _said(context, "alert_ended_here"))


async def show_mine(
    context: FiguresContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List the alerts of whoever asks."""
    del event  # the same from everywhere
    footing = context.footing()
    found: list[tuple[Alert, Plan | None]] = []
    async with context.database.read() as session:
        for alert in await alerts.mine(session, asker.contact_id):
            reading = await context.questions.read(session, alert.figure, asker, footing)
            found.append((alert, alerting.watchable(reading)))
    return _alone(cards.listed(context, found, footing.calendar.today))


async def _is_figure(context: FiguresContext, asker: Principal, wish: Wish) -> bool:
    """Say whether the words before the line are a figure, or nearly: others are for a person."""
    async with context.database.read() as session:
        reading = await context.questions.read(session, wish.figure, asker, context.footing())
    return certainty(wish.figure, reading) is not Certainty.UNREAD


async def _drafted(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    wish: Wish,
    replaces: str = "",
) -> Message:
    """Write a draft of what is wished, and show how it was read; or say what it lacks."""
    footing = context.footing()
    reading = await context.questions.read(session, wish.figure, asker, footing)
    plan = alerting.watchable(reading)
    if plan is None:
        if isinstance(reading, Plan):
            say_it = context.wording.say
            return notice(say_it("alert_confirm_title"), say_it("alert_one_figure"))
        return draw(context, asker, Answer(wish.figure, reading))
    metric = context.catalogue.metrics[plan.metrics[0]]
    at = in_units(wish.number, metric.unit, context.programme.currency)
    margin = wish.manner.margin_of(wish.side, at, metric.unit, context.programme.currency)
    trouble = _trouble(wish, metric.unit, metric.grains) or _unquiet(wish, at, margin)
    if trouble:
        return notice(context.wording.say("alert_confirm_title"), context.wording.say(trouble))
    alert = _row(asker, plan.metrics[0], wish, at, margin)
    alert.figure = figure_words(context, asker, plan)
    alert.changed_at = context.clock.now()
    session.add(alert)
    await session.flush()
    seen = await alerting.look(context, session, alert, asker)
    begins(alert, seen)
    alert.state = DRAFT
    line = alerts.line_of(alert)
    told = await alerting.looked_back(context, session, alert, asker, line)
    return cards.confirm(context, plan, alert, seen.newest, told, replaces)


def _row(asker: Principal, metric: str, wish: Wish, at: Decimal, margin: Decimal) -> Alert:
    return Alert(
        id=new_id(),
        contact_id=asker.contact_id,
        metric=metric,
        side=wish.side.value,
        line=f"{at:f}",
        margin=f"{margin:f}",
        quiet_days=wish.manner.quiet,
        periods=wish.periods,
        step=wish.step.value,
        state=DRAFT,
    )


def _trouble(wish: Wish, unit: str, grains: frozenset[Unit]) -> str | None:
    """Return the sentence of what cannot be watched so, if there is anything."""
    if wish.is_percent and unit != "percent":
        return "alert_no_percent"
    if wish.periods > MOST_PERIODS:
        return "alert_too_long"
    return "alert_no_step" if wish.periods > 1 and wish.step not in grains else None


def _unquiet(wish: Wish, at: Decimal, margin: Decimal) -> str | None:
    """Return the sentence of why an alert cannot be silent so, if it cannot."""
    if max(len(f"{number:f}") for number in (at, margin)) > LONGEST:
        return "alert_no_number"
    if margin < 0:
        return "alert_back_wrong"
    if wish.manner.margin is not None and margin > abs(at):
        return "alert_margin_wide"
    return None if 1 <= wish.manner.quiet <= MOST_QUIET else "alert_quiet_wrong"


async def _held(session: AsyncSession, asker: Principal, event: ActionPressed) -> Alert | None:
    return await alerts.held(session, event.action.arguments.get("a", ""), asker.contact_id)


def _alone(message: Message) -> Reply:
    return Reply((message,), only_asker=True)


def _said(context: FiguresContext, key: str) -> Reply:
    return _alone(notice(context.wording.say("alerts_title"), context.wording.say(key)))


def _gone(context: FiguresContext) -> Reply:
    return _said(context, "alert_gone")
