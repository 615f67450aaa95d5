"""One announcement from its first word to the answer it got, all of it in chat, everywhere."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery, Send
from bot.people.store.tables import Contact
from bot.store.audit_tables import Audit
from tests.fixtures.axe import assert_accessible
from tests.journeys.actors import Actor, InBrowser, OnSlack, OnTeams
from tests.journeys.replying import DEPUTY, PERSON, give_to
from tests.journeys.replying import MANAGER as KEEPER
from tests.stand_ins.teams import FakeTeams

AUTHOR = DEPUTY
MISSED = ("northwind-cloud-05", "northwind-cloud-13", "northwind-cloud-21")
"""The developers of a partner that lives five hours later."""
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BEGINS = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
SLOT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
PAST_THE_LIMIT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
TITLE = "New price list"
WRITTEN = {
    "words": "The **new price list** is here.\n\n- Gold\n- Silver",
    "topic": "programme-news",
    "whom": "technical people at Acme IT Services or development people at Northwind Cloud",
    "when": "on 25 November 2026 at 9 in the reader's time",
}
CORRECTED = {
    "words": "The **new price list** holds from January.",
    "note": "the month was missing",
}


@dataclass
class Stage:
    """A platform with its people, the clock, and how three are missed there."""

    house: object
    clock: object
    mia: Actor
    bob: Actor
    ada: Actor
    miss: Callable[["Stage", object], Awaitable[str]]
    """Lets three be missed, and returns what the button is called that sends it to them again."""

    async def strike(self, moment):
        self.clock.move_to(moment)
        await self.house.drum.strike(self.clock.now())

    async def rows(self, statement):
        async with self.house.database.read() as session:
            return list(await session.scalars(statement))


async def planned(on):
    """Write it, read it as somebody else does, try it, plan it, and think twice."""
    mia = on.mia
    await mia.begin(f"announce {TITLE}", **WRITTEN)
    draft = await mia.see(f"Draft: {TITLE}")
    for platform, name in (("teams", "Microsoft Teams"), ("slack", "Slack")):
        asked = {"role": "technical", "tier": "Gold", "platform": platform}
        await mia.fill(draft, "Read it as …", "Read it", **asked)
        await mia.see(f"{name}: as it was written")
    await mia.fill(draft, "Send it to me as a test", "Send the test", role="technical")
    await mia.see("The test is on its way to you")
    await on.strike(MONDAY + timedelta(minutes=2))
    await mia.see(f"Test: {TITLE}")
    await mia.press(draft, "Plan it", f"Planned: {TITLE}")
    await mia.press(draft, "Take it back", f"Draft: {TITLE}")
    await mia.press(draft, "Plan it", f"Planned: {TITLE}")


async def objected_to(on):
    """Who looks after the partner keeps it out, and lets it in again."""
    await on.strike(TUESDAY + timedelta(minutes=5))
    coming = await on.bob.see("What comes for your partners")
    await on.bob.press(coming, "Keep out Acme IT Services", "is kept out by")
    kept_out = await on.bob.see("gets nothing of")
    await on.strike(TUESDAY + timedelta(minutes=10))
    await on.mia.see("keeps Acme IT Services out of")
    await on.bob.press(kept_out, "Let them in again", "is in again")


async def held_up(on):
    """It begins where the day begins, is held up, and goes on; return its report."""
    await on.strike(BEGINS)
    await on.mia.say("sends")
    listed = await on.mia.see("The latest sends")
    await on.mia.press(listed, f"Report: {TITLE}")
    card = await on.mia.see("whom it reached")
    await on.mia.press(card, "Pause", "It is paused")
    await on.strike(SLOT)
    assert await on.rows(select(Delivery.id).where(Delivery.state == "delivered", OF_IT)) == []
    await on.mia.press(card, "Resume")
    await on.mia.offers(card, "Pause")
    return card


async def corrected(on, card):
    """Correct it where it stands."""
    await on.mia.press(card, "Look again")
    await on.mia.offers(card, "Correct …")
    await on.mia.fill(card, "Correct …", "Show what changes", **CORRECTED)
    shown = await on.mia.see("What the correction changes")
    await on.mia.see("Corrected on 2")
    await on.mia.press(shown, "Correct it", "The correction is under way")
    await on.strike(on.clock.now() + timedelta(minutes=5))


async def sent_again(on, card, only):
    """Read whom it missed, and send it again to those three."""
    await on.mia.press(card, "Look again")
    await on.mia.offers(card, "Resend to")
    await on.mia.press(card, "Who was missed")
    await on.mia.see("who was missed or left out")
    await on.mia.press(card, "Resend to")
    asked = await on.mia.see(f"Send {TITLE} again?")
    await on.mia.press(asked, only, "It was planned anew for 3")
    await on.strike(on.clock.now() + timedelta(minutes=5))


async def answered(on, got):
    """Ask below it, and get the manager's answer there."""
    await on.ada.answer(got, "Does it hold for renewals?")
    question = await on.bob.see("hold for renewals")
    await on.bob.fill(question, "Answer", "Send", words="Yes, for all of them")
    return await on.ada.see("Yes, for all of them")


