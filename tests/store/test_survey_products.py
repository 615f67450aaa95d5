"""Scores and coverage by the product that brought a partner the most, over rows made by hand."""

from datetime import date

from bot.figures.rules.plan import Filter
from bot.voice.store.tables import Invitation
from tests.store.test_survey_scores import database, figure, stored, world

__all__ = ["database"]


def sold(made, partner: int, **annual: int):
    """Let a partner sell these products for so much a year."""
    for product, amount in annual.items():
        name = f"{partner}-{product}"
        made.customer(name, partner)
        made.paid(name, product, date(2026, 1, 1), None, amount, partner=partner)


def programme():
    made = world(("w1", date(2026, 7, 1)), ("w2", date(2026, 9, 1)))
    for product in ("Mail", "Backup"):
        made.product(product)
    sold(made, 1, Mail=500, Backup=400)
    sold(made, 2, Backup=100)
    made.customer("late", 1)
    made.paid("late", "Backup", date(2026, 8, 15), None, 300, partner=1)
    made.answers("w1", 1, [10] * 6, date(2026, 7, 2))
    made.answers("w1", 2, [0] * 7, date(2026, 7, 2))
    made.answers("w2", 1, [10] * 7, date(2026, 9, 2))
    for row in made.rows[Invitation]:
        row["delivered_at"] = row["invited_at"]
    return made


def by_group(found):
    return {cell.groups: (cell.quantity.value, cell.base) for cell in found.cells}


async def test_an_answer_is_of_the_product_that_led_when_its_wave_closed(database):
    await stored(database, programme())

    found = await figure(database, "nps", group_by=("product",))
    assert by_group(found) == {
        ("Mail",): (100, 6),
        ("Backup",): (0, 14),
    }
    assert [note.key for note in found.notes] == ["note_product"]


async def test_products_add_up_to_all_answers(database):
    await stored(database, programme())

    whole = await figure(database, "nps")
    parts = await figure(database, "nps", group_by=("product",))
    assert sum(cell.base for cell in parts.cells) == whole.cells[0].base


async def test_a_product_can_be_asked_for_and_left_out(database):
    await stored(database, programme())

    async def told(negated):
        found = await figure(
            database, "nps", filters=(Filter("product", ("Mail",), negated=negated),)
        )
        return found.cells[0].base

    assert (await told(negated=False), await told(negated=True)) == (6, 14)


async def test_who_answered_is_counted_by_product_too(database):
    await stored(database, programme())

    found = await figure(database, "response_rate", group_by=("product",))
    assert by_group(found) == {("Mail",): (100, 6), ("Backup",): (100, 14)}
    assert [note.key for note in found.notes] == ["note_product"]
