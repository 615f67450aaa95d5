"""A reply goes to whoever is in charge, waits by their clock, and an answer comes back once."""

from datetime import timedelta

import pytest

from bot.beat.replies import AnswerSend, ReplySend, ReplyWatch, answer, pass_on
from bot.beat.store import replies
from bot.beat.store.replies import Given, Place, Words
from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.errors import NotSent, OutcomeUnknown, RecipientGone
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Contact, Partner
from bot.store.columns import new_id
from content.wording import load_wording
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import NINE_UTC, World

VENDOR = {"partner_id": None}
WORDING = load_wording()
CARD = "ann (Northwind) wrote to you"


@pytest.fixture
async def office(world: World) -> World:
    """Max looks after Ann's company, Mia is his deputy, Root is the administrator."""
    world.kinds = (ReplySend(WORDING), AnswerSend(WORDING))
    world.clock.moment = NINE_UTC
    await world.person("root", permission="administrator", **VENDOR)
    await world.person("max", permission="manager", **VENDOR)
    await world.person("mia", permission="manager", **VENDOR)
    await world.person("ann", on=("slack", "email"), preferred_platform="email")
    await world.change(Partner, "p1", manager_id="max", deputy_id="mia")
    return world


def drum(world: World, budget: int = 0) -> Drum:
    watch = ReplyWatch(world.database, WORDING)
    beat = world.beat(limits=Bounds(budget=budget), watches=(watch.look,))
    return Drum(beat, EmbeddedEngine())


async def strike(world: World, running: Drum, **later: float) -> None:
    world.clock.forward(**later)
    world.system.forward(**later)
    await running.strike(world.clock.now())


async def says(world: World, words: str, line_id: str = "") -> None:
    place = Place("slack", "D-ann", "1700.1", address_id="slack-ann")
    async with world.database.begin() as session:
        ann = await principal_by_id(session, "ann")
        said = Words(line_id or new_id(), "ann", words)
        await pass_on(session, ann, Given(said, place), world.clock.now(), WORDING)


async def answers(world: World, by: str, words: str) -> None:
    (row,) = await world.all(StoredReply)
    async with world.database.begin() as session:
        row = await session.get_one(StoredReply, row.id)
        line = Words(new_id(), by, words)
        await replies.add_line(session, row, line, world.clock.now())
        replies.close(row, "answered", by, world.clock.now())
        await answer(session, row, line.id, world.clock.now(), WORDING)


def told(world: World) -> list[tuple[str, str]]:
    return [(who.partition("@")[0], title) for who, title in world.messenger.posts]


@pytest.mark.both_databases
async def test_words_reach_the_manager_whatever_the_budget_and_only_once(office: World):
    running = drum(office)
    await says(office, "Hello", "line-1")
    await says(office, "Hello", "line-1")
    await strike(office, running)
    await strike(office, running, minutes=5)

    assert told(office) == [("max", CARD)]


@pytest.mark.both_databases
async def test_an_answer_goes_where_it_was_asked_for_and_not_by_the_ladder(office: World):
    running = drum(office)
    await says(office, "Hello")
    await answers(office, "max", "Good morning")
    await strike(office, running)

    assert told(office) == [("ann", "max answers")]
    (to,) = office.messenger.destinations
    assert (to.platform, to.thread) == ("slack", "1700.1")


async def test_what_was_answered_before_the_card_left_bothers_nobody(office: World):
    running = drum(office)
    await says(office, "Hello")
    await answers(office, "mia", "Good morning")
    await strike(office, running)

    assert ("max", CARD) not in told(office)


async def test_who_is_away_stands_aside_for_the_deputy_and_then_for_administrators(office: World):
    running = drum(office)
    away = NINE_UTC + timedelta(days=9)
    await office.change(Contact, "max", away_until=away)
    await says(office, "Hello")
    await strike(office, running)
    await office.change(Contact, "mia", away_until=away)
    await says(office, "Again")
    await strike(office, running)

    assert told(office) == [("mia", CARD), ("root", CARD)]


async def test_after_a_working_day_the_manager_is_reminded_and_after_two_the_deputy(office: World):
    running = drum(office)
    await says(office, "Hello")
    await strike(office, running)
    await strike(office, running, hours=7.5)
    early = told(office)
    await strike(office, running, hours=0.5)
    await strike(office, running, days=1)
    await strike(office, running, days=5)

    assert early == [("max", CARD)]
    assert told(office) == [("max", CARD), ("max", CARD), ("mia", CARD)]


async def test_an_answer_that_nobody_can_take_waits_again_and_says_so(office: World):
    running = drum(office)
    await says(office, "Hello")
    await strike(office, running)
    await office.change(Contact, "ann", active=False)
    await answers(office, "max", "Good morning")
    await strike(office, running)
    await strike(office, running, minutes=1)

    (row,) = await office.all(StoredReply)
    assert (row.state, row.lost) == ("open", "inactive")
    assert told(office) == [("max", CARD), ("max", CARD)]


async def test_an_answer_survives_a_bad_hour_and_moves_on_from_an_address_that_died(office: World):
    running = drum(office)
    await says(office, "Hello")
    await answers(office, "max", "Good morning")
    office.script("ann", NotSent("the platform rests"), RecipientGone("nobody is there"))
    await strike(office, running)
    await strike(office, running, minutes=10)
    await strike(office, running, minutes=10)

    *_, to = office.messenger.destinations
    assert (to.platform, to.thread) == ("email", "")
    assert [row.state for row in await office.all(StoredReply)] == ["answered"]


async def test_an_answer_of_which_nobody_knows_is_not_sent_twice(office: World):
    running = drum(office)
    await says(office, "Hello")
    await answers(office, "max", "Good morning")
    office.script("ann", OutcomeUnknown("no answer"))
    await strike(office, running)
    await strike(office, running, hours=1)

    assert [who for who, _ in told(office) if who == "ann"] == ["ann"]
    (row,) = await office.all(StoredReply)
    assert row.state == "open"
    assert len(await office.all(ReplyLine)) == 2
