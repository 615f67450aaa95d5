"""What has to be asked back before a question is a plan: the first thing that is not certain."""

from dataclasses import replace

from bot.figures.rules.catalogue import Catalogue, MetricKind
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.crossing import crossed
from bot.figures.rules.questions.readings import Clarify, Reading, Reason, Refusal, Slot
from bot.figures.rules.questions.slots import Slots
from bot.figures.rules.questions.tag import Tagged
from bot.figures.rules.questions.vocabulary import Sign

_NEEDS_MORE = {
    Sign.PERSON,
    Sign.ANSWERED,
    Sign.ACTION,
    Sign.OFF_TOPIC,
    Sign.OTHERS,
    Sign.DEFINE,
}
_LOST = ("churned_customers", "churned_mrr", "customer_churn_rate")
_GAINED = ("new_customers", "new_mrr", "net_new_mrr")
_RANKED = ("arr", "nps", "net_new_mrr")


def doubt_of(
    slots: Slots, tagged: Tagged, catalogue: Catalogue, previous: Plan | None
) -> Reading | None:
    """Ask back about the first thing that is not certain, or refuse what is no figure of ours."""
    metrics = tuple(slots.metrics)
    if slots.unsupported:
        return Refusal(Reason.UNSUPPORTED, metrics)
    latest = next((tag for tag in tagged.tags if tag.sign() is Sign.LATEST), None)
    balances = all(catalogue.metrics[metric].kind is MetricKind.BALANCE for metric in metrics)
    if latest is not None and not balances:
        return Clarify(Slot.WORD, metrics, word=" ".join(latest.words))
    two = crossed(tagged)
    if two:
        return Clarify(Slot.QUESTION, metrics, offers=two)
    return (
        _share(slots, catalogue, previous)
        or _words(slots, tagged)
        or _metric(slots, catalogue, previous)
        or _hollow_so_far(slots, metrics)
    )


def _share(slots: Slots, catalogue: Catalogue, previous: Plan | None) -> Reading | None:
    """Refuse a share of a total: the table has it. A rate is a share already."""
    if not slots.percent:
        return None
    metrics = tuple(slots.metrics) or (previous.metrics if previous else ())
    if slots.rank is not None and slots.number is not None:
        return Clarify(Slot.TOP_N, metrics)
    is_rate = all(catalogue.metrics[metric].unit == "percent" for metric in metrics)
    if metrics and is_rate and not slots.vague:
        return None
    cuts = list(slots.group_by)
    cuts += [value.dimension for value in slots.values if value.dimension not in cuts]
    offers = tuple(
        f"{catalogue.metrics[metrics[0]].synonyms[0]} by {catalogue.dimensions[cut].synonyms[0]}"
        for cut in cuts[:1]
        if metrics
    )
    return Refusal(Reason.UNSUPPORTED, metrics, hint="share", offers=offers)


def _words(slots: Slots, tagged: Tagged) -> Reading | None:
    doubtful = _NEEDS_MORE if tagged.has(Sign.VERSUS) else {*_NEEDS_MORE, Sign.MORE}
    leftover = next((tag for tag in tagged.tags if tag.sign() in doubtful), None)
    if slots.doubts:
        return replace(slots.doubts[0], metrics=tuple(slots.metrics))
    if leftover is not None:
        return Clarify(Slot.WORD, tuple(slots.metrics), word=" ".join(leftover.words))
    return None


_FEW = 5


def _metric(slots: Slots, catalogue: Catalogue, previous: Plan | None) -> Reading | None:
    metrics = tuple(slots.metrics)
    strong = [said for said in slots.vague if not (said.meaning.weak and slots.metrics)]
    if strong:
        vague = strong[0]
        return Clarify(Slot.METRIC, metrics, options=vague.meaning.options, word=vague.words)
    if slots.verb is not None:
        options = _LOST if slots.verb is Sign.LOST else _GAINED
        return Clarify(Slot.METRIC, metrics, options=options)
    if not metrics and previous is None:
        usual = _RANKED if slots.rank is not None else ()
        return Clarify(Slot.METRIC, options=_cut_so(slots, catalogue) or usual)
    return None


def _cut_so(slots: Slots, catalogue: Catalogue) -> tuple[str, ...]:
    """List the few metrics that have all that is named: "commission" is a kind of payout."""
    cuts = {value.dimension for value in slots.values} | set(slots.group_by)
    having = tuple(one.id for one in catalogue.metrics.values() if cuts <= one.dimensions)
    return having if len(having) <= _FEW else ()


def _hollow_so_far(slots: Slots, metrics: tuple[str, ...]) -> Reading | None:
    """Ask since when, where "so far" stands alone."""
    if slots.so_far and not slots.periods:
        return Clarify(Slot.PERIOD, metrics, hint="since_when")
    return None
