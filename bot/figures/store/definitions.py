"""Every metric of the books, each once: what it needs, its formula, unit, base and notes."""

from bot.figures.rules import formulas
from bot.figures.rules.figures import Note
from bot.figures.rules.formulas import REVENUE, monthly, monthly_each, percent, ratio, total
from bot.figures.store.families.books import BILLED, SPENT, costs_without_place, margin_cuts
from bot.figures.store.families.cohorts import COHORT
from bot.figures.store.families.contracts import TERMS, TOUCHES, TRIALS
from bot.figures.store.families.held import HELD
from bot.figures.store.families.moved import MOVED
from bot.figures.store.looking_back import month_ends, twelve_months, twelve_months_in_one
from bot.figures.store.measures import Definition, Found, Need, Say, measured
from bot.figures.store.metrics import Asked
from bot.quantities import Quantity
from bot.store.sessions import AsyncSession


async def _undecided(_session: AsyncSession, _asked: Asked, found: Found) -> tuple[Note, ...]:
    left = sum(values["open"] for values in found.values())
    return (Note("note_undecided", {"count": Quantity(left, "count")}),) if left else ()


async def _usage(session: AsyncSession, asked: Asked, found: Found) -> tuple[Note, ...]:
    """Show how much of a whole figure is usage."""
    if len(found) != 1:
        return ()
    (values,) = (await measured(session, asked, (Need(HELD, ("usage",)),))).values()
    usage = Quantity(values["usage"], "money_year", asked.footing.currency)
    return (Note("note_usage", {"usage": usage}),) if usage.value else ()


async def _ways(_session: AsyncSession, _asked: Asked, found: Found) -> tuple[Note, ...]:
    """Show which way the contacts of a whole figure went."""
    if len(found) != 1:
        return ()
    (values,) = found.values()
    ways = {way: Quantity(values[way], "count") for way in ("outbound", "inbound")}
    return (Note("note_ways", ways),)


def _spent(*kinds: str) -> Say:
    """Say what of these kinds was spent for no group, for in every group it is missing."""

    async def notes(session: AsyncSession, asked: Asked, _found: Found) -> tuple[Note, ...]:
        amount = await costs_without_place(session, asked, kinds)
        if not amount:
            return ()
        missing = Quantity(amount, "money", asked.footing.currency)
        return (Note("note_unplaced", {"amount": missing}),)

    return notes


async def _margin(session: AsyncSession, asked: Asked, _found: Found) -> tuple[Note, ...]:
    known = await margin_cuts(session, asked)
    return (Note("note_whole_margin"),) if asked.plan.dimensions - known else ()


def _all(*notes: Say) -> Say:
    async def said(session: AsyncSession, asked: Asked, found: Found) -> tuple[Note, ...]:
        return tuple([note for each in notes for note in await each(session, asked, found)])

    return said


async def _revenue_life(session: AsyncSession, asked: Asked, found: Found) -> tuple[Note, ...]:
    return (Note("note_revenue_life"), *await _life(session, asked, found))


async def _life(_session: AsyncSession, _asked: Asked, found: Found) -> tuple[Note, ...]:
    capped = any(map(formulas.is_life_capped, found.values()))
    return (Note("note_life_capped"),) if capped else ()


def _flow(kind: str, *, is_loss: bool = False) -> Definition:
    name = f"-{kind}" if is_loss else kind
    units = f"{kind}_units"
    return Definition((Need(MOVED, (kind, units)),), monthly(name), "money_month", (units,))


def _cohort(formula: formulas.Formula, *names: str) -> Definition:
    needs = (Need(COHORT, ("opening", *names)),)
    return Definition(needs, formula, "percent", ("opening",))


_MARGIN = (
    Need(BILLED, REVENUE, twelve_months_in_one, held_to=margin_cuts),
    Need(SPENT, ("cogs",), twelve_months_in_one, held_to=margin_cuts),
)
_LIFE = (
    Need(HELD, ("amount", "customers")),
    Need(COHORT, ("opening", "lost"), twelve_months, prefix="year_"),
)
_WON_NOTES = _spent("sales", "marketing")
_WON = (Need(MOVED, ("new", "new_units")), Need(SPENT, ("sales", "marketing")))
LIFETIME_REVENUE = Definition(
    _LIFE, formulas.lifetime_revenue, "money", ("customers",), _revenue_life
)
"""What a partner is answered who asks for the lifetime value: the other tells our margin."""

