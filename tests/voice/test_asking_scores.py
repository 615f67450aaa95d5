"""Scores as they are read in chat: what stands on the card without being asked for."""

from datetime import UTC, date, datetime

import pytest

from bot.message import Chart
from bot.plain_text import plain_text
from bot.voice.store.tables import Invitation, Response, Wave
from tests.store.small_programme import Programme


def programme(*waves: tuple[str, date], kind: str = "relationship", scale: str = "nps"):
    made = Programme()
    for number, (tier, region) in enumerate((("Gold", "EMEA"), ("Silver", "NA")), start=1):
        made.partner(number, tier=tier, region=region)
    for name, day in waves:
        made.wave(name, day, kind=kind)
        made.rows[Wave][-1]["score"] = scale
    return made


async def kept(room, made):
    for row in made.rows[Invitation]:
        row["delivered_at"] = row["invited_at"]
    async with room.house.database.begin() as session:
        await made.store(session)


async def asked(room, words, who="amy"):
    """Say words in chat and read the card that comes, as one line of plain text."""
    reply = await room.say(who, words)
    return " ".join(" ".join(plain_text(message) for message in reply.messages).split())


async def test_our_nps_says_how_sure_it_is_of_whom_it_is_and_how_it_moved(room):
    made = programme(("w1", date(2026, 7, 1)), ("w2", date(2026, 10, 1)))
    made.answers("w1", 1, [0] * 10, date(2026, 7, 2))
    made.answers("w2", 1, [10] * 10, date(2026, 10, 2))
    made.answers("w2", 2, [7] * 10, date(2026, 10, 2))
    await kept(room, made)

    card = await asked(room, "what is our NPS")
    assert "nineteen times in twenty" in card
    assert "From the wave of 28 Jul 2026 (-100) to that of 28 Oct 2026 (+50): +150 points" in card
    assert "unlikely to be chance" in card
    assert "at 100.0% of the 2 partners that were asked." in card


async def test_a_step_within_noise_is_called_so_by_what_the_same_people_said(room):
    made = programme(("w1", date(2026, 7, 1)), ("w2", date(2026, 10, 1)))
    made.answers("w1", 1, [7] * 20 + [10] * 5, date(2026, 7, 2))
    made.answers("w2", 1, [7] * 19 + [10] * 6, date(2026, 10, 2))
    for table in made.rows:
        for first, row in zip(made.rows[table], made.rows[table][25:], strict=False):
            if "contact_id" in row:
                row["contact_id"] = first["contact_id"]
    await kept(room, made)

    card = await asked(room, "NPS october 2026")
    assert "+4 points, within noise by those who answered both." in card


async def test_a_score_of_less_than_half_of_the_partners_is_said_with_a_caution(room):
    made = programme(("w1", date(2026, 10, 1)))
    made.partner(3)
    made.answers("w1", 1, [10] * 6, date(2026, 10, 2))
    for number in (2, 3):
        made.answers("w1", number, [10], date(2026, 10, 2))
    from_all = [*made.rows.items()]
    for table, rows in from_all:
        if table.__tablename__ == "response":
            del rows[6:]
    await kept(room, made)

    assert "less than half" in await asked(room, "what is our NPS")


async def test_csat_moves_from_quarter_to_quarter(room):
    made = programme(("w1", date(2026, 1, 1)), kind="transactional", scale="csat")
    made.answers("w1", 1, [2] * 6 + [5] * 6, date(2026, 5, 3))
    made.answers("w1", 1, [5] * 12, date(2026, 8, 3))
    await kept(room, made)

    card = await asked(room, "CSAT last quarter")
    assert "From the wave of Apr to Jun 2026 (50.0%) to that of Jul to Sep 2026 (100.0%)" in card


