"""A partner who installs nothing: met in a conversation shared with it, over Slack's door."""

import re
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.beat.store.reply_tables import StoredReply
from bot.beat.store.tables import Delivery, Send
from bot.clock import SystemClock
from bot.event import Origin
from bot.people.rules.settling import LinkAddress
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.tables import Contact
from bot.store.audit_tables import Audit
from bot.store.forgetting import Nows, forget_due
from bot.voice.rules.taps import KeptTap
from bot.voice.store.tables import Response, WaitingTap
from drumbeat.reports.people import settle
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.journeys.conftest import says
from tests.journeys.replying import kept_words
from tests.journeys.test_slack import ADMINISTRATOR, MANAGER, TUESDAY
from tests.stand_ins.smtp import MailSink

ACME, ACMES, COLLEAGUE = "Acme IT Services", "acme-it-01", "acme-it-02"
SURVEYED = TUESDAY.replace(hour=10)
LETTER, QUESTION = "CloudBackup Pro", "recommend"
KEPT = "I have kept your tap"


def for_the_room(folder, promise, to="either"):
    """Let all texts be for Acme alone, in the conversation that it shares with us."""
    promises = folder / "newsletters.yaml"
    topic = "    topic: programme-news\n"
    written = promises.read_text().replace("zone: reader", "zone: UTC")
    promises.write_text(written.replace(topic, f"{topic}    to: {to}\n"))
    for edition in (folder / "editions").rglob("*.md"):
        head = edition.read_text().replace("  vendor: true\n", f"  partners: [{ACME}]\n", 1)
        edition.write_text(head)
    survey = folder / "surveys" / "partner-nps.yaml"
    asked = yaml.safe_load(survey.read_text())
    asked["audience"] = {"partners": [ACME], "roles": ["technical", "sales"], "to": "either"}
    asked["promise"] = promise
    del asked["sample"]  # it asks people, and no conversation
    asked["cadence"] |= {
        "rule": "FREQ=MONTHLY;BYDAY=4TU",
        "starts_on": "2026-11-01T10:00",
        "zone": "UTC",
    }
    survey.write_text(yaml.safe_dump(asked, allow_unicode=True))


@pytest.fixture
def promise():
    return "named"


@pytest.fixture
def to():
    """Whom the newsletter is for."""
    return "either"


@pytest.fixture
def left_out():
    """The scopes that the vendor's administrator did not grant."""
    return frozenset()


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def slack_settings(slack, slack_settings, sink, tmp_path, *, promise, to, left_out):
    """Slack, texts for a shared conversation, and a relay for codes."""
    slack.team.scopes -= left_out
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    for_the_room(content, promise, to)
    given = slack_settings.model_dump() | {
        "smtp_url": f"smtp://127.0.0.1:{sink.port}",
        "mail_imprint": "Cirrus GmbH",
        "smtp_allow_plain": True,
        "mail_from": "beat@cirrus.example",
        "public_url": "http://127.0.0.1:9/",
        "content": content,
    }
    return read_settings(**{name: value for name, value in given.items() if value is not None})


@dataclass
class Shared:
    """A conversation with a partner, and people of its workspace in it."""

    slack: Any
    house: Any
    room: Any
    ada: Any
    bob: Any

    async def rows(self, statement):
        async with self.house.house.database.read() as session:
            return list(await session.scalars(statement))

    async def answers(self):
        """Return the scores and reasons that came in since the first slot, by contact."""
        found = await self.rows(select(Response).where(Response.answered_at >= TUESDAY))
        return {one.contact_id: (one.score, one.reason) for one in found}

    async def waiting(self):
        return await self.rows(select(WaitingTap))

    async def links_of(self, person):
        mine = select(Address.contact_id).where(Address.external_id == person.id)
        return await self.rows(mine)

    def read_by_all(self):
        """Return all that everybody in the room can read of us, as it stands now."""
        return [f"{one.text} {one.blocks}" for one in self.slack.messages(self.room) if one.bot_id]

    async def card(self, words):
        return await self.slack.wait_for_message(self.room, says(words))

    async def alone(self, person, words):
        """Return what this person alone is told in the room."""
        told = await self.slack.wait_for_message(person, says(words))
        assert told.is_ephemeral
        assert told.seen_only_by == person.id
        return told

    async def email_of(self, contact_id):
        [found] = await self.rows(select(Contact.email).where(Contact.id == contact_id))
        return found


