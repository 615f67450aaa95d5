"""What is no longer in a file, in words: how much it is, and what becomes of it."""

from bot.imports.rules.kinds_people import CUSTOMERS
from bot.imports.rules.kinds_programme import DEALS
from bot.imports.rules.kinds_subscriptions import SUBSCRIPTIONS
from bot.imports.store.missing import Missing

MONTHS = 12


def told(kind: str, missing: Missing, money: str, *, dry_run: bool) -> list[str]:
    """Say what stands here and not in the file, and whether it stays or ends; `money` a month."""
    lines = [f"No longer in the file: {_what(kind, missing, money)}: {_first(missing)}."]
    if missing.ended:
        ends = "would end" if dry_run else "ended"
        lines.append(f"{missing.ended:,} of them {ends}, as --missing end says.")
        if missing.begin_later:
            lines.append(f"{missing.begin_later:,} begin on that day or later, and stay.")
    elif kind == DEALS.name:
        lines.append(
            "They stay open. Of what was decided meanwhile import the row with its state and day."
        )
    elif kind == CUSTOMERS.name:
        lines.append(
            "They stay. What they pay ends when a whole file of subscriptions is imported with "
            "--missing end."
        )
    else:
        lines.append("They stay. If the file is whole, --missing end ends them.")
    return lines


def a_month(missing: Missing) -> int:
    """Return what it is a month, in minor units, rounded half up."""
    return (2 * missing.a_year + MONTHS) // (2 * MONTHS)


def _what(kind: str, missing: Missing, money: str) -> str:
    if kind == SUBSCRIPTIONS.name:
        customers = "1 customer" if missing.customers == 1 else f"{missing.customers:,} customers"
        one = missing.count == 1
        running = "1 running subscription" if one else f"{missing.count:,} running subscriptions"
        return f"{running} of {customers}, {money} a month"
    if kind == DEALS.name:
        deals = "1 open deal" if missing.count == 1 else f"{missing.count:,} open deals"
        return f"{deals} of partners in it"
    if missing.count == 1:
        return f"1 {'customer' if kind == CUSTOMERS.name else 'person'} of partners in it"
    people = "customers" if kind == CUSTOMERS.name else "people"
    return f"{missing.count:,} {people} of partners in it"


def _first(missing: Missing) -> str:
    more = missing.count - len(missing.first)
    return ", ".join(missing.first) + (f" and {more:,} more" if more else "")