async def test_of_a_wave_that_is_open_it_is_said_how_many_answered_and_not_what(room):
    made = programme(("w1", date(2026, 11, 10)))
    closes = datetime(2026, 12, 5, tzinfo=UTC)
    made.rows[Wave][-1] |= {"state": "open", "closes_at": closes}
    made.answers("w1", 1, [10] * 12, date(2026, 11, 12))
    await kept(room, made)

    card = await asked(room, "what is our NPS")
    assert "not defined" in card
    assert "open until 5 Dec 2026: at least 10 have answered so far" in card
    assert "100" not in card


async def test_by_product_a_partner_counts_with_what_it_sells_most(room):
    made = programme(("w1", date(2026, 10, 1)))
    made.partner(3)
    made.product("Mail")
    made.product("Backup")
    for customer, product, annual in (("anna", "Mail", 500), ("bert", "Backup", 900)):
        made.customer(customer, 1)
        made.paid(customer, product, date(2026, 1, 1), None, annual, partner=1)
    made.customer("cleo", 2)
    made.paid("cleo", "Mail", date(2026, 1, 1), None, 100, partner=2)
    for number, scores in ((1, [10] * 6), (2, [0] * 6), (3, [7] * 6)):
        made.answers("w1", number, scores, date(2026, 10, 2))
    await kept(room, made)

    card = await asked(room, "NPS by product")
    assert "Backup: Value +100;" in card
    assert "Mail: Value -100;" in card
    assert "none: Value 0;" in card
    assert "A partner has one product here" in card
    assert "-100" in await asked(room, "NPS for Mail")


async def test_coverage_is_of_partners_of_their_revenue_and_of_their_roles(room):
    made = programme(("w1", date(2026, 10, 1)))
    made.product("Mail")
    for number, annual in ((1, 300), (2, 100)):
        made.customer(f"k{number}", number)
        made.paid(f"k{number}", "Mail", date(2026, 1, 1), None, annual, partner=number)
    made.answers("w1", 1, [10] * 6, date(2026, 10, 2))
    made.answers("w1", 2, [10], date(2026, 10, 2))
    made.answers("w1", 1, [10], date(2026, 10, 2), role="technical")
    del made.rows[Response][6:]
    await kept(room, made)

    card = await asked(room, "answer coverage")
    assert "Answer coverage: 50.0%" in card
    assert "They are 75.0% of the ARR of all who were asked." in card
    assert "Somebody answered in 33.3% of the roles that were asked." in card


async def test_one_partner_that_gives_most_answers_is_named_with_the_weighed_score(room):
    made = programme(("w1", date(2026, 10, 1)))
    made.answers("w1", 1, [10] * 40, date(2026, 10, 2))
    for number in range(3, 9):
        made.partner(number)
        made.answers("w1", number, [0] * 3, date(2026, 10, 2))
    await kept(room, made)

    card = await asked(room, "what is our NPS")
    assert "Partner 1 gave 69.0% of the answers." in card
    assert "With each partner counted alike it would be -71" in card


async def test_a_trend_is_drawn_and_tells_where_it_began_and_stands(room):
    made = programme(("w1", date(2026, 7, 1)), ("w2", date(2026, 10, 1)))
    made.answers("w1", 1, [7] * 6, date(2026, 7, 2))
    made.answers("w2", 1, [10] * 6, date(2026, 10, 2))
    await kept(room, made)

    reply = await room.say("amy", "NPS by month last 6 months")
    charts = [each for each in reply.messages[0].elements if isinstance(each, Chart)]
    assert [chart.form for chart in charts] == ["line"]
    assert "From 0 (Jul 2026) to +100 (Oct 2026)" in charts[0].summary


@pytest.mark.parametrize("cut", ["tier", "region", "role", "partner"])
async def test_scores_are_cut_by_whatever_answers_can_be_told_apart(room, cut):
    made = programme(("w1", date(2026, 10, 1)))
    made.answers("w1", 1, [10] * 6, date(2026, 10, 2))
    made.answers("w1", 2, [0] * 6, date(2026, 10, 2), role="technical")
    await kept(room, made)

    card = await asked(room, f"NPS by {cut}")
    assert "Value +100;" in card
    assert "Value -100;" in card