@pytest.fixture
async def shared(slack, slack_house):
    """A room that Acme's own workspace shares with ours; two of its people are in it."""
    team = slack.add_team("Acme")
    ada = slack.user("ada", team=team, via=slack.team, email="ada@somewhere.example")
    bob = slack.user("bob", team=team, via=slack.team, email="bob@somewhere.example")
    room = slack.channel("acme-cirrus", [ada, bob], is_ext_shared=True)
    async with slack_house.house.database.begin() as session:
        ours = await session.scalar(
            select(Installation.id).where(Installation.external_id == slack.team.id)
        )
        acme = (await session.get_one(Contact, ACMES)).partner_id
        facts = {"installation_id": ours, "external_id": room.id, "partner_id": acme}
        noted = {"kind": "group", "service_url": "", "noted_at": TUESDAY}
        session.add(Conversation(id="acme-room", **facts, **noted))
    return Shared(slack, slack_house, room, ada, bob)


@pytest.fixture
async def known(shared, somebody, slack):
    """Link somebody in the room to a contact, as an administrator does."""
    root = await somebody(ADMINISTRATOR)

    async def link(person, contact_id):
        before = len(root.inbox)
        await root.say_in_dm(f"link {await shared.email_of(contact_id)} to {person.id}")
        await slack.until(lambda: len(root.inbox) > before)
        assert await shared.links_of(person) == [contact_id]

    return link


async def test_an_edition_stands_in_the_room_with_every_role_s_part_and_nobody_s_figure(
    shared, clock
):
    clock.move_to(TUESDAY)
    letter = await shared.card(LETTER)

    heads = [one["text"]["text"] for one in letter.blocks if one["type"] == "header"]
    roles = ["Sales", "Technical", "Marketing", "Development", "Executive"]
    assert [head for head in heads if head in roles] == roles
    assert "Good morning everyone, three things today" in letter.text
    assert "Your annual recurring revenue today…" in letter.labels()
    assert "USD" not in letter.text
    assert "because Cirrus Channel Cloud shares this conversation with Acme" in letter.text
    assert not [label for label in letter.labels() if "Mute" in label or label == "Settings"]
    letters = (
        select(Delivery).join(Send, Send.id == Delivery.send_id).where(Send.kind == "edition")
    )
    kept = await shared.rows(letters.where(Delivery.due_at >= TUESDAY))
    assert [(one.conversation_id, one.contact_id) for one in kept] == [("acme-room", None)]


@pytest.mark.both_databases
@pytest.mark.parametrize("left_out", [frozenset(), {"channels:history"}, {"groups:history"}])
async def test_edition_and_survey_say_that_an_answer_needs_a_mention_where_history_was_left_out(
    shared, clock, left_out
):
    clock.move_to(SURVEYED)
    said = [await shared.card(LETTER), await shared.card(QUESTION)]

    assert [says("Mention this bot when you answer")(one) for one in said] == [bool(left_out)] * 2


