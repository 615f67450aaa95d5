"""Questions for a partner's place among others: "how do we compare", "acme vs peers"."""

from bot.figures.rules.catalogue import TIER, Catalogue
from bot.figures.rules.peers import GROWING, GROWTH, USUAL
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import VagueWord, ValueWord
from bot.figures.rules.questions.readings import Among, Clarify, Slot
from bot.figures.rules.questions.tags import Tag, Tagged
from bot.figures.rules.questions.vocabulary import GRAINS, Sign
from bot.principal import Principal

_CIRCLES = frozenset({TIER, "region"})
_COMPARES = (Sign.VERSUS, Sign.COMPARE, Sign.AMONG, Sign.STANDS)
_CUTS = {Sign.BY, Sign.TREND, Sign.ONLY, Sign.EACH, *GRAINS}
_TAKEN = {*_COMPARES, *_CUTS, Sign.OTHERS, Sign.AND, Sign.CHAT, Sign.FOLLOW_UP, Sign.NOW}


def read_among(
    tagged: Tagged, catalogue: Catalogue, principal: Principal, previous: Plan | None
) -> Among | Clarify | None:
    """Find a question for one partner's place; None where it is none, or not wholly understood.

    A tier or a region that is named says that others are meant, and never which.
    """
    if not _is_among(tagged, principal) or any(_is_strange(tag) for tag in tagged.tags):
        return None
    partners = _partners(tagged, previous)
    if not principal.is_vendor:
        partners = []
    elif len(partners) != 1:
        several = Clarify(Slot.FILTER, tagged.metrics(), tuple(partners), dimension="partner")
        return several if partners else None
    metrics = _metrics(tagged, catalogue, previous)
    metrics = tuple(each for each in metrics if catalogue.may_ask(each, principal.permission))
    if not metrics:
        return None
    is_narrowed = any(_narrows(tag) for tag in tagged.tags)
    return Among(metrics, partners[0] if partners else None, is_narrowed)


def _is_among(tagged: Tagged, principal: Principal) -> bool:
    if tagged.has(Sign.AMONG):
        return True
    if not tagged.has(*_COMPARES):
        return False
    # To a partner a tier and a region are those of others too.
    circles = any(_is_of(tag, _CIRCLES) for tag in tagged.tags) or any(
        tag.is_noun for tag in tagged.tags
    )
    is_theirs = not principal.is_vendor and tagged.has(Sign.STANDS, Sign.VERSUS) and circles
    return tagged.has(Sign.OTHERS) or is_theirs


def _is_of(tag: Tag, dimensions: frozenset[str]) -> bool:
    named = {value.dimension for value in tag.values()} | {tag.dimension()}
    return bool(named & dimensions)


def _is_strange(tag: Tag) -> bool:
    """Say whether a word is of no such question."""
    sign = tag.sign()
    if sign is not None:
        return sign not in _TAKEN
    return tag.is_unknown or len(tag.values()) > 1


def _partners(tagged: Tagged, previous: Plan | None) -> list[str]:
    named = [value for tag in tagged.tags for value in tag.values()]
    said = [value.value for value in named if value.dimension == "partner"]
    before = previous.filter_on("partner") if previous is not None else None
    if not said and before is not None and not before.negated:
        said = list(before.values)
    return list(dict.fromkeys(said))


def _metrics(tagged: Tagged, catalogue: Catalogue, previous: Plan | None) -> tuple[str, ...]:
    """List the metrics that are named; "growth" is that of recurring revenue."""
    named = list(tagged.metrics())
    vague = [m for tag in tagged.tags for m in tag.meanings if isinstance(m, VagueWord)]
    if any(set(each.options) <= GROWING for each in vague) and GROWTH not in named:
        named.append(GROWTH)
    if not named and previous is not None:
        named = list(previous.metrics)
    return tuple(named) or tuple(each for each in USUAL if each in catalogue.metrics)


def _narrows(tag: Tag) -> bool:
    if tag.period is not None or tag.sign() in _CUTS:
        return True
    dimensions = {value.dimension for value in tag.values() if isinstance(value, ValueWord)}
    return bool((dimensions | {tag.dimension()}) - {None, "partner", *_CIRCLES})
