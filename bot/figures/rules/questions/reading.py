"""Questions in plain words, read without guessing: a plan, or a kind word instead of one."""

from dataclasses import dataclass, replace

from bot.figures.rules.catalogue import TIER, TO_A_TIER, Catalogue, MetricKind
from bot.figures.rules.plan import Filter, Order, Plan, Top
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.doubts import doubt_of
from bot.figures.rules.questions.everyday import taken_out
from bot.figures.rules.questions.intents import read_intent
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.readings import (
    Clarify,
    Help,
    Reading,
    Reason,
    Refusal,
    Slot,
    Topic,
)
from bot.figures.rules.questions.slot_filling import fill_slots
from bot.figures.rules.questions.slots import Slots
from bot.figures.rules.questions.tags import Tagged, tag_question
from bot.figures.rules.questions.times import Times, resolve_times
from bot.figures.rules.questions.vocabulary import Sign
from bot.figures.rules.questions.words import LONGEST_QUESTION
from bot.figures.rules.windows import Calendar, Unit
from bot.principal import Permission, Principal

__all__ = ["Clarify", "Help", "Plan", "Reading", "Refusal", "read"]


def read(
    question: str,
    lexicon: Lexicon,
    calendar: Calendar,
    principal: Principal,
    previous: Plan | None = None,
    *,
    currency: str = "USD",
) -> Reading:
    """Read a question as this person; `previous` is their own last plan in the same talk.

    Money is told in the reporting `currency` alone.

    The person's permission decides, never the text.
    """
    if len(question) > LONGEST_QUESTION:
        return Clarify(Slot.WORD, hint="that is too long for one question")
    tagged = tag_question(question, lexicon, calendar)
    if previous is not None:
        tagged = replace(tagged, tags=taken_out(tagged.tags))
    if not tagged.tags:
        return Help(Topic.CAPABILITIES)
    asker = _Asker(calendar, principal, previous, currency)
    found = _read(tagged, lexicon.catalogue, asker)
    if isinstance(found, Clarify) and found.slot is Slot.WORD and found.word is not None:
        return replace(found, offers=_meant(tagged, lexicon.catalogue, asker))
    return found


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks on which day, and what they asked before."""

    calendar: Calendar
    principal: Principal
    previous: Plan | None
    currency: str


def _read(tagged: Tagged, catalogue: Catalogue, asker: _Asker) -> Reading:
    previous = asker.previous
    intent = read_intent(tagged, catalogue, asker.principal, previous)
    if intent is not None:
        return intent
    slots = fill_slots(tagged)
    if any(code != asker.currency for code in slots.currencies):
        return Refusal(Reason.UNSUPPORTED, tuple(slots.metrics))
    doubt = doubt_of(slots, tagged, catalogue, previous)
    if doubt is not None:
        return doubt
    return _plan(slots, tagged, catalogue, asker)


def _meant(tagged: Tagged, catalogue: Catalogue, asker: _Asker) -> tuple[str, ...]:
    """Offer what is understood once what was not is left out; it is never computed unasked."""
    known = tuple(tag for tag in tagged.tags if not tag.is_unknown or tag.number is not None)
    if not known or len(known) == len(tagged.tags):
        return ()
    plan = _read(replace(tagged, tags=known), catalogue, asker)
    if not isinstance(plan, Plan):
        return ()
    return (question_for(plan, catalogue, own_partner=asker.principal.partner_name),)


def _plan(
    slots: Slots,
    tagged: Tagged,
    catalogue: Catalogue,
    asker: _Asker,
) -> Reading:
    calendar, principal, previous = asker.calendar, asker.principal, asker.previous
    follows = _follows(slots, tagged, previous)
    metrics = tuple(slots.metrics) or (follows.metrics if follows else ())
    hidden = not all(_may_ask(metric, catalogue, principal) for metric in metrics)
    if hidden and tagged.asks_what and not tagged.own and len(tagged.tags) == 1:
        return Help(Topic.DEFINITION, metrics)
    refused = _refused(metrics, slots, catalogue, principal)
    if refused is not None:
        return refused
    first = catalogue.metrics[metrics[0]]
    times = resolve_times(slots, first, calendar, follows)
    if not isinstance(times, Times):
        return times
    plan = Plan(
        metrics,
        times.window,
        times.default,
        group_by=tuple(dict.fromkeys(slots.group_by)),
        filters=slots.filters(),
        grain=_grain(slots, times, calendar),
        compare=times.compare,
        repaired=tagged.repaired,
    )
    if follows:
        plan = _merged(plan, follows, whole=tagged.has(Sign.EVERYTHING))
    return _fitted(plan, slots, catalogue, principal)


def _follows(slots: Slots, tagged: Tagged, previous: Plan | None) -> Plan | None:
    """Say which plan this question continues: it names no metric, or begins like a follow-up."""
    if previous is None:
        return None
    first = tagged.tags[0]
    begins = first.sign() in {Sign.AND, Sign.FOLLOW_UP, Sign.ONLY} or first.words == ("now",)
    instead = any(tag.words in _INSTEAD for tag in tagged.tags)
    return previous if begins or instead or not slots.metrics else None


_INSTEAD = {("instead",), ("rather",)}


def _refused(
    metrics: tuple[str, ...], slots: Slots, catalogue: Catalogue, principal: Principal
) -> Reading | None:
    if not all(_may_ask(metric, catalogue, principal) for metric in metrics):
        return Refusal(Reason.NOT_AUTHORISED, metrics)
    if not principal.is_vendor and any(v.dimension == "partner" for v in slots.excluded):
        return Refusal(Reason.NOT_AUTHORISED, metrics)
    kinds = {catalogue.metrics[metric].kind for metric in metrics}
    if MetricKind.LOOKAHEAD in kinds and len(kinds) > 1:
        return Clarify(Slot.METRIC, metrics, options=metrics)
    return None


def _may_ask(metric: str, catalogue: Catalogue, principal: Principal) -> bool:
    """Say whether these figures are theirs to see; what has no partner cannot be their own."""
    own = principal.is_vendor or "partner" in catalogue.metrics[metric].dimensions
    return own and catalogue.may_ask(metric, principal.permission)


def _grain(slots: Slots, times: Times, calendar: Calendar) -> Unit | None:
    """Choose the step of a series; a trend over more than three years goes by year."""
    if slots.grain is not None:
        return calendar.plain(slots.grain)
    if not slots.trend:
        return None
    counted = next((said.period.steps for said in slots.periods if said.period.steps), None)
    if counted is not None:
        return counted
    months = times.window.months
    return Unit.QUARTER if months is not None and months > 36 else Unit.MONTH  # noqa: PLR2004


def _merged(plan: Plan, before: Plan, *, whole: bool) -> Plan:
    """Replace only what was said; the rest stays as in the plan before.

    "And in total" asks for the whole: filters and groups go.
    """
    if whole:
        before = replace(before, filters=(), group_by=(), top_n=None)
    said = {(f.dimension) for f in plan.filters}
    kept = tuple(f for f in before.filters if f.dimension not in said)
    return replace(
        plan,
        group_by=plan.group_by or before.group_by,
        filters=(*kept, *plan.filters),
        grain=plan.grain or before.grain,
        compare=plan.compare,
        top_n=plan.top_n or before.top_n,
    )


def _fitted(plan: Plan, slots: Slots, catalogue: Catalogue, principal: Principal) -> Reading:
    """Check that every metric may be cut so, and add the asker's own partner."""
    plan = replace(plan, filters=_own_filter(plan.filters, principal))
    cuts = plan.dimensions - {_own_dimension(principal)}
    for metric_id in plan.metrics:
        metric = catalogue.metrics[metric_id]
        if not cuts <= metric.dimensions:
            return Refusal(Reason.UNSUPPORTED, plan.metrics, hint="it cannot be cut that way")
        if plan.grain is not None and plan.grain not in metric.grains:
            return Refusal(Reason.UNSUPPORTED, plan.metrics, hint="it has no such step of time")
    bare = tuple(named for named in slots.bare_dimensions if named not in plan.group_by)
    if bare and slots.rank is None:
        return Clarify(Slot.GROUP_BY, plan.metrics, options=bare)
    both = [f.dimension for f in plan.filters]
    if len(set(both)) < len(both) or _is_tier_unclear(plan):
        return Clarify(Slot.FILTER, plan.metrics)
    return _ranked(plan, slots, catalogue)


