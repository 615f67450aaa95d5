"""A partner who installs nothing, on Teams: from a matched channel to an answer that stands in it.

Nobody of the partner's own Teams tenant has a chat with the bot, so all is done in the channel.
"""

import re
import shutil

import pytest
from sqlalchemy import select

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.voice.store.tables import WaitingTap
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.journeys.replying import MANAGER, name_of
from tests.journeys.test_shared_on_teams import (
    ADMINISTRATOR,  # noqa: F401
    PATIENCE,
    answers,
    bob,  # noqa: F401
    channel,  # noqa: F401
    matched,  # noqa: F401
    root,  # noqa: F401
    rows,
    teams,  # noqa: F401
)
from tests.journeys.test_shared_with_a_partner import (
    ACMES,
    COLLEAGUE,
    KEPT,
    LETTER,
    QUESTION,
    SURVEYED,
    for_the_room,
    sink,  # noqa: F401
)
from tests.journeys.test_teams import says


@pytest.fixture
def teams_settings(teams_settings, sink, tmp_path):  # noqa: F811
    """Teams, a relay for codes, and texts for a channel shared with Acme."""
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    for_the_room(content, "named", "either")
    given = teams_settings.model_dump() | {
        "smtp_url": f"smtp://127.0.0.1:{sink.port}",
        "mail_imprint": "Cirrus GmbH",
        "smtp_allow_plain": True,
        "mail_from": "beat@cirrus.example",
        "public_url": "http://127.0.0.1:9/",
        "content": content,
    }
    return read_settings(**{name: value for name, value in given.items() if value is not None})


@pytest.fixture
async def mia(teams, teams_house):  # noqa: F811
    """The manager of the partner, met once."""
    return await met(teams, teams_house, MANAGER)


async def met(teams, house, contact_id):  # noqa: F811
    async with house.house.database.read() as session:
        contact = await session.get_one(Contact, contact_id)
    person = teams.person(contact_id, email=contact.email, zone=contact.zone)
    await person.install()
    await person.say("help")
    await teams.wait_for_message(person, says("What I can do"), timeout=PATIENCE)
    return person


async def email_of(house, contact_id):
    [found] = await rows(house, select(Contact.email).where(Contact.id == contact_id))
    return found


async def links_of(house, person):
    mine = select(Address.contact_id).where(Address.external_id == person.aad_id)
    return await rows(house, mine)


async def alone(teams, channel, person, words):  # noqa: F811
    """Return what this person alone is told in the channel."""
    told = await teams.wait_for_message(person, says(words), timeout=PATIENCE)
    assert (told.conversation, told.seen_only_by) == (channel, person.id)
    return told


async def come_in(teams, house, channel, sink, bob):  # noqa: F811
    """Let somebody unknown who tapped come in by a code; return what they saw of a wrong one."""
    email = await email_of(house, ACMES)
    asked = await alone(teams, channel, bob, KEPT)
    await bob.press(asked, "I have a partner account")
    await bob.press(asked, "Mail me a code", {"field-email": email})
    letter = await sink.wait_for(email)
    code = re.search(r"Your code is (\w{8})", letter.text)[1]
    wrong = await bob.press(asked, "That is me", {"field-code": "WRONGC0D"})
    before = await answers(house)
    await bob.press(asked, "That is me", {"field-code": code})
    return wrong, before


async def test_who_is_unknown_counts_by_a_code_on_forms_in_the_channel(
    teams, teams_house, matched, sink, bob, clock  # noqa: F811
):
    clock.move_to(SURVEYED)
    card = await teams.wait_for_message(matched, says(QUESTION), timeout=PATIENCE)
    read = [str(post.card) for post in teams.messages(matched)]
    await bob.press(card, "9")
    wrong, before = await come_in(teams, teams_house, matched, sink, bob)
    thanks = await alone(teams, matched, bob, "Your 9 is saved")
    await bob.press(thanks, "Say why")
    await bob.press(thanks, "Save", {"field-reason": "Support answers before lunch"})

    assert "not a code I can take" in str(wrong.card)
    assert before == {}
    assert await answers(teams_house) == {ACMES: (9, "Support answers before lunch")}
    assert await links_of(teams_house, bob) == [ACMES]
    assert await rows(teams_house, select(WaitingTap)) == []
    assert [str(post.card) for post in teams.messages(matched)] == read
    assert teams.unanswered == []


async def test_the_manager_says_once_who_it_is_and_the_tap_counts(
    teams, teams_house, matched, mia, sink, bob, clock  # noqa: F811
):
    clock.move_to(SURVEYED)
    card = await teams.wait_for_message(matched, says(QUESTION), timeout=PATIENCE)
    for number in ("2", "7"):
        await bob.press(card, number)
    asked = await teams.wait_for_message(mia, says("Who is Bob?"), timeout=PATIENCE)
    await mia.press(asked, "This is …")
    await mia.press(asked, "Link them", {"field-contact": COLLEAGUE})
    await teams.until(lambda: "is known there from now on" in str(mia.card(asked)))
    counted = await sink.wait_for(await email_of(teams_house, COLLEAGUE))
    await bob.mention_in(matched, "help")
    await alone(teams, matched, bob, "What I can do")

    print(counted.text)
    assert "before I knew you" in counted.text
    assert sum(says("Who is Bob?")(one) for one in mia.inbox) == 1
    assert await answers(teams_house) == {COLLEAGUE: (7, None)}
    assert await links_of(teams_house, bob) == [COLLEAGUE]
    assert teams.unanswered == []


async def test_an_answer_in_the_thread_reaches_the_manager_and_is_answered_there(
    teams, teams_house, matched, mia, sink, bob, clock  # noqa: F811
):
    clock.move_to(SURVEYED)
    letter = await teams.wait_for_message(matched, says(LETTER), timeout=PATIENCE)
    card = await teams.wait_for_message(matched, says(QUESTION), timeout=PATIENCE)
    await bob.press(card, "9")
    await come_in(teams, teams_house, matched, sink, bob)
    await bob.mention_in(matched, "The new price hurts", thread=letter)
    asked = await teams.wait_for_message(mia, says("The new price hurts"), timeout=PATIENCE)
    await mia.press(asked, "Answer")
    await mia.press(asked, "Send", {"field-words": "I call you tomorrow"})
    back = await teams.wait_for_message(matched, says("I call you tomorrow"), timeout=PATIENCE)

    assert "Mention this bot when you answer" in str(letter.card)
    assert (back.thread, back.seen_only_by) == (letter.id, None)
    assert await name_of(teams_house.house.database, MANAGER) in str(back.card)
    assert teams.unanswered == []