@pytest.mark.both_databases
async def test_who_is_known_answers_in_the_room_says_why_in_private_and_gets_a_figure_alone(
    shared, known, clock, slack
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    letter, card = await shared.card(LETTER), await shared.card(QUESTION)
    before = shared.read_by_all()
    await shared.ada.press(card, "9")
    thanks = await shared.alone(shared.ada, "Your 9 is saved")
    await shared.ada.say_in_dm("Support answers before lunch")
    await slack.wait_for_message(shared.ada, says("a person reads it"))
    await shared.ada.press(letter, "Your annual recurring revenue today…")
    figure = await shared.alone(shared.ada, "USD")

    assert "our direct message" in thanks.text
    assert await shared.answers() == {ACMES: (9, "Support answers before lunch")}
    assert "ARR" in figure.text
    assert shared.read_by_all() == before
    assert slack.unanswered == []


@pytest.mark.parametrize("to", ["both"])
async def test_thanks_and_words_below_an_edition_are_no_reason_for_a_tap(
    shared, known, clock, slack, to
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    mine = await slack.wait_for_message(shared.ada, says(LETTER))
    await shared.ada.press(await shared.card(QUESTION), "9")
    await shared.alone(shared.ada, "Your 9 is saved")
    await shared.ada.say_in_dm("Thank you so much!")
    await slack.wait_for_message(shared.ada, says("You are welcome"))
    await shared.ada.say_in_dm("When does CloudBackup Pro arrive here?", thread_ts=mine.ts)
    await slack.until(lambda: shared.ada.inbox[-1].thread_ts == mine.ts)
    before = await shared.answers()
    await shared.ada.say_in_dm("Support answers before lunch")
    await slack.wait_for_message(shared.ada, says("a person reads it"))

    assert before == {ACMES: (9, None)}
    assert await shared.answers() == {ACMES: (9, "Support answers before lunch")}


@pytest.mark.both_databases
async def test_who_is_unknown_is_asked_alone_and_counts_by_a_code_in_words(
    shared, clock, slack, sink
):
    ada, email = shared.ada, await shared.email_of(ACMES)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await ada.press(card, "3")
    await shared.alone(ada, KEPT)
    await ada.press(card, "9")
    await slack.until(lambda: sum(says(KEPT)(one) for one in ada.inbox) == 2)
    kept = await shared.waiting()
    await ada.say_in_dm(email)
    letter = await sink.wait_for(email)
    code = re.search(r"Your code is (\w{8})", letter.text)[1]
    await ada.say_in_dm("WRONGC0D")
    await slack.wait_for_message(ada, says("not a code I can take"))
    lost = [await shared.answers(), len(await shared.waiting())]
    await ada.say_in_dm(code.lower())
    await slack.wait_for_message(ada, says("Your 9 is saved"))

    assert len(kept) == 1
    assert ada.id not in kept[0].sealed + kept[0].who
    assert lost == [{}, 1]
    assert await shared.answers() == {ACMES: (9, None)}
    assert (await shared.waiting(), await shared.links_of(ada)) == ([], [ACMES])
    assert "Your 9" not in str(shared.read_by_all())
    assert slack.unanswered == []


async def test_who_is_unknown_counts_by_a_code_on_forms_where_they_open(
    shared, clock, slack, sink
):
    ada, email = shared.ada, await shared.email_of(ACMES)
    clock.move_to(SURVEYED)
    await ada.press(await shared.card(QUESTION), "8")
    await ada.press(await shared.alone(ada, KEPT), "I have a partner account")
    form = await slack.wait_for_view(ada, bool)
    await ada.submit(form, {"Your email address": email})
    letter = await sink.wait_for(email)
    code = re.search(r"Your code is (\w{8})", letter.text)[1]
    form = await slack.wait_for_view(ada, lambda view: "Your code" in str(view.body["title"]))
    wrong = await ada.submit(form, {"The code from the mail": "WRONGC0D"})
    before = await shared.answers()
    await ada.submit(form, {"The code from the mail": code})
    await shared.alone(ada, "Your 8 is saved")

    assert "not a code I can take" in str(wrong.body)
    assert (before, await shared.answers()) == ({}, {ACMES: (8, None)})


@pytest.mark.both_databases
async def test_the_manager_says_once_who_it_is_and_the_tap_counts(shared, clock, slack, somebody):
    mia, other = await somebody(MANAGER), await somebody("cirrus-04")
    for one in (mia, other):
        await one.say_in_dm("help")
        await slack.wait_for_message(one, says("What I can do"))
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    for number in ("2", "7"):
        await shared.bob.press(card, number)
    asked = await slack.wait_for_message(mia, says("Who is Bob?"))
    await mia.press(asked, "This is …")
    form = await slack.wait_for_view(mia, bool)
    await mia.submit(form, {"Contact": COLLEAGUE})
    done = await slack.wait_for_message(mia, says("is known there from now on"))
    await slack.wait_for_message(shared.bob, says("before I knew you"))
    await shared.bob.say_in_dm("help")
    await slack.wait_for_message(shared.bob, says("What I can do"))

    assert "7" not in asked.text.replace("7 days", "")
    assert sum(says("Who is Bob?")(one) for one in mia.inbox) == 1
    assert await shared.answers() == {COLLEAGUE: (7, None)}
    assert await shared.links_of(shared.bob) == [COLLEAGUE]
    [line] = await shared.rows(select(Audit).where(Audit.act == "link", Audit.by == MANAGER))
    assert (line.about_id, '"how": "hand"' in line.detail) == (COLLEAGUE, True)
    assert "7" not in done.text


async def test_another_partner_s_manager_cannot_say_who_it_is(shared, clock, slack, somebody):
    mia, other = await somebody(MANAGER), await somebody("cirrus-04")
    for one in (mia, other):
        await one.say_in_dm("help")
        await slack.wait_for_message(one, says("What I can do"))
    clock.move_to(SURVEYED)
    await shared.bob.press(await shared.card(QUESTION), "7")
    asked = await slack.wait_for_message(mia, says("Who is Bob?"))
    stolen = next(one for one in other.inbox if one.blocks)
    stolen.blocks = asked.blocks
    await other.press(stolen, "This is …")
    await slack.wait_for_message(other, says("those at Cirrus Channel Cloud who look after"))

    assert (other.view, await shared.answers(), len(await shared.waiting())) == (None, {}, 1)


async def test_whom_the_operator_links_counts_too(shared, clock, slack, slack_settings):
    clock.move_to(SURVEYED)
    await shared.ada.press(await shared.card(QUESTION), "9")
    await shared.alone(shared.ada, KEPT)
    email = await shared.email_of(ACMES)
    await shared.house.tell_the_time()
    await settle(slack_settings, LinkAddress(email, shared.ada.id, "slack", slack.team.id))

    assert await shared.answers() == {ACMES: (9, None)}
    assert await shared.waiting() == []


async def taps_of_strangers(shared, count):
    """Let so many taps wait beside the one there is, each before it by its id."""
    house = shared.house.house
    [mine] = await shared.waiting()
    origin = Origin("slack", shared.slack.team.id, "U0", shared.room.id, private=False)
    async with house.database.begin() as session:
        for number in range(count):
            tap = KeptTap(replace(origin, user=f"U-STRANGER-{number}"), 3)
            kept = {"who": f"{number}", "sealed": house.box.lock(tap.write())}
            facts = {"wave_id": mine.wave_id, "tapped_at": mine.tapped_at}
            session.add(WaitingTap(id=f"!{number:04}", **kept, **facts))


@pytest.mark.both_databases
async def test_a_tap_finds_its_owner_who_was_linked_without_a_word_however_many_wait(
    shared, clock
):
    clock.move_to(SURVEYED)
    await shared.ada.press(await shared.card(QUESTION), "9")
    await shared.alone(shared.ada, KEPT)
    await taps_of_strangers(shared, 600)
    here = {"platform": "slack", "external_id": shared.ada.id, "linked_at": clock.now()}
    async with shared.house.house.database.begin() as session:
        room = await session.get_one(Conversation, "acme-room")
        where = {"installation_id": room.installation_id, "home": shared.ada.member.team_id}
        session.add(Address(id="a-1", contact_id=ACMES, **here, **where))
    for minutes in (1, 2, 3):
        clock.move_to(SURVEYED + timedelta(minutes=minutes))
        await shared.house.house.drum.strike(clock.now())
    await shared.slack.wait_for_message(shared.ada, says("before I knew you"))

    assert await shared.answers() == {ACMES: (9, None)}
    assert len(await shared.waiting()) == 600


async def test_a_tap_is_forgotten_after_seven_days(shared, clock, slack, known):
    clock.move_to(SURVEYED)
    await shared.ada.press(await shared.card(QUESTION), "9")
    await shared.alone(shared.ada, KEPT)
    clock.move_to(SURVEYED + timedelta(days=7, minutes=1))
    await known(shared.ada, ACMES)
    late = await shared.answers()
    nows = Nows(system=SystemClock().now(), business=clock.now())
    await forget_due(shared.house.house.database, nows, {})

    assert (late, await shared.waiting()) == ({}, [])


async def test_who_the_round_is_not_for_is_thanked_alone_and_told_why(
    shared, known, clock, slack, somebody
):
    await known(shared.ada, "acme-it-04")
    mia = await somebody(MANAGER)
    shared.room.members.add(mia.id)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await shared.ada.press(card, "9")
    marketing = await shared.alone(shared.ada, "Your tap does not count")
    await mia.press(card, "9")
    ours = await shared.alone(mia, "Your tap does not count")

    assert "in other roles" in marketing.text
    assert "you are with Cirrus Channel Cloud" in ours.text
    assert await shared.answers() == {}


async def test_a_second_tap_replaces_the_first_and_nobody_counts_twice(
    shared, known, clock, slack
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await shared.ada.press(card, "3")
    await shared.alone(shared.ada, "Your 3 is saved")
    await shared.ada.press(card, "10")
    await shared.alone(shared.ada, "Your 10 is saved")

    assert await shared.answers() == {ACMES: (10, None)}


async def test_a_number_below_the_card_is_a_tap(shared, known, clock, slack):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await shared.house.house.drum.strike(clock.now())
    await shared.ada.mention(shared.room, "11", thread_ts=card.ts)
    await shared.alone(shared.ada, "from 0 to 10")
    await shared.ada.mention(shared.room, "4", thread_ts=card.ts)
    await shared.alone(shared.ada, "Your 4 is saved")

    assert await shared.answers() == {ACMES: (4, None)}


@pytest.mark.parametrize("promise", ["confidential"])
async def test_under_a_confidential_promise_no_message_shows_a_score(
    shared, clock, slack, known, promise
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await shared.ada.press(card, "9")
    thanks = await shared.alone(shared.ada, "Your answer is saved")

    assert "9" not in thanks.text
    assert "Your answer is confidential" in card.text


@pytest.mark.parametrize("promise", ["confidential"])
async def test_words_below_a_confidential_card_reach_nobody_though_their_author_never_tapped(
    shared, clock, known, promise
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    await shared.ada.mention(shared.room, "Your invoices are wrong", thread_ts=card.ts)
    asked = await shared.alone(shared.ada, "Who should read this?")

    assert "Add to my confidential answer" in asked.labels()
    assert await kept_words(shared.house.house.database) == []


async def test_a_message_written_on_a_form_is_answered_to_its_author_alone(shared, known, slack):
    await known(shared.ada, ACMES)
    await shared.ada.mention(shared.room, "I need a human")
    found = await shared.alone(shared.ada, "Who looks after you")
    await shared.ada.press(found, "Send them a message")
    form = await slack.wait_for_view(shared.ada, bool)
    await shared.ada.submit(form, {"words": "Please ring me"})
    await slack.wait_for_message(shared.ada, says("your words"))

    kept = await shared.rows(select(StoredReply))
    assert [(one.conversation_id, one.conversation) for one in kept] == [(None, "")]
    assert [one.address_id for one in kept] != [None]


@pytest.mark.parametrize("forged", ["tap?w=nothing&value=9", "tap?w=1&value=11", "this_is?t=1"])
async def test_a_forged_tap_changes_nothing(shared, clock, slack, forged):
    clock.move_to(SURVEYED)
    card = await shared.card(QUESTION)
    for block in card.blocks:
        for element in block.get("elements", []):
            if element.get("value", "").endswith("value=9"):
                element["value"] = forged
    await shared.ada.press(card, "9")
    await slack.until(lambda: shared.ada.inbox)
    await shared.house.house.workers.idle()

    assert (await shared.waiting(), await shared.answers()) == ([], {})


async def test_nps_mentioned_in_a_room_is_answered_alone_and_asks_why_in_words(
    shared, known, clock, slack
):
    await known(shared.ada, ACMES)
    clock.move_to(SURVEYED)
    await shared.card(QUESTION)
    await shared.ada.mention(shared.room, "nps")
    own = await shared.alone(shared.ada, QUESTION)
    await shared.ada.press(own, "6")
    await shared.alone(shared.ada, "our direct message")
    await shared.ada.say_in_dm("Deals wait too long")
    await slack.wait_for_message(shared.ada, says("a person reads it"))

    assert await shared.answers() == {ACMES: (6, "Deals wait too long")}
    assert shared.ada.view is None
    assert "Deals wait" not in str(shared.read_by_all())
