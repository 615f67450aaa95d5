import asyncio

import pytest
from sqlalchemy import select, update

from bot.event import HomeOpened
from bot.message import Buttons
from bot.people.rules.linking import (
    ALPHABET,
    CODES_AN_ADDRESS,
    CODES_AN_EMAIL,
    FIRST_CODES_AN_EMAIL,
    TRIES,
)
from bot.people.store.place_tables import Address, LinkCode
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from drumbeat.housekeeping import housekeeping_of
from tests.fixtures.moments import NOON
from tests.people.conftest import LOOSE, OURS

EMAIL = "ada@acme.example"
OTHER_CODE = ALPHABET[0] * 8


@pytest.fixture
def stranger(town):
    return town.at(LOOSE, "U1")


def buttons(message):
    found = [element.buttons for element in message.elements if isinstance(element, Buttons)]
    return [button.action.name for row in found for button in row]


async def test_a_stranger_is_offered_a_way_in(town, stranger):
    said = (await town.say(stranger, "our ARR")).messages[0]
    home = (await town.router.dispatch(HomeOpened(stranger))).home
    form = (await town.press(stranger, "introduce")).form

    assert buttons(said) == buttons(home) == ["introduce"]
    assert [field.name for field in form.fields] == ["email"]


async def test_a_code_from_the_mail_links_and_shows_the_home_page(town, stranger):
    reply = await town.ask_code(stranger, " Ada@ACME.example ")
    to, letter, _ = town.mailbox.letters[0]
    linked = await town.fill(stranger, "code", code=town.mailbox.code().lower())

    assert reply.form.action.name == "code"
    assert (to.platform, to.external_id) == ("email", EMAIL)
    assert "10 minutes" in letter
    assert "Hello Ada" in plain_text(linked.messages[0])
    assert await town.knows(stranger) == "Ada"
    assert await town.see(select(Address.linked_by).where(Address.external_id == "U1")) == [
        ("code",)
    ]


async def test_asking_for_a_code_never_tells_whether_an_email_is_known(town):
    async with town.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == "abe").values(active=False))
    emails = (EMAIL, "nobody@acme.example", "abe@private.example", "root@cirrus.example")
    replies = [await town.ask_code(town.at(LOOSE, f"U{n}"), e) for n, e in enumerate(emails)]
    wrong = [
        await town.fill(town.at(LOOSE, f"U{n}"), "code", code=OTHER_CODE)
        for n in range(len(emails))
    ]

    assert all(reply == replies[0] for reply in replies)
    assert all(reply == wrong[0] for reply in wrong)
    assert [to.external_id for to, _, _ in town.mailbox.letters] == [EMAIL, "root@cirrus.example"]


async def test_a_code_is_good_once(town, stranger):
    await town.ask_code(stranger, EMAIL)
    code = town.mailbox.code()
    await town.fill(stranger, "code", code=code)
    await town.says(town.at(OURS, "U-root"), f"unlink {EMAIL} from slack {LOOSE} U1")
    again = await town.fill(stranger, "code", code=code)

    assert again.errors
    assert await town.knows(stranger) is None


async def test_a_code_is_good_for_ten_minutes_of_the_machines_own_time(town, stranger):
    await town.ask_code(stranger, EMAIL)
    town.system.forward(minutes=10)
    late = await town.fill(stranger, "code", code=town.mailbox.code())
    await town.ask_code(stranger, EMAIL)
    town.system.forward(minutes=9, seconds=59)
    town.context.clock.move_to(town.context.clock.now().replace(year=2040))
    await town.fill(stranger, "code", code=town.mailbox.code())

    assert late.errors
    assert await town.knows(stranger) == "Ada"


async def test_a_code_dies_after_five_wrong_tries(town, stranger):
    await town.ask_code(stranger, EMAIL)
    for _ in range(TRIES):
        await town.fill(stranger, "code", code=OTHER_CODE)
    late = await town.fill(stranger, "code", code=town.mailbox.code())

    assert late.errors
    assert await town.knows(stranger) is None


async def test_the_fifth_try_may_be_the_right_one(town, stranger):
    await town.ask_code(stranger, EMAIL)
    for _ in range(TRIES - 1):
        await town.fill(stranger, "code", code=OTHER_CODE)
    await town.fill(stranger, "code", code=town.mailbox.code())

    assert await town.knows(stranger) == "Ada"


async def test_a_code_is_no_good_at_another_address(town, stranger):
    thieves = town.at(LOOSE, "U2"), town.at("T-ACME", "U1")
    await town.ask_code(stranger, EMAIL)
    code = town.mailbox.code()
    for thief in thieves:
        await town.ask_code(thief, "nobody@acme.example")
        await town.fill(thief, "code", code=code)

    assert [await town.knows(thief) for thief in thieves] == [None, None]


async def test_only_the_newest_code_counts(town, stranger):
    await town.ask_code(stranger, EMAIL)
    first = town.mailbox.code()
    town.system.forward(seconds=1)
    await town.ask_code(stranger, EMAIL)

    assert (await town.fill(stranger, "code", code=first)).errors
    assert not (await town.fill(stranger, "code", code=town.mailbox.code())).errors


