"""Columns beside an amount that may change what it means: none is passed over unasked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What such columns say, by their names, and what is to be done about them.

    Where the file's kind has seats, that is `with_seats` instead.
    """

    says: str
    columns: frozenset[str]
    advice: str
    with_seats: str = ""


_HOW_MANY = frozenset(
    {
        "quantity",
        "plan_quantity",
        "qty",
        "seats",
        "seat_count",
        "number_of_seats",
        "licenses",
        "licences",
        "license_count",
        "units",
        "unit_count",
        "users",
        "user_count",
        "items",
    }
)
_ONE_COSTS = frozenset(
    {
        "unit_price",
        "plan_unit_price",
        "price_per_seat",
        "price_per_unit",
        "price_each",
        "per_seat",
        "per_user",
        "unit_amount",
        "amount_per_seat",
    }
)
_DISCOUNTS = frozenset(
    {
        "discount",
        "discount_percent",
        "percent_off",
        "discount_pct",
        "discount_rate",
        "discount_amount",
        "rebate",
        "coupon",
    }
)
_TAXES = frozenset(
    {
        "tax",
        "vat",
        "tax_included",
        "tax_rate",
        "tax_percent",
        "vat_rate",
        "sales_tax",
        "tax_amount",
        "vat_amount",
        "gross",
        "gross_amount",
        "price_incl_vat",
    }
)
_ONCE = frozenset(
    {
        "one_off",
        "one_time",
        "one_time_fee",
        "setup",
        "setup_fee",
        "onboarding_fee",
        "non_recurring",
    }
)

MEANINGS = (
    Meaning(
        "how many are paid for",
        _HOW_MANY,
        "if the amount is for each of them, multiply it in the export; if it is for all, say "
        "--ignore '{name}'",
        "if the amount is for each of them, say --map '{name}=seats' --amount-is each; if it is "
        "for all, say --ignore '{name}'",
    ),
    Meaning(
        "what one costs",
        _ONE_COSTS,
        "give the amount of all of them, and say --ignore '{name}'",
        "say --map '{name}=amount' --map COLUMN=seats --amount-is each, or give the amount of all "
        "and say --ignore '{name}'",
    ),
    Meaning(
        "a discount",
        _DISCOUNTS,
        "if the amount has it off already, say --ignore '{name}'; else take it off in the export",
    ),
    Meaning(
        "a tax",
        _TAXES,
        "if the amount is without it, say --ignore '{name}'; else export it without tax",
    ),
    Meaning(
        "what is paid once",
        _ONCE,
        "if it is no part of the amount, say --ignore '{name}'; else take it out in the export, "
        "and bring it in as revenue",
    ),
)
_BY_COLUMN = {column: one for one in MEANINGS for column in one.columns}


def changed_by(name: str, plain: str, *, has_seats: bool) -> str:
    """Say how a column of this name may change what an amount means; empty where it cannot."""
    found = _BY_COLUMN.get(plain.rpartition(".")[-1])
    if found is None:
        return ""
    advice = (found.with_seats if has_seats else "") or found.advice
    return (
        f"it says {found.says}, so it may change what the amount means: {advice.format(name=name)}"
    )
