"""An erasure that stopped half-way is begun again, whatever came in between."""

import pytest
from sqlalchemy import insert, select, update

from bot.beat.store.tables import Delivery
from bot.people.rules.forgetting import Holding
from bot.people.store.holdings import Erasing
from bot.people.store.tables import PartnerHistory
from bot.store.sessions import Database, async_url
from bot.store.tables import InboxRow
from bot.voice.store.tables import Invitation, Response
from tests.fixtures.moments import NOON
from tests.store import quetzal
from tests.store.quetzal import CONTACT, PARTNER, SCORES

HER = Holding("contact", CONTACT, "Ottoline Brandywine")
ANSWERED_AGAIN = [(7, role) if score == 3 else (score, role) for score, role in SCORES]
THEM = Holding("partner", PARTNER, "Quetzal Logistics")


@pytest.fixture
async def database(database_url):
    database = Database(async_url(database_url))
    async with database.begin() as session:
        await quetzal.settle(session)
        # She was asked with everybody, after no event.
        asked = update(Invitation).where(Invitation.contact_id == CONTACT)
        await session.execute(asked.values(occasion=""))
    yield database
    await database.close()


def erasing(database):
    return Erasing(database, lambda words: f"{hash(words):x}", "operator", NOON)


async def erase(database, whom):
    prepared = await erasing(database).prepare(whom)
    async with database.begin() as session:
        await erasing(database).finish(session, prepared)


async def rows(database, wanted):
    async with database.read() as session:
        return [tuple(row) for row in await session.execute(wanted)]


async def answers_again(database):
    """She asks for the survey that she answered before, and answers it with another score."""
    async with database.begin() as session:
        hers = (Invitation.wave_id == "wave-1", Invitation.contact_id == CONTACT)
        mine = select(Invitation.id).where(*hers, Invitation.occasion == "")
        (invitation,) = await session.scalars(mine)
        (response,) = await session.scalars(
            update(Response)
            .where(Response.invitation_id == invitation)
            .values(score=7)
            .returning(Response.id)
        )
        assert response
        await session.execute(
            insert(Delivery).values(
                id="again", send_id="send-1", contact_id=CONTACT, lane="slack:i-ours", due_at=NOON
            )
        )


async def test_who_answers_while_being_erased_is_erased_and_counts_once(database):
    await erasing(database).prepare(HER)  # and the process is lost
    await answers_again(database)
    await erase(database, HER)
    scores = await rows(
        database, select(Response.score, Response.role).order_by(Response.score.desc())
    )
    left = await rows(
        database,
        select(Invitation.contact_id).where(Invitation.contact_id == CONTACT),
    )

    assert scores == ANSWERED_AGAIN
    assert left == []


async def test_who_answers_just_before_the_end_is_erased_and_counts_once(database):
    prepared = await erasing(database).prepare(HER)
    await answers_again(database)
    async with database.begin() as session:
        await erasing(database).finish(session, prepared)
    scores = await rows(
        database, select(Response.score, Response.role).order_by(Response.score.desc())
    )

    assert scores == ANSWERED_AGAIN


async def test_a_partner_whose_history_was_imported_again_meanwhile_is_erased(database):
    [(day,)] = await rows(database, select(PartnerHistory.valid_from))
    await erasing(database).prepare(THEM)
    async with database.begin() as session:
        again = {"partner_id": PARTNER, "valid_from": day}
        await session.execute(
            insert(PartnerHistory).values(tier="Gold", region="EMEA", stage="build", **again)
        )
    await erase(database, THEM)
    history = await rows(database, select(PartnerHistory.partner_id))

    assert len(history) == 1
    assert history != [(PARTNER,)]


async def test_a_week_of_requests_is_emptied_a_piece_at_a_time_before_the_end(
    database, monkeypatch
):
    monkeypatch.setattr("bot.store.erasing.PIECE", 2)
    await erasing(database).prepare(HER)
    kept = await rows(database, select(InboxRow.state, InboxRow.body).order_by(InboxRow.id))

    assert kept == [*[("handled", "")] * 3, ("waiting", "I run marathons")]


async def test_what_was_just_leaving_is_unknown_and_of_its_parts_nothing_is_left(database):
    leaving = update(Delivery).where(Delivery.id == "delivery-1")
    async with database.begin() as session:
        await session.execute(leaving.values(state="sending", more=["1700.0007"]))
    await erase(database, HER)
    found = await rows(
        database, select(Delivery.state, Delivery.more).where(Delivery.id == "delivery-1")
    )

    assert found == [("unknown", None)]