DEFINITIONS = {
    "arr": Definition(
        (Need(HELD, ("amount", "customers")),),
        total("amount"),
        "money_year",
        ("customers",),
        _usage,
    ),
    "mrr": Definition(
        (Need(HELD, ("amount", "customers")),), monthly("amount"), "money_month", ("customers",)
    ),
    "active_customers": Definition(
        (Need(HELD, ("customers",)),), total("customers"), "count", ("customers",)
    ),
    "active_partners": Definition(
        (Need(HELD, ("partners", "customers")),), total("partners"), "count", ("customers",)
    ),
    "products_per_customer": Definition(
        (Need(HELD, ("holdings", "customers")),),
        ratio(("holdings",), ("customers",)),
        "ratio",
        ("customers",),
    ),
    "new_mrr": _flow("new"),
    "expansion_mrr": _flow("expansion"),
    "contraction_mrr": _flow("contraction", is_loss=True),
    "churned_mrr": _flow("churn", is_loss=True),
    "reactivation_mrr": _flow("reactivation"),
    "net_new_mrr": Definition((Need(MOVED, ("net",)),), monthly("net"), "money_month"),
    "new_customers": Definition(
        (Need(MOVED, ("new_units",)),), total("new_units"), "count", ("new_units",)
    ),
    "churned_customers": Definition(
        (Need(COHORT, ("lost", "opening")),), total("lost"), "count", ("opening",)
    ),
    "customer_churn_rate": _cohort(percent(("lost",), ("opening",)), "lost"),
    "retention_rate": _cohort(percent(("opening", "-lost"), ("opening",)), "lost"),
    "nrr": _cohort(
        percent(("closing_amount",), ("opening_amount",)), "closing_amount", "opening_amount"
    ),
    "grr": _cohort(
        percent(("kept_amount",), ("opening_amount",)), "kept_amount", "opening_amount"
    ),
    "revenue_churn_rate": _cohort(
        percent(("opening_amount", "-kept_amount"), ("opening_amount",)),
        "kept_amount",
        "opening_amount",
    ),
    "quick_ratio": Definition(
        (Need(MOVED, ("new", "expansion", "contraction", "churn")),),
        ratio(("new", "expansion"), ("-contraction", "-churn")),
        "ratio",
    ),
    "arpu": Definition(
        (Need(HELD, ("amount", "customers"), month_ends),),
        monthly_each("amount", "customers"),
        "money_month",
        ("customers",),
    ),
    "renewal_rate": Definition(
        (Need(TERMS, ("renewed", "lapsed", "open")),),
        percent(("renewed",), ("renewed", "lapsed")),
        "percent",
        ("renewed", "lapsed"),
        _undecided,
    ),
    "renewals_due_mrr": Definition(
        (Need(TERMS, ("due_amount", "open")),), monthly("due_amount"), "money_month", ("open",)
    ),
    "trial_conversion_rate": Definition(
        (Need(TRIALS, ("converted", "lost", "open")),),
        percent(("converted",), ("converted", "lost")),
        "percent",
        ("converted", "lost"),
        _undecided,
    ),
    "recurring_revenue_share": Definition(
        (Need(BILLED, REVENUE),), percent(("recurring", "usage_revenue"), REVENUE), "percent"
    ),
    "gross_margin": Definition(
        (Need(BILLED, REVENUE), Need(SPENT, ("cogs",))),
        formulas.gross_margin,
        "percent",
        notes=_spent("cogs"),
    ),
    "cac": Definition(_WON, formulas.acquisition_cost, "money", ("new_units",), _WON_NOTES),
    "cac_payback_months": Definition(
        (*_WON, *_MARGIN), formulas.payback, "months", ("new_units",), _all(_WON_NOTES, _margin)
    ),
    "ltv": Definition(
        (*_LIFE, *_MARGIN), formulas.lifetime_value, "money", ("customers",), _all(_life, _margin)
    ),
    "ltv_cac_ratio": Definition(
        (*_LIFE, *_MARGIN, *_WON),
        formulas.value_to_cost,
        "ratio",
        ("new_units",),
        _all(_life, _margin, _WON_NOTES),
    ),
    "touches": Definition(
        (Need(TOUCHES, ("outbound", "inbound")),), total("outbound", "inbound"), "count", (), _ways
    ),
    "outbound_inbound_ratio": Definition(
        (Need(TOUCHES, ("outbound", "inbound")),),
        ratio(("outbound",), ("inbound",)),
        "ratio",
        ("outbound", "inbound"),
    ),
}
