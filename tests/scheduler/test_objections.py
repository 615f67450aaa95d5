"""Managers hear once a day what comes for their partners, and keep one out with one tap."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.rules.approving import Policy
from bot.beat.rules.manners import Blackout, Manners, Shift
from bot.beat.store import coming
from bot.beat.store.approval_tables import Hold
from bot.beat.store.holds import Target
from bot.beat.usecases import hold_partners
from bot.message import Choice
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.store.sessions import Database, async_url
from scheduler.tick import tick
from tests.scheduler.office import Office, buttons, says
from tests.scheduler.world import NINE_UTC

TOMORROW = "tomorrow at 15:00, UTC time"
SLOT = NINE_UTC + timedelta(days=1, hours=6)
TITLE = "What comes for your partners"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(async_url(database_url))
    office = Office(database, Policy(object_to=frozenset({"announcements"})))
    await office.open_up()
    yield office
    assert await office.forgotten() == []
    await database.close()


async def plan(office: Office, title: str, when: str = TOMORROW, who: str = "mia") -> str:
    draft = await office.write(who, title, **({"when": when} if when else {}))
    await office.press(who, "announce_go", d=draft)
    return draft


async def tap(office: Office, who: str, label: str):
    """Press what is called so on the last card that somebody got."""
    action = next(
        found for name, found in buttons(office.messenger.last(who)).items() if label in name
    )
    return await office.press(who, action.name, **action.arguments), action


async def test_one_tap_keeps_a_partner_out_and_its_author_hears_why(office: Office):
    draft = await plan(office, "Prices")
    await office.strike()
    card = office.messenger.last("max")
    done, action = await tap(office, "max", "Keep out Southwind")
    await office.fill(hold_partners.say_why, "max", {"why": "A case is open."}, **action.arguments)
    await office.strike(NINE_UTC + timedelta(minutes=3))
    told = plain_text(office.messenger.last("mia"))
    shown = await office.press("mia", "announce_open", d=draft)
    await office.strike(SLOT)

    assert card.title == TITLE
    assert "Northwind" not in plain_text(card)
    assert "Keep out Southwind (1 person)" in plain_text(card)
    assert "gets nothing of “Prices”" in says(done)
    assert "max keeps Southwind out of “Prices”" in told
    assert "A case is open." in told
    assert "Kept out: Southwind, by max." in says(shown)
    assert (office.messenger.of("ann"), office.messenger.of("bob")) == (["Prices"], ["Prices"])
    assert office.messenger.of("cho") == []


async def test_several_come_on_one_card_a_day_and_nobody_hears_of_their_own(office: Office):
    await plan(office, "Prices")
    await plan(office, "Terms")
    await office.strike()
    await plan(office, "Events")
    await office.strike(NINE_UTC + timedelta(hours=1))
    cards = [plain_text(message) for who, message in office.messenger.got if who == "max"]
    await office.strike(NINE_UTC + timedelta(hours=23, minutes=30))
    next_day = [plain_text(message) for who, message in office.messenger.got if who == "max"][1:]

    assert len(cards) == 1
    assert "Prices" in cards[0]
    assert "Terms" in cards[0]
    assert len(next_day) == 1
    assert "Events" in next_day[0]
    assert office.messenger.of("mia") == []


async def test_what_goes_out_now_is_told_within_its_two_minutes(office: Office):
    await plan(office, "Prices")
    await office.strike()
    await plan(office, "Outage", when="")
    await office.strike(NINE_UTC + timedelta(minutes=1))
    await tap(office, "max", "Keep out Southwind")
    # The soonest stands first.
    await office.strike(NINE_UTC + timedelta(minutes=5))

    assert office.messenger.of("max") == [TITLE, TITLE]
    assert (office.messenger.of("ann"), office.messenger.of("cho")) == (["Outage"], [])


async def test_the_deputy_or_an_administrator_hears_where_the_manager_is_away(office: Office):
    await office.change(Contact, "max", away_until=NINE_UTC + timedelta(days=9))
    await plan(office, "Prices")
    await office.strike()

    assert office.messenger.of("root") == [TITLE]
    assert office.messenger.of("max") == []


async def test_deputy_and_manager_who_came_back_hold_in_one_moment_and_it_is_held_once(
    office: Office,
):
    await office.change(Partner, "p2", deputy_id="root")
    await office.change(Contact, "max", away_until=NINE_UTC + timedelta(days=1))
    draft = await plan(office, "Prices")
    await office.strike()
    action = next(
        found
        for name, found in buttons(office.messenger.last("root")).items()
        if "Keep out Southwind" in name
    )
    await office.change(Contact, "max", away_until=None)
    both = await asyncio.gather(
        *(office.press(who, action.name, **action.arguments) for who in ("root", "max"))
    )
    await office.strike(NINE_UTC + timedelta(minutes=3))
    await office.strike(SLOT)

    assert all("Southwind" in says(one) for one in both)
    assert [row.subject for row in await office.all(Hold)] == [f"announcements/{draft}"]
    assert office.messenger.of("cho") == []
    assert office.messenger.of("mia").count("Southwind is kept out") == 1


async def test_a_hold_is_lifted_by_the_same_card(office: Office):
    await plan(office, "Prices")
    await office.strike()
    done, action = await tap(office, "max", "Keep out Southwind")
    back = await office.press("max", "lift_hold", **action.arguments)
    nothing = await office.fill(hold_partners.say_why, "max", {"why": "Late."}, **action.arguments)
    await office.strike(SLOT)

    assert "Let Southwind in again" in says(done)
    assert "Southwind is in again" in says(back)
    assert "not kept out any more" in says(nothing)
    assert office.messenger.of("cho") == ["Prices"]
    assert "Southwind is kept out" not in office.messenger.of("mia")


async def test_a_hold_after_the_send_began_says_what_had_left(office: Office):
    await plan(office, "Prices")
    await office.strike()
    card = office.messenger.last("max")
    await office.strike(SLOT)
    [action] = [found for name, found in buttons(card).items() if "Southwind" in name]
    late = await office.press("max", action.name, **action.arguments)

    assert "It had gone out already, to 1 of theirs" in says(late)


async def test_whoever_does_not_look_after_a_partner_any_more_is_told_so(office: Office):
    await plan(office, "Prices")
    await office.strike()
    await office.change(Contact, "max", permission="member")
    card = office.messenger.last("max")
    [action] = [found for name, found in buttons(card).items() if "Southwind" in name]

    await office.change(Partner, "p2", manager_id=None)
    late = await office.press("max", action.name, **action.arguments)
    listed = await office.press("max", "coming")
    await office.strike(SLOT)

    assert "This is not yours to decide" in says(late)
    assert "This is not yours to decide" in says(listed)
    assert office.messenger.of("cho") == ["Prices"]


async def test_of_many_partners_one_is_picked_from_a_list(office: Office):

    async with office.database.begin() as session:
        for number in range(3, 8):
            facts = {"tier": "gold", "region": "emea", "stage": "active", "manager_id": "max"}
            session.add(Partner(id=f"p{number}", name=f"Partner {number}", **facts))
    for number in range(3, 8):
        await office.person(f"eve{number}", partner_id=f"p{number}")
    await plan(office, "Prices")
    await office.strike()
    card = office.messenger.last("max")
    [choice] = [element for element in card.elements if isinstance(element, Choice)]
    picked = choice.action.with_argument("value", "p5")
    done = await office.press("max", picked.name, **picked.arguments)
    await office.strike(SLOT)

    assert len(choice.options) == 6
    assert "Partner 5 is kept out" in says(done)
    assert (office.messenger.of("eve5"), office.messenger.of("eve4")) == ([], ["Prices"])


async def test_what_came_up_while_another_process_told_of_the_rest_is_told_too(office: Office):
    """Both looked around in one moment; the later one saw a text more."""
    first, second = Target("announcements/a"), Target("announcements/b")
    told = []
    for theirs in ([first], [first, second], [first, second]):
        async with office.database.begin() as session:
            told.append(await coming.note_told(session, "max", theirs, NINE_UTC))

    assert told == [True, True, False]


async def test_what_was_taken_back_and_written_anew_is_told_of_anew(office: Office):
    draft = await plan(office, "Prices", "in 5 days at 15:00, UTC time")
    for days in (0, 3, 4):
        await office.strike(NINE_UTC + timedelta(days=days))
    before = office.messenger.of("max")
    await office.press("mia", "announce_back", d=draft)
    await office.write("mia", "Higher prices", draft, when="in 5 days at 15:00, UTC time")
    await office.press("mia", "announce_go", d=draft)
    for days in (5, 8):
        await office.strike(NINE_UTC + timedelta(days=days))

    assert (before, office.messenger.of("max")) == ([TITLE], [TITLE, TITLE])
    assert "Higher prices" in plain_text(office.messenger.last("max"))


async def test_a_rule_that_looks_ahead_takes_nobody_the_two_minutes_of_undo(office: Office):
    closed = Blackout(NINE_UTC.date(), NINE_UTC.date(), Shift.BEFORE)
    manners = Manners(blackouts=(closed,))
    draft = await plan(office, "Prices", "")
    await tick(office.beat(manners=lambda: manners), NINE_UTC + timedelta(seconds=119))
    assert await office.occurrences() == []

    await office.press("mia", "announce_back", d=draft)
    await tick(office.beat(manners=lambda: manners), NINE_UTC + timedelta(minutes=3))
    assert await office.occurrences() == []
