"""A restored backup: refused by the server until the operator has taken it up."""

from bot.beat.store import marks
from drumbeat.house import House


async def refuse_restored(house: House) -> None:
    """Open the mark; raise `DatabaseRestored` where the database is behind it."""
    # The mark first: beside a process that sends it would be ahead of numbers read before.
    await house.mark.open()
    async with house.database.read() as session:
        numbers = await marks.numbers(session)
    house.mark.compare(numbers)
    await house.mark.keep(numbers)
