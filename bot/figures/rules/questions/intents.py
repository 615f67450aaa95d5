"""Questions that are not about a figure to be computed: help, or a kind no."""

from bot.figures.rules.catalogue import TIER, TO_A_TIER, Catalogue, MetricKind
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import VagueWord
from bot.figures.rules.questions.missing import MissingWord
from bot.figures.rules.questions.placing import read_among
from bot.figures.rules.questions.readings import (
    TARGET,
    Among,
    Clarify,
    Help,
    Reason,
    Refusal,
    Topic,
)
from bot.figures.rules.questions.tags import Tag, Tagged
from bot.figures.rules.questions.vocabulary import Sign
from bot.principal import Permission, Principal

_SURVEY_KINDS = {MetricKind.SURVEY}
_TARGET_WORDS = {"target", "targets", "quota", "on track"}
_OF_PARTNERS = {"partner", "partner_tier", "region", "partner_stage"}


def read_intent(
    tagged: Tagged, catalogue: Catalogue, principal: Principal, previous: Plan | None = None
) -> Help | Refusal | Among | Clarify | None:
    """Find what the words alone decide, before any slot is filled: help, a no, or a place."""
    return (
        _defined(tagged, previous)
        or read_among(tagged, catalogue, principal, previous)
        or _help(tagged)
        or _anonymity(tagged, catalogue)
        or _out_of_scope(tagged)
        or _beyond_own(tagged, principal)
        or _not_measured(tagged)
        or _unsupported(tagged, catalogue)
    )


def _defined(tagged: Tagged, previous: Plan | None) -> Help | None:
    metrics = tagged.metrics()
    named = metrics or (previous.metrics if previous else ())
    if named and any(_defines(tag, tagged) for tag in tagged.tags):
        return Help(Topic.DEFINITION, named)
    if len(metrics) > 1 and _tells_apart(tagged):
        return Help(Topic.DEFINITION, metrics)
    return None


def _help(tagged: Tagged) -> Help | None:
    metrics = tagged.metrics()
    compared = tagged.has(Sign.VERSUS, Sign.COMPARE) and tagged.has(Sign.OTHERS)
    if tagged.has(Sign.BENCHMARK, Sign.AMONG) or compared:
        return Help(Topic.BENCHMARK, metrics)
    if tagged.has(Sign.HELP) and not metrics and not _unknown(tagged):
        return Help(Topic.CAPABILITIES)
    return None


def _defines(tag: Tag, tagged: Tagged) -> bool:
    """Say whether a word asks what a figure is; some do so only where nothing else is said."""
    if tag.sign() is not Sign.DEFINE or _is_average(tag, tagged):
        return False
    return tag.words not in _LOOSELY or not (_is_cut(tagged) or tagged.has(Sign.PERCENT))


def _is_average(tag: Tag, tagged: Tagged) -> bool:
    """Tell "mean nps by partner" from "what does nps mean"."""
    if tag.words != ("mean",) or tagged.asks_what:
        return False
    after = tagged.tags[tagged.tags.index(tag) + 1 :]
    return any(other.metric() for other in after[:1])


_LOOSELY = {
    tuple(words.split())
    for words in (
        *("come from", "comes from", "behind", "get to", "arrive at", "include", "includes"),
        *("included", "included in", "logic", "describe", "goes into", "go into"),
    )
}


def _is_cut(tagged: Tagged) -> bool:
    return any(tag.period is not None or tag.values() or tag.dimension() for tag in tagged.tags)


def _tells_apart(tagged: Tagged) -> bool:
    """Read "difference between arr and mrr": no time and no group, so not of figures."""
    between = any(tag.words[0] == "difference" for tag in tagged.tags)
    return between and not _is_cut(tagged)


def _unknown(tagged: Tagged) -> bool:
    return any(tag.is_unknown for tag in tagged.tags)


def _anonymity(tagged: Tagged, catalogue: Catalogue) -> Refusal | None:
    """Refuse whatever asks for one person's answer."""
    survey = any(_is_survey(tag, catalogue) for tag in tagged.tags)
    answered = tagged.has(Sign.ANSWERED)
    by_name = tagged.has(Sign.PERSON) and (survey or answered)
    if tagged.has(Sign.VERBATIM) or by_name or (survey and answered and _unknown(tagged)):
        return Refusal(Reason.ANONYMITY, tagged.metrics())
    return None


def _is_survey(tag: Tag, catalogue: Catalogue) -> bool:
    metric = tag.metric()
    if metric is not None:
        return catalogue.metrics[metric].kind in _SURVEY_KINDS
    options = [m.options for m in tag.meanings if isinstance(m, VagueWord)]
    return any(catalogue.metrics[o].kind in _SURVEY_KINDS for group in options for o in group)


def _out_of_scope(tagged: Tagged) -> Refusal | None:
    first = next((tag for tag in tagged.tags if tag.sign() not in {Sign.AND, Sign.HELP}), None)
    acts = first is not None and first.sign() is Sign.ACTION
    if acts or (not tagged.metrics() and tagged.has(Sign.ACTION, Sign.OFF_TOPIC)):
        return Refusal(Reason.OUT_OF_SCOPE)
    return None


def _beyond_own(tagged: Tagged, principal: Principal) -> Refusal | None:
    """Refuse a partner whatever is about more than their own company, whoever they claim to be."""
    if principal.permission is not Permission.PARTNER:
        return None
    # The tier that somebody wants to reach is about nobody else.
    named = {TIER} if set(tagged.metrics()) == {TO_A_TIER} else set[str]()
    cuts = any(tag.dimension() in _OF_PARTNERS - named for tag in tagged.tags)
    groups = any(
        value.dimension in _OF_PARTNERS - {"partner"} - named
        for tag in tagged.tags
        for value in tag.values()
    )
    whole = tagged.has(Sign.OTHERS) or (tagged.has(Sign.EVERYTHING) and not tagged.own)
    if cuts or groups or whole:
        return Refusal(Reason.NOT_AUTHORISED, tagged.metrics())
    return None


def _not_measured(tagged: Tagged) -> Refusal | None:
    """Find what nobody measures; that other things are asked beside it makes it no answer."""
    found = (m.missing for tag in tagged.tags for m in tag.meanings if isinstance(m, MissingWord))
    missing = next(found, None)
    return Refusal(Reason.UNSUPPORTED, missing=missing) if missing is not None else None


def _unsupported(tagged: Tagged, catalogue: Catalogue) -> Refusal | None:
    metrics = tagged.metrics()
    ahead = bool(metrics) and all(
        catalogue.metrics[metric].kind is MetricKind.LOOKAHEAD for metric in metrics
    )
    if _asks_for_target(tagged):
        return Refusal(Reason.UNSUPPORTED, metrics, hint=TARGET)
    if tagged.has(Sign.WHY, Sign.FORECAST, Sign.UNDECLARED):
        return Refusal(Reason.UNSUPPORTED, metrics)
    if tagged.has(Sign.WILL) and not ahead:
        return Refusal(Reason.UNSUPPORTED, metrics)
    return None


def _asks_for_target(tagged: Tagged) -> bool:
    """Say whether it is asked what a figure is to reach, and for nothing else beyond it."""
    ahead = [" ".join(tag.words) for tag in tagged.tags if tag.sign() is Sign.FORECAST]
    is_target = bool(ahead) and all(words in _TARGET_WORDS for words in ahead)
    return is_target and not tagged.has(Sign.WHY, Sign.UNDECLARED)
