"""The way to a tier, step by step: what a partner has, what is asked, what is missing."""

from collections.abc import Iterator
from dataclasses import replace

from bot.figures.cards.tables import MOST_ROWS
from bot.figures.cards.written import quantity_words
from bot.figures.context import FiguresContext
from bot.figures.rules.catalogue import TIER, TO_A_TIER
from bot.figures.rules.figures import MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.tiers import Need, Path, Tier
from bot.message import Column, Element, Table, paragraph


def ways(context: FiguresContext, figure: MetricFigure) -> Iterator[Element]:
    """Draw one partner's way to a tier, or those of several in a line each."""
    upwards = [path for path in figure.paths if path.tier is not None]
    if len(figure.paths) == 1:
        for path in upwards:
            if path.tier is not None:
                yield from _way(context, path, path.tier)
    elif upwards:
        yield _all_ways(context, figure.paths[:MOST_ROWS])


def without_target(plan: Plan) -> Plan:
    """Return a plan without the tier that somebody wants to reach: no other figure is of it."""
    if TO_A_TIER not in plan.metrics:
        return plan
    return replace(plan, filters=tuple(each for each in plan.filters if each.dimension != TIER))


def _way(context: FiguresContext, path: Path, tier: Tier) -> Iterator[Element]:
    say = context.wording.say
    title = say("ask_tier_title", tier=tier.name)
    if path.needs:
        titles = (
            Column(say("ask_tier_requirement")),
            *(
                Column(say(f"ask_tier_{name}"), numeric=True)
                for name in ("have", "need", "missing")
            ),
        )
        rows = tuple(_step(context, need) for need in path.needs)
        yield Table(title, titles, rows, _what_is_missing(context, path, tier))
    else:
        yield paragraph(say("ask_tier_asks_nothing", tier=tier.name))
    if benefits := tier.benefits_in(context.wording.language.tag):
        yield paragraph(say("ask_tier_brings", tier=tier.name, benefits=benefits))


def _step(context: FiguresContext, need: Need) -> tuple[str, ...]:
    figures = (need.have, need.least, need.missing)
    return (_label(context, need), *(quantity_words(context.wording, each) for each in figures))


def _what_is_missing(context: FiguresContext, path: Path, tier: Tier) -> str:
    say = context.wording.say
    if not path.missing:
        return say("ask_tier_reached", tier=tier.name)
    return say("ask_tier_lacks", tier=tier.name, missing=_lacks(context, path))


def _lacks(context: FiguresContext, path: Path) -> str:
    return context.wording.language.all_of(
        [
            context.wording.say(
                "ask_tier_lack",
                what=_label(context, need),
                missing=quantity_words(context.wording, need.missing),
            )
            for need in path.needs
            if not need.is_met
        ]
    )


def _label(context: FiguresContext, need: Need) -> str:
    return context.catalogue.metrics[need.metric].label


def _all_ways(context: FiguresContext, paths: tuple[Path, ...]) -> Table:
    say, catalogue = context.wording.say, context.catalogue
    partner = catalogue.dimensions["partner"].label
    titles = (
        Column(partner[:1].upper() + partner[1:]),
        *(Column(say(f"ask_tier_{name}")) for name in ("today", "next", "missing")),
    )
    rows = tuple(
        (
            path.partner,
            path.today,
            path.tier.name if path.tier else "",
            _lacks(context, path) if path.missing else "",
        )
        for path in paths
    )
    near = [path.partner for path in paths if path.tier is not None and not path.missing]
    summary = (
        say("ask_tiers_reached", partners=context.wording.language.all_of(near))
        if near
        else say("ask_tiers_none_reached")
    )
    return Table(say("ask_tiers_title"), titles, rows, summary)
