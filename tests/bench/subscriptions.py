"""A large file of subscriptions, and the small ones that must be imported before it."""

from pathlib import Path

PARTNERS = 10
CUSTOMERS = 400
PRODUCTS = ("Backup", "Compute", "Mail", "Network", "Security", "Storage")
YEARS = range(2022, 2026)
"""Each subscription has a stretch a year, at a price of its own."""
HEADER = "subscription,customer,product,start,end,amount,period,currency\n"
LINES_AT_ONCE = 10_000

SMALL_FILES = {
    "partners": "name,id,tier,region,stage\n"
    + "".join(f"Partner {one},p{one},Gold,EMEA,build\n" for one in range(PARTNERS)),
    "customers": "id,name,partner,segment\n"
    + "".join(f"c{one},Customer {one},p{one % PARTNERS},SMB\n" for one in range(CUSTOMERS)),
}


def write_subscriptions(file: Path, rows: int) -> None:
    """Write so many rows, none like another."""
    with file.open("w", encoding="utf-8") as opened:
        opened.write(HEADER)
        for start in range(0, rows, LINES_AT_ONCE):
            numbers = range(start, min(start + LINES_AT_ONCE, rows))
            opened.write("".join(map(_line, numbers)))


def _line(number: int) -> str:
    subscription, year = divmod(number, len(YEARS))
    begins = YEARS[year]
    product = PRODUCTS[subscription % len(PRODUCTS)]
    amount = 100 + number % 900
    return (
        f"s{subscription},c{subscription % CUSTOMERS},{product},"
        f"{begins}-01-01,{begins + 1}-01-01,{amount}.50,monthly,USD\n"
    )
