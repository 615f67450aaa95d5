"""What somebody decides for themselves: shown on one card, changed by a word, a button, a form."""

import pytest
from sqlalchemy import select, update

from bot.event import ProfileChanged
from bot.message import Button, Buttons, Facts
from bot.people.store import complaints
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from tests.fixtures.moments import NOON
from tests.people.conftest import OURS

FORM = {"language": "en", "zone": "UTC", "country": "", "platform": "any"}


@pytest.fixture
def bob(town):
    return town.at(OURS, "U-bob")


async def kept(town, contact_id="bob"):
    rows = await town.see(
        select(
            Contact.chosen_language,
            Contact.chosen_zone,
            Contact.chosen_country,
            Contact.preferred_platform,
        ).where(Contact.id == contact_id)
    )
    return tuple(rows[0])


def facts(reply):
    [card] = reply.messages
    found = next(element for element in card.elements if isinstance(element, Facts))
    return {fact.label: fact.value for fact in found.facts}


def buttons(message):
    return {
        button.label: button.action
        for element in message.elements
        if isinstance(element, Buttons)
        for button in element.buttons
        if isinstance(button, Button)
    }


async def test_one_card_shows_everything_with_the_ways_to_change_it(town, bob):
    reply = await town.say(bob, "settings")

    assert facts(reply) == {
        "Language": "English",
        "Time zone": "UTC, where it is 12:00 now",
        "Country": "not known",
        "Reached first on": "the nearest way I have",
    }
    assert set(buttons(reply.messages[0])) == {"Change these", "Mute Pulse", "Stop everything"}


@pytest.mark.parametrize(
    ("words", "label", "value"),
    [
        ("time zone Berlin", "Time zone", "Europe/Berlin, where it is 13:00 now"),
        ("zone america/new york", "Time zone", "America/New_York, where it is 07:00 now"),
        ("country de", "Country", "Germany"),
        ("country Germany", "Country", "Germany"),
    ],
)
async def test_a_word_changes_one_thing_and_shows_all(town, bob, words, label, value):
    assert facts(await town.say(bob, words))[label] == value
    assert facts(await town.say(bob, "settings"))[label] == value


async def test_the_form_changes_what_differs_and_answers_in_the_language_chosen(town, bob):
    opened = await town.press(bob, "change_settings")
    changed = {"language": "de", "zone": "Tokyo", "country": "Japan", "platform": "slack"}
    reply = await town.fill(bob, "settings", **FORM | changed)

    assert {field.name: field.initial for field in opened.form.fields} == FORM
    assert await kept(town) == ("de", "Asia/Tokyo", "JP", "slack")
    assert reply.language == "de"
    assert facts(reply)["Zeitzone"] == "Asia/Tokyo, dort ist es jetzt 21:00 Uhr"
    assert "Pulse stummschalten" in buttons(reply.messages[0])


async def test_what_was_left_as_it_was_is_no_choice(town, bob):
    await town.fill(bob, "settings", **FORM)

    assert await kept(town) == (None, None, None, None)


async def test_an_emptied_field_takes_the_choice_back(town, bob):
    await town.fill(bob, "settings", **FORM | {"zone": "Tokyo", "country": "JP"})
    await town.fill(bob, "settings", **FORM | {"zone": "", "country": ""})

    assert await kept(town) == (None, None, None, None)


async def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_kept(town, bob):
    wrong = {"language": "de", "zone": "Berln", "country": "Nowhere"}
    reply = await town.fill(bob, "settings", **FORM | wrong)

    assert "such as Berlin" in reply.errors["zone"]
    assert "Did you mean Europe/Berlin?" in reply.errors["zone"]
    assert "two letters" in reply.errors["country"]
    assert await kept(town) == (None, None, None, None)


@pytest.mark.parametrize(
    "forged", [{"language": "xx"}, {"platform": "teams"}, {"platform": "pigeon"}]
)
async def test_a_pick_that_was_not_offered_changes_nothing(town, bob, forged):
    reply = await town.fill(bob, "settings", **FORM | forged)

    assert "cannot use that" in plain_text(reply.messages[0])
    assert await kept(town) == (None, None, None, None)