async def test_an_address_may_ask_for_a_few_codes_an_hour(town, stranger):
    for _ in range(CODES_AN_ADDRESS):
        await town.ask_code(stranger, "nobody@nowhere.example")
    refused = await town.ask_code(stranger, EMAIL)
    town.system.forward(hours=1, seconds=1)
    allowed = await town.ask_code(stranger, EMAIL)

    assert "several codes" in refused.errors["email"]
    assert "in 60 min" in refused.errors["email"]
    assert allowed.form


@pytest.mark.both_databases
async def test_a_stranger_who_asks_in_somebodys_name_spends_nothing_of_theirs(town):
    for number in range(2):
        for _ in range(CODES_AN_ADDRESS):
            await town.ask_code(town.at(LOOSE, f"U-liar-{number}"), EMAIL)
    owner = town.at(LOOSE, "U1")
    asked = await town.ask_code(owner, EMAIL)
    await town.fill(owner, "code", code=town.mailbox.code())

    assert asked.form
    assert await town.knows(owner) == "Ada"


@pytest.mark.parametrize("email", [EMAIL, "nobody@nowhere.example"])
async def test_a_mailbox_is_not_flooded_and_its_owner_is_told_when_to_try_again(town, email):
    replies = [
        await town.ask_code(town.at(LOOSE, f"U{number}"), email)
        for number in range(FIRST_CODES_AN_EMAIL)
    ]
    town.system.forward(minutes=20)
    owner = town.at(LOOSE, "U-owner")
    refused = await town.ask_code(owner, email)
    town.system.forward(minutes=40)
    allowed = await town.ask_code(owner, email)

    assert all(reply.form for reply in replies)
    assert "perhaps by somebody else" in refused.errors["email"]
    assert "in 40 min" in refused.errors["email"]
    assert allowed.form


async def test_who_asks_again_gives_way_to_who_asks_first(town):
    for number in range(CODES_AN_EMAIL):
        await town.ask_code(town.at(LOOSE, f"U{number}"), EMAIL)
    again = await town.ask_code(town.at(LOOSE, "U0"), EMAIL)
    first = await town.ask_code(town.at(LOOSE, "U-owner"), EMAIL)

    assert again.errors
    assert first.form


@pytest.mark.both_databases
async def test_the_limits_hold_when_everybody_asks_at_once(town):
    # Whoever never asked has one more to ask for, so the four begin before anybody goes on.
    for rounds in (range(4), range(20)):
        await asyncio.gather(
            *(town.ask_code(town.at(LOOSE, f"U{n % 4}"), EMAIL) for n in rounds),
        )
    asked = await town.see(select(LinkCode.external_id))

    assert len(town.mailbox.letters) == len(asked) == CODES_AN_EMAIL
    assert all(asked.count((f"U{n}",)) <= CODES_AN_ADDRESS for n in range(4))


@pytest.mark.both_databases
async def test_a_code_that_is_tried_twice_at_once_links_once(town, stranger):
    await town.ask_code(stranger, EMAIL)
    code = town.mailbox.code()
    await asyncio.gather(*(town.fill(stranger, "code", code=code) for _ in range(4)))

    assert await town.see(select(LinkCode.tries, LinkCode.used_at.is_not(None))) == [(1, True)]


async def test_neither_codes_nor_emails_lie_in_the_database(town, stranger):
    await town.ask_code(stranger, EMAIL)
    kept = str(await town.see(select(*LinkCode.__table__.c)))

    assert town.mailbox.code() not in kept
    assert EMAIL not in kept


async def test_codes_are_forgotten_after_a_day(town, stranger):
    await town.ask_code(stranger, EMAIL)
    town.system.forward(days=1, seconds=1)
    await town.ask_code(town.at(LOOSE, "U2"), EMAIL)
    await housekeeping_of(town.database, town.system).look(NOON)

    assert await town.see(select(LinkCode.external_id)) == [("U2",)]


async def test_without_a_way_to_mail_a_stranger_is_sent_to_an_administrator(town, stranger):
    town.context.messengers.pop("email")
    said = (await town.say(stranger, "hello")).messages[0]
    pressed = (await town.press(stranger, "introduce")).messages[0]
    filled = (await town.ask_code(stranger, EMAIL)).messages[0]

    assert buttons(said) == []
    assert all("administrator" in plain_text(message) for message in (said, pressed, filled))


async def test_who_is_known_by_now_is_shown_their_home_page(town):
    bob = town.at(OURS, "U-bob")
    replies = [await town.press(bob, "introduce"), await town.fill(bob, "code", code="X")]

    assert all("Hello Bob" in plain_text(reply.messages[0]) for reply in replies)


@pytest.mark.parametrize("email", ["", "ada", "ada@acme.example\x00", "x" * 400])
async def test_what_is_no_email_is_said_beside_its_field(town, stranger, email):
    assert (await town.ask_code(stranger, email)).errors.keys() == {"email"}


async def test_a_stranger_can_trigger_nothing_else(town, stranger):
    replies = [
        await town.press(stranger, "mute", t="pulse"),
        await town.press(stranger, "coverage"),
        await town.fill(stranger, "reason", reason="x"),
        await town.say(stranger, "link ada@acme.example to U1"),
        await town.say(stranger, "who is ada@acme.example"),
    ]

    assert all(reply == replies[0] for reply in replies)
    assert replies[0].messages[0].title == "We have not met yet"