OF_IT = Delivery.send_id.in_(select(Send.id).where(Send.title == TITLE, Send.kind == "edition"))


async def walk(on):
    """Let the announcement live through all of it; return what its reader got, and the answer."""
    await planned(on)
    await objected_to(on)
    card = await held_up(on)
    await on.strike(SLOT + timedelta(minutes=5))
    got = await on.ada.see("new price list")
    only = await on.miss(on, card)
    await corrected(on, card)
    await on.ada.see("Corrected on ")
    await sent_again(on, card, only)
    answer = await answered(on, got)

    theirs = select(Delivery.state).where(OF_IT, Delivery.contact_id.in_((PERSON, *MISSED)))
    acts = set(await on.rows(select(Audit.act)))
    assert await on.rows(theirs) == ["delivered"] * 4
    assert acts >= {"announce", "take back", "test", "hold", "lift hold", "pause send"}
    assert acts >= {"resume send", "correct send", "resend"}
    return got, answer


async def contacts(house, *people):
    """Return the books' rows of these people, before whom the partner is given to its manager."""
    await give_to(house.database, manager=KEEPER)
    async with house.database.read() as session:
        return [await session.get_one(Contact, one) for one in people]


EVERYBODY = (AUTHOR, KEEPER, PERSON, *MISSED)


async def test_on_slack(slack, slack_house, clock):
    house = slack_house.house
    clock.move_to(MONDAY)
    met = []
    for one in await contacts(house, *EVERYBODY):
        person = slack.user(one.id, email=one.email, tz=one.zone)
        await person.say_in_dm("help")
        await slack.wait_for_message(person, lambda shown: "What I can do" in shown.text)
        met.append(person)
    mia, bob, ada, *missed = met
    places = {place for one in missed for place in (one.id, one.dm.id)}

    async def miss(on, card):
        del card
        where = lambda args: args.get("channel") in places  # noqa: E731
        slack.fail("chat.postMessage", "invalid_blocks", times=9, where=where)
        await on.strike(LATER)
        slack.calm()
        return "Only where it failed: 3"

    people = (OnSlack(slack, one) for one in (mia, bob, ada))
    got, answer = await walk(Stage(house, clock, *people, miss))

    assert "Corrected on 25 November 2026: the month was missing" in got.text
    assert answer.thread_ts == got.ts
    assert slack.unanswered == []


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


async def test_on_teams(teams, teams_house, clock):
    house = teams_house.house
    clock.move_to(MONDAY)
    met = []
    for one in await contacts(house, *EVERYBODY):
        person = teams.person(one.id, email=one.email, zone=one.zone)
        await person.install()
        await person.say("help")
        await teams.wait_for_message(person, lambda shown: "What I can do" in str(shown.card))
        met.append(person)
    mia, bob, ada, *missed = met
    places = {one.chat.id for one in missed}

    async def miss(on, card):
        del card
        where = lambda call: call["conversation"] in places  # noqa: E731
        teams.fail(400, "BadSyntax", times=9, call="send", where=where)
        await on.strike(LATER)
        teams.calm()
        return "Only where it failed: 3"

    people = (OnTeams(teams, one) for one in (mia, bob, ada))
    got, answer = await walk(Stage(house, clock, *people, miss))

    assert "Corrected on 25 November 2026: the month was missing" in str(got.card)
    assert "Yes, for all of them" in str(answer.card)
    assert teams.unanswered == []


async def test_in_the_browser(browser, complaints, demo, clock):
    await contacts(demo.house)
    clock.move_to(MONDAY)
    people = [
        await before_a_page(browser, complaints, demo, one) for one in (AUTHOR, KEEPER, PERSON)
    ]

    async def miss(on, card):
        """Hold it until it is too late for those who live five hours later."""
        await on.mia.press(card, "Pause", "It is paused")
        await on.strike(PAST_THE_LIMIT)
        await on.mia.press(card, "Resume")
        await on.mia.offers(card, "Look again")
        await on.strike(PAST_THE_LIMIT + timedelta(minutes=5))
        return "Resend to 3"

    got, _ = await walk(Stage(demo.house, clock, *people, miss))

    assert "Corrected on 26 November 2026: the month was missing" in await got.inner_text()
    for one in people:
        await assert_accessible(one.page)


async def before_a_page(browser, complaints, demo, contact_id):
    """Return somebody before the chat's page, in a browser of their own."""
    context = await browser.new_context(reduced_motion="reduce")
    page = await context.new_page()
    complaints.listen(page)
    await page.goto(demo.url)
    await page.locator(f"button[value='{contact_id}']").click()
    await page.wait_for_url("**/chat*")
    return InBrowser(page)
