"""What figures are to reach, of the file and of the chat, each with its pace as of today."""

from dataclasses import dataclass
from decimal import Decimal

from bot.figures import alerting
from bot.figures.context import FiguresContext
from bot.figures.rules.catalogue import Metric
from bot.figures.rules.figures import FigureResult
from bot.figures.rules.numbers_said import in_units
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.readings import Reading
from bot.figures.rules.target_words import TargetWish
from bot.figures.rules.targets import FLOWS, PACED, Pace, Target, doubles, merged
from bot.figures.rules.windows import Window
from bot.figures.store.kept_targets import kept
from bot.name_keys import name_key
from bot.people.store import reviewed
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

PARTNER = "partner"
GROUPS = frozenset({PARTNER, "partner_tier", "region"})
BEYOND, LONGEST = Decimal("1e18"), 30
"""What no figure comes to, and so many digits as nobody means."""
AT_ONCE = 20
"""So many targets one list shows, each with its pace."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target with the figure that is held to it, where that can be seen, and its pace."""

    target: Target
    result: FigureResult
    pace: Pace


@dataclass(frozen=True, slots=True)
class Held:
    """A target, and where its figure is on the way, where that can be told today."""

    target: Target
    aimed: Aimed | None = None
    is_overruled: bool = False
    """Whether the file has one for the same by now, so that this one is held to nothing."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The targets that were asked for; of the whole programme's there may be none."""

    found: tuple[Target, ...]
    lacks_whole: bool = False


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why what was said is no target: a sentence of the wording, and its values."""

    key: str
    metric: str = ""


async def targets_seen(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    *,
    also_overruled: bool = False,
) -> tuple[Target, ...]:
    """Return the targets somebody may see: a partner's people those of their own alone.

    Whoever may end them sees those too that the file overrules by now.
    """
    in_chat = await kept(session, asker)
    found = merged(context.catalogue.targets, in_chat)
    if also_overruled:
        found = (*context.catalogue.targets, *in_chat)
    sees_all = may(asker, Right.SEE_EVERY_PARTNER)
    return tuple(
        one
        for one in found
        if context.catalogue.may_ask(one.metric, asker.permission)
        and (sees_all or _is_of(one, asker.partner_name or ""))
    )


async def targets_for(
    context: FiguresContext, session: AsyncSession, asker: Principal, words: str
) -> Sought:
    """Return those that these words name a metric or a partner of; all, where they name none.

    What runs comes before what is over, and what ends first above.
    """
    may_end = may(asker, Right.SET_TARGETS)
    found = await targets_seen(context, session, asker, also_overruled=may_end)
    today = context.today()
    found = tuple(
        sorted(found, key=lambda one: (one.window.end <= today, one.window.end, one.metric))
    )
    if not words:
        return Sought(found)
    tagger = await context.questions.tagger(session, asker, context.footing())
    tagged = tagger(words)
    metrics = frozenset(tagged.metrics())
    names = {name_key(each.value) for tag in tagged.tags for each in tag.values()}
    if not metrics and not names:
        names = {name_key(one.name) for one in await reviewed.meant(session, asker, words)}
    found = tuple(
        one
        for one in found
        if (not metrics or one.metric in metrics) and (not names or name_key(one.whose) in names)
    )
    is_of_all = asker.is_vendor and bool(metrics) and not names
    return Sought(found, is_of_all and all(one.dimension for one in found))


async def held_to(
    context: FiguresContext, session: AsyncSession, asker: Principal, target: Target
) -> Held:
    """Return a target with its figure and pace, where its days run and the figure can be seen."""
    footing = context.footing()
    today = footing.calendar.today
    if target.id and any(doubles(one, target) for one in context.catalogue.targets):
        return Held(target, is_overruled=True)
    if not target.window.start <= today < target.window.end:
        return Held(target)
    metric = context.catalogue.metrics[target.metric]
    is_flow = target.metric in FLOWS
    window = target.window if is_flow else metric.default_period.window(footing.calendar)
    plan = Plan((target.metric,), window, default_period=not is_flow, filters=target.filters)
    answer = await context.questions.computed(session, ("", plan), asker, footing)
    pace = answer.figures.figures[0].pace
    if pace is None or pace.window != target.window:
        return Held(target)
    return Held(target, Aimed(target, answer.figures, pace))


async def targets_of(
    context: FiguresContext, session: AsyncSession, asker: Principal, partner: str
) -> tuple[Aimed, ...]:
    """Return the targets of a partner, by its name, whose period runs today, as the asker."""
    found = []
    for target in await targets_seen(context, session, asker):
        if _is_of(target, partner):
            held = await held_to(context, session, asker, target)
            found += [held.aimed] if held.aimed is not None else []
    return tuple(found)


async def target_of(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    wish: TargetWish,
    window: Window,
) -> Target | Reading | Unfit:
    """Return the target that is wished for these days; or its reading, or why it is none."""
    reading = await context.questions.read(session, wish.figure, asker, context.footing())
    if not isinstance(reading, Plan):
        return reading
    plan = alerting.watchable(reading)
    is_bare = reading.default_period and reading.grain is None and reading.compare is None
    if plan is None or wish.number is None or not is_bare:
        return Unfit("target_one_figure")
    if window.end <= context.today():
        return Unfit("target_past")
    metric = context.catalogue.metrics[plan.metrics[0]]
    value = in_units(wish.number, metric.unit, context.programme.currency)
    if (problem := _misfit(plan) or _mismeasured(metric, value, wish)) is not None:
        return problem
    [only] = plan.filters or (None,)
    dimension, whose = (only.dimension, only.values[0]) if only is not None else ("", "")
    return Target(metric.id, window, value, dimension, whose)


def _mismeasured(metric: Metric, value: Decimal, wish: TargetWish) -> Unfit | None:
    """Say why a metric has no target, or not this one, if so it is."""
    if metric.id not in PACED:
        return Unfit("target_no_pace", metric.id)
    if wish.is_percent and metric.unit != "percent":
        return Unfit("target_no_percent", metric.id)
    is_beyond = abs(value) >= BEYOND or len(f"{value:f}") > LONGEST
    if is_beyond or (value <= 0 and metric.unit != "score"):
        return Unfit("target_no_number", metric.id)
    return None


def _misfit(plan: Plan) -> Unfit | None:
    """Say what is wrong with whose figure it is, if anything is."""
    if not plan.filters:
        return None
    only = plan.filters[0]
    is_one = len(plan.filters) == 1 and len(only.values) == 1 and not only.negated
    return None if is_one and only.dimension in GROUPS else Unfit("target_whose")


def _is_of(target: Target, partner: str) -> bool:
    return target.dimension == PARTNER and name_key(target.whose) == name_key(partner)
