"""What a plan asks of survey answers: which kind of survey, and whose answers."""

from collections.abc import Iterator, Sequence

from bot.figures.rules.figures import Note
from bot.figures.rules.plan import Filter, Plan
from bot.principal import Principal
from bot.voice.rules.measures import EVENT, RELATIONSHIP
from bot.voice.rules.wanted import Only, Wanted
from bot.voice.store.closings import KIND

PRODUCT = "product"
PLACES = ("partner", "partner_tier", "region", "partner_stage", "role", PRODUCT)
"""What answers can be chosen by, in the order of their values."""


def kinds_of(plan: Plan, usual: str) -> tuple[str, ...]:
    """Return whether it is asked about the relationship or about events: never both in one."""
    chosen = plan.filter_on(KIND)
    if chosen is None:
        return (RELATIONSHIP, EVENT) if KIND in plan.group_by else (usual,)
    only = _only(chosen)
    found = tuple(kind for kind in (RELATIONSHIP, EVENT) if only.lets_in(kind))
    return found if KIND in plan.group_by else found[:1]


def _only(chosen: Filter) -> Only:
    return Only(frozenset(chosen.values), chosen.negated)


def said_cut(plan: Plan) -> Iterator[Note]:
    """Say how partners are told apart by product, where they are."""
    if PRODUCT in plan.group_by or plan.filter_on(PRODUCT) is not None:
        yield Note("note_product")


def wanted_of(plan: Plan, principal: Principal) -> Wanted:
    """Return what a plan's filters let in; a partner's people see no others anyway."""
    return {
        PLACES.index(chosen.dimension): _only(chosen)
        for chosen in plan.filters
        if chosen.dimension in PLACES
        and not (chosen.dimension == "partner" and not principal.is_vendor)
    }


def named_groups(plan: Plan, values: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return the names of a group in the order in which the plan groups."""
    given = iter(values)
    return tuple(kind if dimension == KIND else next(given) for dimension in plan.group_by)
