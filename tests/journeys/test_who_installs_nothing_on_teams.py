"""A partner who installs nothing, on Teams: from a matched channel to an answer that stands in it.

Nobody of the partner's own Teams tenant has a chat with the bot, so all is done in the channel.
"""

import re
import shutil
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.voice.store.tables import WaitingTap
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.journeys.replying import MANAGER, name_of
from tests.journeys.test_shared_on_teams import (
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


@dataclass
class Joint:
    """A channel that is matched to a partner, the partner's person in it, and their manager."""

    teams: Any
    house: Any
    channel: Any
    bob: Any
    mia: Any
    sink: Any

    async def rows(self, statement):
        return await rows(self.house, statement)

    async def email_of(self, contact_id):
        [found] = await self.rows(select(Contact.email).where(Contact.id == contact_id))
        return found

    async def answers(self):
        return await answers(self.house)

    async def links(self):
        mine = select(Address.contact_id).where(Address.external_id == self.bob.aad_id)
        return await self.rows(mine)

    def read_by_all(self):
        return [str(post.card) for post in self.teams.messages(self.channel)]

    async def card(self, words):
        return await self.teams.wait_for_message(self.channel, says(words), timeout=PATIENCE)

    async def alone(self, words):
        """Return what the partner's person alone is told in the channel."""
        told = await self.teams.wait_for_message(self.bob, says(words), timeout=PATIENCE)
        assert (told.conversation, told.seen_only_by) == (self.channel, self.bob.id)
        return told

    async def told(self, words):
        """Return what the manager is told."""
        return await self.teams.wait_for_message(self.mia, says(words), timeout=PATIENCE)

    async def come_in(self):
        """Let somebody unknown who tapped come in by a code; return what a wrong one brought."""
        email = await self.email_of(ACMES)
        asked = await self.alone(KEPT)
        await self.bob.press(asked, "I have a partner account")
        await self.bob.press(asked, "Mail me a code", {"field-email": email})
        letter = await self.sink.wait_for(email)
        code = re.search(r"Your code is (\w{8})", letter.text)[1]
        wrong = await self.bob.press(asked, "That is me", {"field-code": "WRONGC0D"})
        before = await self.answers()
        await self.bob.press(asked, "That is me", {"field-code": code})
        return wrong, before


@pytest.fixture
def tells_home():
    """Whether Teams says with each gesture which tenant somebody belongs to."""
    return False


@pytest.fixture
async def joint(teams, teams_house, matched, bob, sink, *, tells_home):  # noqa: F811
    bob.member.tells_home = tells_home
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, MANAGER)
    mia = teams.person("mia", email=contact.email, zone=contact.zone)
    await mia.install()
    await mia.say("help")
    await teams.wait_for_message(mia, says("What I can do"), timeout=PATIENCE)
    return Joint(teams, teams_house, matched, bob, mia, sink)


@pytest.mark.both_databases
@pytest.mark.parametrize("tells_home", [False, True])
async def test_who_is_unknown_counts_by_a_code_says_why_and_asks_in_the_channel(joint, clock):
    person = joint.bob
    clock.move_to(SURVEYED)
    letter, card = await joint.card(LETTER), await joint.card(QUESTION)
    read = joint.read_by_all()
    await person.press(card, "9")
    wrong, before = await joint.come_in()
    thanks = await joint.alone("Your 9 is saved")
    await person.press(thanks, "Say why")
    await person.press(thanks, "Save", {"field-reason": "Support answers before lunch"})
    await person.press(letter, "Your annual recurring revenue today…")
    await joint.alone("USD")
    await person.mention_in(joint.channel, "our ARR last quarter")
    await joint.alone("as of 30 Sep 2026")

    assert "not a code I can take" in str(wrong.card)
    assert "direct message" not in str(thanks.card)
    assert before == {}
    assert await joint.answers() == {ACMES: (9, "Support answers before lunch")}
    assert await joint.links() == [ACMES]
    assert await joint.rows(select(WaitingTap)) == []
    assert joint.read_by_all() == read
    assert joint.teams.unanswered == []


async def test_the_manager_says_once_who_it_is_and_the_tap_counts(joint, clock):
    clock.move_to(SURVEYED)
    card = await joint.card(QUESTION)
    for number in ("2", "7"):
        await joint.bob.press(card, number)
    asked = await joint.told("Who is Bob?")
    await joint.mia.press(asked, "This is …")
    await joint.mia.press(asked, "Link them", {"field-contact": COLLEAGUE})
    await joint.teams.until(
        lambda: "is known there from now on" in str(joint.mia.card(asked)), PATIENCE
    )
    # There is no chat with somebody of another tenant, so it goes to the next of their addresses.
    letter = await joint.sink.wait_for(await joint.email_of(COLLEAGUE), timeout=PATIENCE)
    await joint.bob.mention_in(joint.channel, "help")
    await joint.alone("What I can do")

    assert "before I knew you" in letter.text
    assert sum(says("Who is Bob?")(one) for one in joint.mia.inbox) == 1
    assert await joint.answers() == {COLLEAGUE: (7, None)}
    assert await joint.links() == [COLLEAGUE]
    assert joint.teams.unanswered == []


async def test_an_answer_in_the_thread_reaches_the_manager_and_is_answered_there(joint, clock):
    person, mia = joint.bob, joint.mia
    clock.move_to(SURVEYED)
    letter = await joint.card(LETTER)
    await person.press(await joint.card(QUESTION), "9")
    await joint.come_in()
    await person.mention_in(joint.channel, "The new price hurts", thread=letter)
    asked = await joint.told("The new price hurts")
    await mia.press(asked, "Answer")
    await mia.press(asked, "Send", {"field-words": "I call you tomorrow"})
    back = await joint.card("I call you tomorrow")
    await person.mention_in(joint.channel, "That would be great", thread=letter)
    await joint.told("That would be great")

    assert "Mention this bot when you answer" in str(letter.card)
    assert (back.thread, back.seen_only_by) == (letter.id, None)
    assert await name_of(joint.house.house.database, MANAGER) in str(back.card)
    assert joint.teams.unanswered == []


async def test_what_was_written_to_a_person_alone_is_answered_by_the_next_address(joint, clock):
    person, mia = joint.bob, joint.mia
    clock.move_to(SURVEYED)
    await joint.card(LETTER)
    await person.press(await joint.card(QUESTION), "9")
    await joint.come_in()
    await person.mention_in(joint.channel, "I need a human")
    found = await joint.alone("Who looks after you")
    await person.press(found, "Send them a message")
    await person.press(found, "Send", {"field-words": "Please ring me"})
    asked = await joint.told("Please ring me")
    read = joint.read_by_all()
    await mia.press(asked, "Answer")
    await mia.press(asked, "Send", {"field-words": "I ring you at noon"})
    email = await joint.email_of(ACMES)
    await joint.sink.wait_for(
        email, lambda one: "I ring you at noon" in one.text, timeout=PATIENCE
    )

    assert joint.read_by_all() == read
