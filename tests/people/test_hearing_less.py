"""To hear less is understood wherever it is said; a partner is muted by who looks after it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.beat.store.reply_tables import ReplyLine
from bot.beat.store.tables import Delivery, Send
from bot.event import FormSubmitted, Mailed, Origin, Said
from bot.language import Titles
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Mute, PartnerMute, WantedAgain
from bot.plain_text import plain_text
from bot.router import Router
from bot.store.audit_tables import Audit
from tests.fixtures.moments import NOON
from tests.people.conftest import OURS

SURVEYS = [("surveys",)]
BOB, MIAS = "bob@bolt.example", "mia@cirrus.example"
MIA, MAX, ROOT = "U-mia", "U-max", "U-root"


@pytest.fixture
async def heard(town):
    """Bob can be met on three platforms, and surveys are a topic too."""
    topics = Titles({"pulse": "Pulse", "surveys": "Surveys"})
    town.router = Router(replace(town.context, topics=topics))
    async with town.database.begin() as session:
        for platform, user in (("teams", "29:bob"), ("email", BOB)):
            where = {"id": f"i-{platform}", "platform": platform, "external_id": platform}
            facts = {"name": "", "token": "", "installed_at": NOON}
            await session.execute(insert(Installation).values(**where, **facts))
            row = {"id": f"{platform}-bob", "contact_id": "bob", "platform": platform}
            row |= {"installation_id": where["id"], "external_id": user, "linked_at": NOON}
            await session.execute(insert(Address).values(row))
        for key, topic, minute in (("beat", "pulse", 0), ("nps", "surveys", 5)):
            at = NOON + timedelta(minutes=minute)
            facts = {"subject": key, "title": key, "due_at": at, "created_at": at}
            session.add(Send(id=key, kind="edition", topic=topic, **facts))
            await session.flush()
            sent = {"contact_id": "bob", "due_at": at, "recorded_at": at, "state": "delivered"}
            way = {"address_id": "email-bob", "lane": "email", "message_id": f"<{key}@ours>"}
            session.add(Delivery(id=f"d-{key}", send_id=key, **sent, **way))
    return town


def places(town) -> dict[str, Origin]:
    return {
        "in a chat on Slack": town.at(OURS, "U-bob"),
        "in a thread on Slack": town.at(OURS, "U-bob", thread="1700.1"),
        "in a shared conversation": Origin(
            "slack", OURS, "U-bob", conversation="C-shared", private=False
        ),
        "in a thread of a shared conversation": Origin(
            "slack", OURS, "U-bob", conversation="C-shared", thread="1700.1", private=False
        ),
        "on Teams": Origin("teams", "teams", "29:bob", conversation="a:bob"),
    }


WHERE = (
    "in a chat on Slack",
    "in a thread on Slack",
    "in a shared conversation",
    "in a thread of a shared conversation",
    "on Teams",
)


@pytest.mark.parametrize("where", WHERE)
async def test_to_hear_less_is_understood_wherever_it_is_said(heard, where):
    bob = places(heard)[where]
    for words in ("mute surveys", "Unsubscribe from the surveys, please!", "unsubscribe Surveys"):
        reply = await heard.say(bob, words)
        assert "Surveys is muted" in plain_text(reply.messages[0])
        assert reply.only_asker
        assert await heard.see(select(Mute.topic)) == SURVEYS
        assert "Surveys" in await heard.says(bob, "unmute surveys")
        assert await heard.see(select(Mute.topic)) == []

    assert "Surveys is muted" in await heard.says(bob, "stop")
    for words in ("stop everything", "unsubscribe from everything"):
        assert "Nothing more comes from us" in await heard.says(bob, words)
        stopped = select(Contact.id).where(Contact.opted_out_at.is_not(None))
        assert await heard.see(stopped) == [("bob",)]
        await heard.says(bob, "start")


async def test_who_wants_something_again_is_remembered_with_the_moment(heard):
    """A file that still says no does not take their own word back."""
    bob = places(heard)[WHERE[0]]
    for words in ("mute surveys", "unmute surveys", "stop everything", "start", "mute surveys"):
        await heard.says(bob, words)

    said = await heard.see(select(WantedAgain.topic, WantedAgain.said_at))
    assert [topic for topic, _ in sorted(said)] == ["", "surveys"]
    assert {moment.replace(microsecond=0) for _, moment in said} == {NOON}
    assert await heard.see(select(Mute.topic)) == SURVEYS


async def test_a_topic_that_a_file_muted_is_their_own_no_once_they_say_so(heard):
    async with heard.database.begin() as session:
        session.add(Mute(contact_id="bob", topic="surveys", muted_at=NOON, shown_from=7))
    await heard.says(places(heard)[WHERE[0]], "mute surveys")

    assert await heard.see(select(Mute.topic, Mute.shown_from)) == [("surveys", 0)]


async def writes(town, words: str, *, sender: str = BOB, answers: str = "d-beat") -> str:
    """Answer a letter of ours; return what is written back."""
    reply = await town.router.dispatch(Mailed(Origin("email", "", ""), answers, sender, words))
    return "\n".join(plain_text(message) for message in reply.messages)


@pytest.mark.parametrize(
    ("words", "muted"),
    [
        ("stop", "pulse"),
        ("Unsubscribe\n\nBob Example\nBolt Ltd", "pulse"),
        ("mute surveys", "surveys"),
        ("STOP!\n\nSent from my phone", "pulse"),
    ],
)
async def test_an_answer_to_a_letter_stops_what_the_letter_was_about(heard, words, muted):
    assert "is muted" in await writes(heard, words)
    assert await heard.see(select(Mute.contact_id, Mute.topic)) == [("bob", muted)]


async def test_an_answer_to_a_letter_stops_everything(heard):
    assert "Nothing more comes from us" in await writes(heard, "unsubscribe from everything")
    assert await heard.see(select(Contact.id).where(Contact.opted_out_at.is_not(None)))


@pytest.mark.parametrize(
    ("words", "sender"),
    [
        ("stop", "somebody@else.example"),
        ("home", BOB),
        ("manager of Acme is mia@cirrus.example", BOB),
        ("Stop by when you are in town, we have a new office and would love to show it.", BOB),
        ("Unsubscribe numbers are up. " + "Could you please call me about it tomorrow? " * 4, BOB),
    ],
)
async def test_other_words_in_a_letter_are_for_a_person_and_change_nothing(heard, words, sender):
    await writes(heard, words, sender=sender)

    assert await heard.see(select(Mute.topic)) == []
    kept = await heard.see(select(ReplyLine.words))
    assert [said.strip() for (said,) in kept] == [words.strip()]


async def test_below_a_message_stop_means_what_that_was_about(heard):
    below = Said(heard.at(OURS, "U-bob", thread="1700.1"), "stop", about="1700.1")
    async with heard.database.begin() as session:
        chat = {"address_id": "a-bob", "message_id": "1700.1", "conversation": "D-U-bob"}
        await session.execute(update(Delivery).where(Delivery.id == "d-beat").values(**chat))
    await heard.router.dispatch(below)

    assert await heard.see(select(Mute.topic)) == [("pulse",)]


async def test_a_topic_that_is_not_there_is_said_so_with_those_that_are(heard):
    bob = heard.at(OURS, "U-bob")
    reply = await heard.say(bob, "mute gossip")

    assert "There is no topic called “gossip”" in plain_text(reply.messages[0])
    assert "Mute Surveys" in plain_text(reply.messages[0])


@pytest.fixture
async def looked_after(town):
    root = town.at(OURS, ROOT)
    await town.says(root, "manager of Acme is mia@cirrus.example")
    return town


async def muted(town):
    return await town.see(select(PartnerMute.partner_id, PartnerMute.reason, PartnerMute.muted_by))


async def test_its_manager_mutes_a_partner_with_a_reason_and_takes_it_back(looked_after):
    mia = looked_after.at(OURS, MIA)
    reply = await looked_after.say(mia, "mute partner Acme because we are in talks")

    assert "Acme is muted" in plain_text(reply.messages[0])
    assert await muted(looked_after) == [("acme", "we are in talks", "mia")]
    assert "we are in talks" in await looked_after.says(mia, "settings")

    back = await looked_after.press(mia, "unmute_partner", p="acme")
    assert "Acme hears from us again" in plain_text(back.messages[0])
    assert await muted(looked_after) == []
    acts = await looked_after.see(select(Audit.by, Audit.act).order_by(Audit.act.desc()))
    assert [act for act in acts if "mute" in act[1]] == [
        ("mia", "unmute partner"),
        ("mia", "mute partner"),
    ]


async def test_without_a_reason_the_form_asks_for_one(looked_after):
    mia = looked_after.at(OURS, MIA)
    reply = await looked_after.say(mia, "mute partner acme")
    assert await muted(looked_after) == []

    refused = await looked_after.router.dispatch(
        FormSubmitted(mia, reply.form.action, {"reason": "  "})
    )
    assert set(refused.errors) == {"reason"}
    await looked_after.router.dispatch(
        FormSubmitted(mia, reply.form.action, {"reason": "They merge"})
    )

    assert await muted(looked_after) == [("acme", "They merge", "mia")]
    assert "hears from us again" in await looked_after.says(mia, "unmute partner Acme")


async def test_nobody_else_mutes_a_partner_whatever_they_press(looked_after):
    root = looked_after.at(OURS, ROOT)
    for who in (MAX, MIA):
        place = looked_after.at(OURS, who)
        said = await looked_after.says(place, "mute partner Bolt because I can")
        assert "I know none of that name that is yours" in said
        reply = await looked_after.press(place, "mute_partner", p="bolt")
        assert reply.form is None
    bob = looked_after.at(OURS, "U-bob")
    said = await looked_after.says(bob, "mute partner Acme because I can")
    assert "There is no topic" in said
    assert await muted(looked_after) == []

    assert "Bolt is muted" in await looked_after.says(root, "mute partner Bolt: they asked")
    assert "I know no partner" in await looked_after.says(root, "mute partner Nowhere: why")


async def test_whoever_answers_a_managers_letter_mutes_no_partner_by_it(looked_after):
    async with looked_after.database.begin() as session:
        where = {"id": "i-email", "platform": "email", "external_id": "email"}
        facts = {"name": "", "token": "", "installed_at": NOON}
        await session.execute(insert(Installation).values(**where, **facts))
        row = {"id": "email-mia", "contact_id": "mia", "platform": "email"}
        row |= {"installation_id": "i-email", "external_id": MIAS, "linked_at": NOON}
        await session.execute(insert(Address).values(row))
        about = {"kind": "edition", "topic": "pulse", "subject": "beat", "title": "beat"}
        session.add(Send(id="beat", due_at=NOON, created_at=NOON, **about))
        await session.flush()
        sent = {"contact_id": "mia", "due_at": NOON, "recorded_at": NOON, "state": "delivered"}
        way = {"address_id": "email-mia", "lane": "email", "message_id": "<mia@ours>"}
        session.add(Delivery(id="d-mia", send_id="beat", **sent, **way))
    words = "mute partner Acme because I can"

    said = await writes(looked_after, words, sender=MIAS, answers="d-mia")

    assert "There is no topic" in said
    assert await muted(looked_after) == []