async def test_a_zone_that_is_unclear_is_asked_back_with_a_button_for_each(town, bob):
    reply = await town.say(bob, "time zone Pacific")
    offered = buttons(reply.messages[0])
    pressed = await town.press(bob, "zone", **offered["US/Pacific"].arguments)

    assert set(offered) == {"US/Pacific", "Canada/Pacific"}
    assert facts(pressed)["Time zone"] == "US/Pacific, where it is 04:00 now"


async def test_where_a_country_is_known_its_zones_are_offered(town, bob):
    await town.say(bob, "country Spain")

    assert "Europe/Madrid" in await town.says(bob, "time zone Seville")


async def test_what_a_platform_or_a_file_says_later_stays_below_the_choice(town, bob):
    await town.say(bob, "time zone Berlin")
    await town.say(bob, "country DE")
    await town.router.dispatch(ProfileChanged(bob, "Asia/Tokyo", active=True))
    async with town.database.begin() as session:
        await session.execute(update(Contact).values(country="FR", zone="Asia/Tokyo"))
    chosen = facts(await town.say(bob, "settings"))
    await town.fill(bob, "settings", **FORM | {"zone": "", "country": ""})
    told = facts(await town.say(bob, "settings"))

    assert chosen["Time zone"].startswith("Europe/Berlin")
    assert chosen["Country"] == "Germany"
    assert told["Time zone"].startswith("Asia/Tokyo")
    assert told["Country"] == "France"


async def test_home_and_settings_show_the_same_topics_and_lead_to_each_other(town, bob):
    await town.press(bob, "mute", t="pulse")
    home, settings = await town.say(bob, "home"), await town.say(bob, "settings")
    await town.say(bob, "stop everything")
    stopped = await town.says(bob, "settings")

    assert buttons(home.messages[0])["Settings"].name == "settings"
    assert "Bring back Pulse" in buttons(home.messages[0])
    assert "Bring back Pulse" in buttons(settings.messages[0])
    assert "Send me things again" in stopped
    assert "Bring back Pulse" not in stopped


@pytest.fixture
async def complained(town, bob):
    """Bob called a letter spam; Slack reaches him as before."""
    async with town.database.begin() as session:
        session.add(
            Address(
                id="m-bob",
                contact_id="bob",
                platform="email",
                external_id="bob@bolt.example",
                linked_at=NOON,
            )
        )
        await session.flush()
        await complaints.note(session, "m-bob", NOON)


async def mail_to(town):
    return [tuple(row) for row in await town.see(STATE.where(Address.id == "m-bob"))]


STATE = select(Address.state, Address.reason)


@pytest.mark.usefixtures("complained")
async def test_who_called_us_spam_is_told_that_no_mail_comes_and_may_want_it_again(town, bob):
    told = await town.says(bob, "settings")
    form = (await town.press(bob, "change_settings")).form
    await town.fill(bob, "settings", **FORM | {"country": "Germany"})
    still = await mail_to(town)
    await town.fill(bob, "settings", **FORM | {"country": "DE", "platform": "email"})
    after = await town.says(bob, "settings")

    (reach,) = [field for field in form.fields if field.name == "platform"]
    assert "You called a letter of mine spam" in told
    assert "email" in {option.value for option in reach.options}
    assert still == [("dead", complaints.COMPLAINED)]
    assert await mail_to(town) == [("live", None)]
    assert "spam" not in after


@pytest.mark.usefixtures("complained")
async def test_who_called_us_spam_is_reached_in_chat_as_before(town, bob):
    mia = town.at(OURS, "U-mia")
    said = await town.says(mia, "who is bob@bolt.example")

    assert "goes to Slack" in said
    assert "email" in said
    assert "dead: called a letter of ours spam" in said
    assert "Bring back" not in str(buttons((await town.say(bob, "settings")).messages[0]))
