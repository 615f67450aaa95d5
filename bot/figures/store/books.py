"""The metrics of the books as builders; what computes them is loaded by the first who asks."""

from bot.figures.rules.ages import Rows
from bot.figures.store.figure_cuts import OF_CUSTOMERS, OF_PARTNERS
from bot.figures.store.metrics import Asked, Builder, Compute, Computed
from bot.store.sessions import AsyncSession

ALL = OF_PARTNERS | OF_CUSTOMERS
_OF_COSTS = frozenset({"region", "segment"})
_CUTS = {
    **dict.fromkeys(
        (
            "arr", "mrr", "active_customers", "new_mrr", "expansion_mrr", "contraction_mrr",
            "churned_mrr", "reactivation_mrr", "net_new_mrr", "new_customers",
            "churned_customers", "customer_churn_rate", "retention_rate", "nrr", "grr",
            "revenue_churn_rate", "quick_ratio", "arpu", "renewal_rate", "renewals_due_mrr",
            "trial_conversion_rate", "recurring_revenue_share",
        ),
        ALL,
    ),
    "active_partners": ALL - {"partner", "segment"},
    "products_per_customer": ALL - {"product"},
    "gross_margin": _OF_COSTS | {"product"},
    "ltv": ALL - {"partner_stage"},
    **dict.fromkeys(("cac", "ltv_cac_ratio", "cac_payback_months"), _OF_COSTS),
    **dict.fromkeys(("touches", "outbound_inbound_ratio"), OF_PARTNERS - {"partner_stage"}),
}  # fmt: skip
_BASES = {
    **dict.fromkeys(("arr", "mrr", "active_customers", "active_partners"), "ask_base_active"),
    **dict.fromkeys(("products_per_customer", "ltv"), "ask_base_active"),
    "arpu": "ask_base_month_ends",
    **dict.fromkeys(
        ("churned_customers", "customer_churn_rate", "retention_rate", "nrr", "grr"),
        "ask_base_customers",
    ),
    "revenue_churn_rate": "ask_base_customers",
    **dict.fromkeys(
        ("new_customers", "cac", "cac_payback_months", "ltv_cac_ratio"), "ask_base_new_customers"
    ),
    **dict.fromkeys(("renewal_rate", "renewals_due_mrr"), "ask_base_terms"),
    "trial_conversion_rate": "ask_base_trials",
    "outbound_inbound_ratio": "ask_base_touches",
}
_SUBSCRIPTIONS = frozenset({Rows.SUBSCRIPTIONS})
_WON = _SUBSCRIPTIONS | {Rows.COSTS}
_EVERY_BOOK = _WON | {Rows.REVENUE}
_READS = {
    **dict.fromkeys(("renewal_rate", "renewals_due_mrr"), frozenset({Rows.TERMS})),
    "trial_conversion_rate": frozenset({Rows.TRIALS}),
    "recurring_revenue_share": frozenset({Rows.REVENUE}),
    "gross_margin": frozenset({Rows.REVENUE, Rows.COSTS}),
    "cac": _WON,
    **dict.fromkeys(("ltv", "ltv_cac_ratio", "cac_payback_months"), _EVERY_BOOK),
    **dict.fromkeys(("touches", "outbound_inbound_ratio"), frozenset({Rows.TOUCHES})),
}
"""The kinds of rows a metric is made of, where these are not the subscriptions."""
_PARTNERS_READ = {"ltv": _SUBSCRIPTIONS}
_BASE_OF_MOST = "ask_base_moved"
"""Of what moved: the customers of whom it did."""


def _compute(metric: str) -> Compute:
    async def figures(session: AsyncSession, asked: Asked) -> Computed:
        from bot.figures.store.definitions import (  # noqa: PLC0415 - not every command asks
            DEFINITIONS,
            LIFETIME_REVENUE,
        )
        from bot.figures.store.measures import computed  # noqa: PLC0415 - likewise

        is_theirs = metric == "ltv" and not asked.principal.is_vendor
        definition = LIFETIME_REVENUE if is_theirs else DEFINITIONS[metric]
        return await computed(definition)(session, asked)

    return figures


async def _net(session: AsyncSession, asked: Asked) -> Computed:
    from bot.figures.store.profitability import net_profitability  # noqa: PLC0415 - likewise

    return await net_profitability(session, asked)


BOOKS = (
    *(
        Builder(
            metric,
            _compute(metric),
            _READS.get(metric, _SUBSCRIPTIONS),
            _BASES.get(metric, _BASE_OF_MOST),
            cuts,
            _PARTNERS_READ.get(metric),
        )
        for metric, cuts in _CUTS.items()
    ),
    Builder("customer_net_profitability", _net, _EVERY_BOOK, _BASE_OF_MOST, _OF_COSTS),
)