def _is_tier_unclear(plan: Plan) -> bool:
    """Say whether a tier that is named may be where partners are, or where they want to get.

    Of one partner it is where they want to get, and they want to get to one.
    """
    tier, partner = plan.filter_on(TIER), plan.filter_on("partner")
    if TO_A_TIER not in plan.metrics or tier is None:
        return False
    is_of_one = partner is not None and not partner.negated and len(partner.values) == 1
    return not is_of_one or tier.negated or len(tier.values) > 1


def _own_dimension(principal: Principal) -> str:
    return "partner" if principal.permission is Permission.PARTNER else ""


def _own_filter(filters: tuple[Filter, ...], principal: Principal) -> tuple[Filter, ...]:
    """Narrow a partner's plan to their own company; the store does so too."""
    if principal.permission is not Permission.PARTNER or principal.partner_name is None:
        return filters
    others = tuple(f for f in filters if f.dimension != "partner")
    return (*others, Filter("partner", (principal.partner_name,)))


def _ranked(plan: Plan, slots: Slots, catalogue: Catalogue) -> Reading:
    """Turn "worst five partners" into an order; a rank without a number is asked back."""
    if slots.rank is None:
        return plan
    group_by = plan.group_by or tuple(slots.bare_dimensions)
    number = slots.number or (1 if slots.ranked_one else None)
    if not group_by:
        return Clarify(Slot.GROUP_BY, plan.metrics)
    if len(group_by) > 1:
        whole = replace(plan, group_by=group_by)
        offer = question_for(whole, catalogue, own_partner=None)
        return Refusal(Reason.UNSUPPORTED, plan.metrics, hint="top_of_each", offers=(offer,))
    if number is None or len(plan.metrics) > 1:
        return Clarify(Slot.TOP_N, plan.metrics)
    good_is_up = catalogue.metrics[plan.metrics[0]].good == "up"
    descending = {
        Sign.HIGHEST: True,
        Sign.LOWEST: False,
        Sign.BEST: good_is_up,
        Sign.WORST: not good_is_up,
    }[slots.rank]
    order = Order.DESC if descending else Order.ASC
    return replace(plan, group_by=group_by, top_n=Top(number, order))
