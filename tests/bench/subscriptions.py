"""A large file of subscriptions, and the small ones that must be imported before it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PARTNERS = 200
REGIONS, TIERS = ("APAC", "EMEA", "LATAM", "NA"), ("Bronze", "Gold", "Platinum", "Silver")
SEGMENTS = ("Enterprise", "Mid-Market", "Public Sector", "SMB")
ROWS_A_CUSTOMER = 10
PRODUCTS = ("Backup", "Compute", "Mail", "Network", "Security", "Storage")
FIRST_DAY = date(2021, 1, 1)
TERMS = 5
"""Each subscription has as many stretches of a year, at a price of its own each."""
HEADER = "subscription,customer,product,start,end,amount,period,currency\n"
LINES_AT_ONCE = 10_000


def small_files(rows: int) -> Iterator[tuple[str, str]]:
    """Yield what must be imported before so many rows: its kind, and the file."""
    partners = (
        f"Partner {one},p{one},{TIERS[one % 3]},{REGIONS[one % 4]},build\n"
        for one in range(PARTNERS)
    )
    yield "partners", "name,id,tier,region,stage\n" + "".join(partners)
    customers = (
        f"c{one},Customer {one},p{one % PARTNERS},{SEGMENTS[one % 4]}\n"
        for one in range(customers_of(rows))
    )
    yield "customers", "id,name,partner,segment\n" + "".join(customers)


def customers_of(rows: int) -> int:
    """Return how many customers so many rows speak of."""
    return max(1, rows // ROWS_A_CUSTOMER)


def write_subscriptions(file: Path, rows: int) -> None:
    """Write so many rows, none like another."""
    count = customers_of(rows)
    with file.open("w", encoding="utf-8") as opened:
        opened.write(HEADER)
        for start in range(0, rows, LINES_AT_ONCE):
            numbers = range(start, min(start + LINES_AT_ONCE, rows))
            opened.write("".join(_line(number, count) for number in numbers))


def _line(number: int, customers: int) -> str:
    subscription, term = divmod(number, TERMS)
    # Customers come in no order, as in an export by contract.
    customer = subscription * 7919 % customers
    begins = FIRST_DAY + timedelta(days=subscription * 37 % 364 + 365 * term)
    ends = begins + timedelta(days=365)
    product = PRODUCTS[subscription // customers * 2 + customer % 2]
    amount = 100 + number % 900
    return f"s{subscription},c{customer},{product},{begins},{ends},{amount}.50,monthly,USD\n"
