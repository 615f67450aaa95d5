"""What everyday words mean beside others: verbs that make a figure of a noun, and "who"."""

from collections.abc import Callable
from dataclasses import replace

from bot.figures.rules.catalogue import TIER, TO_A_TIER, Catalogue, MetricKind
from bot.figures.rules.questions.lexicon import MetricWord, SignWord
from bot.figures.rules.questions.tag import Tag
from bot.figures.rules.questions.vocabulary import Sign

Tags = tuple[Tag, ...]

_RANKS = {Sign.HIGHEST, Sign.LOWEST, Sign.BEST, Sign.WORST}
_BECOMES = {
    (Sign.LOST, "active_customers"): "churned_customers",
    (Sign.LOST, "mrr"): "churned_mrr",
    (Sign.GAINED, "active_customers"): "new_customers",
    (Sign.GAINED, "mrr"): "new_mrr",
}
_SHARE = {"churned_customers": "customer_churn_rate", "churned_mrr": "revenue_churn_rate"}
_ADJECTIVES = frozenset({"lost", "churned", "cancelled", "canceled", "number", "cancellations"})
_SAYS_SO = {
    Sign.LOST: {"churned_customers", "churned_mrr", "customer_churn_rate", "revenue_churn_rate"},
    Sign.GAINED: {"new_customers", "new_mrr", "net_new_mrr", "cac", "trial_conversion_rate"},
}


def settled(tags: Tags, catalogue: Catalogue, *, own: bool) -> Tags:
    """Settle what everyday words mean here; those that stay are asked about.

    `own` says that the question speaks of "our" or "we".
    """
    for settle in (_verbs, _who_is_first, _how_many_partners, _of_one_survey):
        tags = settle(tags, catalogue)
    return _tier_of_one(tags, catalogue, own=own)


def _tier_of_one(tags: Tags, catalogue: Catalogue, *, own: bool) -> Tags:
    """Read "which tier are we" and "acme's tier" as the way to the next, which says the tier."""
    asked = tuple(tag for tag in tags if tag.sign() not in {Sign.EACH, Sign.NOW})
    tiers = tuple(tag for tag in asked if tag.dimension() == TIER)
    partners = tuple(tag for tag in asked if _is_partner(tag))
    is_one = len(tiers) == 1 and not tiers[0].words[-1].endswith("s")
    is_of_one = len(partners) == 1 or (own and not partners)
    if not is_one or not is_of_one or {*asked} != {*tiers, *partners}:
        return tags
    if TO_A_TIER not in catalogue.metrics:
        return tags
    meant = (MetricWord(TO_A_TIER),)
    return tuple(replace(tag, meanings=meant) if tag in tiers else tag for tag in asked)


def _is_partner(tag: Tag) -> bool:
    return any(value.dimension == "partner" for value in tag.values())


def _verbs(tags: Tags, _catalogue: Catalogue) -> Tags:
    """Read "how many clients left" and "what share of customers did we lose"."""
    tags = _share_lost(tags)
    said: set[Sign] = {s for tag in tags if (s := tag.sign()) in {Sign.LOST, Sign.GAINED}}
    if len(said) != 1:
        return tags
    [verb] = said
    metrics = {metric for tag in tags if (metric := tag.metric())}
    if metrics & _SAYS_SO[verb]:
        return _without(tags, lambda tag: tag.sign() is verb)
    if len(metrics) != 1 or (verb, *metrics) not in _BECOMES:
        return tags
    [noun] = metrics
    meant = _BECOMES[verb, noun]
    dropped: set[Sign | None] = {verb}
    if verb is Sign.LOST and any(tag.sign() is Sign.PERCENT for tag in tags):
        meant, dropped = _SHARE[meant], {verb, Sign.PERCENT}
    told = tuple(
        replace(tag, meanings=(MetricWord(meant),)) if tag.metric() == noun else tag
        for tag in tags
    )
    return _without(told, lambda tag: tag.sign() in dropped)


def _share_lost(tags: Tags) -> Tags:
    """Read "what share of customers did we lose" as a rate, "of lost customers" as a share."""
    if not any(tag.sign() is Sign.PERCENT for tag in tags):
        return tags
    told = tuple(
        replace(tag, meanings=(MetricWord(_SHARE[metric]),))
        if (metric := tag.metric()) in _SHARE and tag.words[0] not in _ADJECTIVES
        else tag
        for tag in tags
    )
    return tags if told == tags else _without(told, lambda tag: tag.sign() is Sign.PERCENT)


def _who_is_first(tags: Tags, catalogue: Catalogue) -> Tags:
    """Read "who is our biggest partner by arr"; of a survey it stays a question for a person."""
    metrics = [catalogue.metrics[metric] for tag in tags if (metric := tag.metric())]
    ranked = any(tag.sign() in _RANKS for tag in tags)
    survey = any(metric.kind is MetricKind.SURVEY for metric in metrics)
    if not ranked or survey or not metrics:
        return tags
    return _without(tags, lambda tag: tag.words == ("who",))


def _how_many_partners(tags: Tags, _catalogue: Catalogue) -> Tags:
    """Read "how many gold partners do we have" as a count of partners."""
    if not tags or any(tag.metric() or tag.sign() in _COUNTED_NOT for tag in tags):
        return tags
    if not _COUNTING & set(tags[0].lead):
        return tags
    meant = (MetricWord("active_partners"),)
    return tuple(replace(tag, meanings=meant) if tag.is_noun else tag for tag in tags)


def _of_one_survey(tags: Tags, catalogue: Catalogue) -> Tags:
    """Leave "the nps survey" beside a count of answers to be asked about: it counts them all."""
    said = {metric for tag in tags if (metric := tag.metric())}
    if not said & _OF_ALL_SURVEYS:
        return tags
    return tuple(
        replace(tag, meanings=())
        if (metric := tag.metric()) not in {None, *_OF_ALL_SURVEYS}
        and catalogue.metrics[metric or ""].kind is MetricKind.SURVEY
        and _SURVEYS & set(tag.words)
        else tag
        for tag in tags
    )


_OF_ALL_SURVEYS = frozenset({"survey_responses", "response_rate", "answer_coverage"})
_SURVEYS = frozenset({"survey", "surveys", "wave", "waves", "poll"})
_COUNTING = frozenset({"many", "number", "count"})
_COUNTED_NOT = _RANKS | {Sign.LOST, Sign.GAINED}


def _without(tags: Tags, unwanted: Callable[[Tag], bool]) -> Tags:
    """Leave tags out; the small words before one lead what follows it."""
    kept: list[Tag] = []
    lead: tuple[str, ...] = ()
    for tag in tags:
        if unwanted(tag):
            lead = (*lead, *tag.lead)
        else:
            kept.append(replace(tag, lead=(*lead, *tag.lead)))
            lead = ()
    return tuple(kept)


def taken_out(tags: Tags) -> Tags:
    """Read "remove apac" as an exclusion and "no, q2" as q2, where a figure was asked before."""
    if [tag.words for tag in tags[:2]] == [("no",), (",",)]:
        return tags[2:]
    first = tags[0] if tags else None
    if first is None or first.sign() is not Sign.ACTION or first.words[0] not in _TAKE_OUT:
        return tags
    if len(tags) == 1 or not (tags[1].values() or tags[1].dimension()):
        return tags
    return (replace(first, meanings=(SignWord(Sign.NOT),)), *tags[1:])


_TAKE_OUT = frozenset({"remove", "drop", "delete"})
