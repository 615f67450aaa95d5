"""An audience is resolved when it is sent; one that nobody is in costs its slot and no text."""

from dataclasses import replace
from datetime import timedelta

from bot.beat.rules.audience import Audience, To, thaw
from bot.beat.rules.conditions import All, Fact
from bot.beat.store.alarm_causes import CAUSES
from bot.people.store.tables import Contact, Partner
from scheduler.tick import tick
from tests.scheduler.world import NINE, NINE_UTC, World, edition, newsletter, survey

DAY = timedelta(days=1)


def words(said, to=To.PEOPLE):
    return Audience(vendor=True, to=to, words=said)


async def spoken(world: World, *heads):
    await world.write(*heads)
    await world.promise(newsletter(zone="UTC"))
    await tick(world.beat(), NINE_UTC)


async def test_words_are_resolved_when_they_are_sent(world: World):
    await world.person("ann")
    await world.person("bob", role="technical")
    await world.person("vera", partner_id=None, permission="administrator")
    await world.write(edition(1, audience=words("gold partners in EMEA, sales")))
    await world.promise(newsletter(zone="UTC"))
    await world.change(Contact, "bob", role="sales")
    await world.change(Contact, "ann", role="marketing")

    await tick(world.beat(), NINE_UTC)

    assert list(await world.deliveries()) == ["bob"]
    [send] = await world.sends()
    meant = thaw(send.audience)
    assert meant.words == "gold partners in EMEA, sales"
    assert Fact("role", "sales") in meant.who.of


async def test_our_own_people_are_meant_where_they_are_named(world: World):
    await world.person("ann")
    await world.person("vera", partner_id=None, permission="administrator")
    await world.person("max", partner_id=None, permission="member")

    await spoken(world, edition(1, audience=words("gold partners and administrators")))

    assert sorted(await world.deliveries()) == ["ann", "vera"]


async def test_what_is_left_out_gets_nothing(world: World):
    await world.person("ann")
    await world.person("bob", role="executive")
    await world.person("cho", role="technical", language="de")

    await spoken(world, edition(1, audience=words("Northwind, not executives, who read English")))

    assert list(await world.deliveries()) == ["ann"]


async def test_who_did_not_agree_is_seen_to_be_missed(world: World):
    await world.person("ann")
    await world.person("bob", consent_at=NINE_UTC, consent_how="form", consent_by="Bob")

    await spoken(world, edition(1, audience=words("people who agreed to be written to")))

    assert await world.states() == {"ann": "skipped: no consent", "bob": "planned"}


async def test_where_somebody_is_reached_can_be_asked_for(world: World):
    await world.person("ann")
    await world.person("bob", on=("email",))

    await spoken(world, edition(1, audience=words("only by email")))

    assert list(await world.deliveries()) == ["bob"]


async def test_names_are_compared_whatever_their_letters(world: World):
    await world.person("ann")

    await spoken(world, edition(1, audience=Audience(tiers=frozenset({"GOLD"}))))

    assert list(await world.deliveries()) == ["ann"]


async def test_a_slot_for_nobody_is_missed_and_its_edition_is_kept(world: World):
    await world.person("ann")
    misspelt = Audience(partners=frozenset({"Nortwind"}))
    first, second = edition(1, audience=misspelt), edition(2)
    await spoken(world, first, second)
    reason = (
        "pulse-1: nobody in the audience: no partner is called \u201cNortwind\u201d "
        "(did you mean \u201cNorthwind\u201d?)"
    )
    assert await world.occurrences() == [(NINE, f"missed: {reason}")]
    assert await world.sends() == []

    await world.write(replace(first, audience=Audience(partners=frozenset({"northwind"}))), second)
    await tick(world.beat(), NINE_UTC + DAY)

    assert [send.subject for send in await world.sends()] == ["pulse-1"]


async def test_words_that_a_renamed_partner_made_unreadable_cost_the_slot_alone(world: World):
    await world.person("ann")
    await world.write(edition(1, audience=words("Northwind, sales")))
    await world.promise(newsletter(zone="UTC"))
    await world.change(Partner, "p1", name="Southwind", name_key="southwind")

    await tick(world.beat(), NINE_UTC)

    [(_, told)] = await world.occurrences()
    assert told.startswith("missed: pulse-1: the audience cannot be read: What does")
    assert await world.sends() == []


async def test_a_slot_for_nobody_is_an_alarm(world: World):
    await world.person("ann")
    await spoken(world, edition(1, audience=words("administrators")))

    async with world.database.read() as session:
        concerns = await CAUSES["audience_empty"](session, NINE_UTC)
    assert [one.label for one in concerns] == ["pulse"]


async def test_a_survey_for_nobody_opens_no_wave(world: World):
    await world.person("ann")
    nobody = replace(survey(), audience=Audience(regions=frozenset({"APAC"})))
    await world.write(nobody)
    file = newsletter()
    await world.promise(type(file)("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))

    await tick(world.beat(), NINE_UTC)

    assert await world.waves() == []
    [(_, told)] = await world.occurrences()
    assert told == "missed: nps: nobody in the audience: no region is called \u201cAPAC\u201d"


async def test_a_condition_that_a_send_kept_is_obeyed(world: World):
    await world.person("ann")
    await world.person("bob", role="technical")
    who = All((Fact("role", "technical"), Fact("tier", "GOLD")))

    await spoken(world, edition(1, audience=Audience(vendor=True, who=who)))

    assert list(await world.deliveries()) == ["bob"]
