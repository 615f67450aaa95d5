"""Every copy of a send is corrected or taken back where it stands, and accounted for."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot import errors
from bot.beat.amending import CorrectionSend, LetterSend, RecallSend
from bot.beat.editions import EditionSend
from bot.beat.rules.audience import Audience, To
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import amendments, stopping, texts
from bot.beat.store.amendments import Amending
from bot.beat.store.copies import CORRECTION, LETTER, RECALL
from bot.beat.store.tables import Delivery, Send
from bot.fitting import NEVER
from bot.people.store.place_tables import Address, Conversation
from bot.people.store.tables import Contact
from content.wording import load_wording
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.pace import Pace
from tests.scheduler.world import (
    ANYTHING,
    MONDAY,
    NINE_UTC,
    DyingDatabase,
    ScriptedMessenger,
    World,
    edition,
    newsletter,
)

WORDING = load_wording()


@pytest.fixture
async def sent(due: World) -> World:
    """Ann, Bob and Cho have an edition; what is wrong in it was found an hour later."""
    over = EditionSend(due.texts), WORDING, UTC
    due.kinds = (CorrectionSend(*over), LetterSend(*over), RecallSend(*over))
    due.script("cho", errors.OutcomeUnknown("status 503"))
    await strike(due)
    due.clock.forward(hours=1)
    return due


async def strike(world: World, **changes: object) -> None:
    await Drum(world.beat(**changes), EmbeddedEngine()).strike(world.clock.now())


async def first(world: World) -> Send:
    return next(send for send in await world.sends() if send.kind == "edition")


async def correct(world: World, words: str = "Pulse 1, mended", note: str = "a date") -> Send:
    """Begin a correction as the use case does: a version more, which the send says from now on."""
    send, now = await first(world), world.clock.now()
    async with world.database.begin() as session:
        await texts.write(session, FileText(TextKind.EDITION, send.subject, words), "mia", now)
        text = await texts.newest(session, TextKind.EDITION, send.subject)
        await amendments.reword(session, send.id, text.id, words)
        amending = Amending(kind=CORRECTION, priority=30, title=words, text_id=text.id, note=note)
        return await amendments.begin(session, send, amending, now)


async def recall(world: World) -> Send:
    send, now = await first(world), world.clock.now()
    async with world.database.begin() as session:
        await stopping.stop(session, send.id, "mia", now)
        amending = Amending(kind=RECALL, priority=30, title=send.title)
        return await amendments.begin(session, send, amending, now)


async def outcomes(world: World, send: Send) -> dict[str, str]:
    rows = [row for row in await world.all(Delivery) if row.send_id == send.id]
    return {
        row.contact_id or row.conversation_id: f"{row.state}: {row.reason}"
        if row.reason
        else row.state
        for row in rows
    }


async def test_every_copy_is_changed_where_it_stands_with_a_note_and_the_unsure_are_named(
    sent: World,
):
    correction = await correct(sent)
    await strike(sent)
    await strike(sent)

    assert [(who, message) for who, message, _ in sorted(sent.messenger.amended)] == [
        (f"{who}@slack", f"m-{(await copy(sent, who)).id}") for who in ("ann", "bob")
    ]
    assert all("Corrected on 2 June 2026: a date" in text for *_, text in sent.messenger.amended)
    assert all("Pulse 1, mended" in text for *_, text in sent.messenger.amended)
    assert await outcomes(sent, correction) == {
        "ann": "delivered",
        "bob": "delivered",
        "cho": "skipped: unsure whether it arrived",
    }
    assert len(sent.messenger.posts) == 3


async def copy(world: World, who: str) -> Delivery:
    send = await first(world)
    rows = await world.all(Delivery)
    return next(
        row
        for row in rows
        if row.send_id == send.id and who in (row.contact_id, row.conversation_id)
    )


async def test_what_has_not_left_says_the_new_words_and_gets_no_note(due: World):
    over = EditionSend(due.texts), WORDING, UTC
    due.kinds = (CorrectionSend(*over),)
    await due.change(Delivery, (await copy(due, "bob")).id, due_at=NINE_UTC + timedelta(hours=3))
    await strike(due)
    correction = await correct(due)
    due.clock.forward(hours=4)
    await strike(due)

    assert ("bob@slack", "Pulse 1, mended") in due.messenger.posts
    assert {who for who, *_ in due.messenger.amended} == {"ann@slack", "cho@slack"}
    assert set(await outcomes(due, correction)) == {"ann", "cho"}


async def test_a_power_cut_in_the_middle_loses_no_copy_and_a_copy_changed_twice_is_no_harm(
    sent: World,
):
    correction = await correct(sent)
    for lives in range(1, 9):
        dying = DyingDatabase(sent.database, lives)
        with suppress(OSError, ExceptionGroup):
            await strike(sent, database=dying)
        sent.system.forward(minutes=2)
    await strike(sent)

    assert (await outcomes(sent, correction))["ann"] == "delivered"
    assert (await outcomes(sent, correction))["bob"] == "delivered"
    assert set(Counter(who for who, *_ in sent.messenger.amended)) == {"ann@slack", "bob@slack"}
    assert len(sent.messenger.posts) == 3


async def test_a_letter_stays_as_it_is_and_is_followed_by_another_only_if_asked(due: World):
    over = EditionSend(due.texts), WORDING, UTC
    due.kinds = (CorrectionSend(*over), LetterSend(*over))
    await due.person("dan", on=("email",))
    await due.promise(newsletter(zone="UTC"))
    mail = ScriptedMessenger()
    mail.abilities = replace(ANYTHING, amended_for=NEVER, retracted_for=NEVER)
    ways = {"messengers": {"slack": due.messenger, "email": mail}}
    due.clock.forward(days=1)
    await strike(due, **ways)
    [second] = [send for send in await due.sends() if send.subject == "pulse-2"]
    async with due.database.begin() as session:
        amending = Amending(
            kind=CORRECTION, priority=30, title="x", text_id=second.text_id, note="a date"
        )
        correction = await amendments.begin(session, second, amending, due.clock.now())
    await strike(due, **ways)

    assert (await outcomes(due, correction))["dan"] == "skipped: cannot be changed there"
    assert [who for who, _ in mail.posts] == ["dan@email"]

    async with due.database.begin() as session:
        letter = await amendments.begin(
            session, second, replace(amending, kind=LETTER), due.clock.now()
        )
    await strike(due, **ways)

    assert await outcomes(due, letter) == {"dan": "delivered"}
    assert mail.posts[-1] == ("dan@email", "Correction: Pulse 2")


async def test_a_recall_stops_what_has_not_left_and_deletes_what_has(sent: World):
    taken = await recall(sent)
    await strike(sent)

    assert sorted(sent.messenger.retracted) == sorted(
        [f"m-{(await copy(sent, who)).id}" for who in ("ann", "bob")]
    )
    assert await outcomes(sent, taken) == {
        "ann": "delivered",
        "bob": "delivered",
        "cho": "skipped: unsure whether it arrived",
    }


async def test_where_deleting_is_not_allowed_the_copy_says_that_it_was_recalled(sent: World):
    sent.messenger.script["delete ann@slack"] = [errors.NotPermitted("cant_delete_message")]
    taken = await recall(sent)
    await strike(sent)

    [(who, _, text)] = sent.messenger.amended
    assert who == "ann@slack"
    assert "Recalled: Pulse 1" in text
    assert (await outcomes(sent, taken))["ann"].startswith("delivered: not deleted")


async def test_a_second_recall_leaves_alone_what_was_taken_back(sent: World):
    sent.messenger.script["delete ann@slack"] = [errors.NotPermitted("no")]
    sent.messenger.script["change ann@slack"] = [errors.NotPermitted("no")]
    await recall(sent)
    await strike(sent)
    again = await recall(sent)
    await strike(sent)

    assert await outcomes(sent, again) == {
        "ann": "delivered",
        "cho": "skipped: unsure whether it arrived",
    }


async def test_what_somebody_deleted_is_no_failure_and_buries_nobody(sent: World):
    sent.messenger.script["change ann@slack"] = [errors.MessageGone("message_not_found")]
    sent.messenger.script["change bob@slack"] = [errors.RecipientGone("channel_not_found")]
    await sent.reach_by_mail("bob", "bob@elsewhere.example")
    correction = await correct(sent)
    await strike(sent)

    assert (await outcomes(sent, correction))["ann"] == "skipped: no copy stands there"
    assert (await outcomes(sent, correction))["bob"] == "failed: channel_not_found"
    states = {row.id: row.state for row in await sent.all(Address)}
    assert states["slack-bob"] == "live"


async def test_who_left_or_muted_it_has_the_wrong_copy_and_so_the_correction(sent: World):
    await sent.change(Contact, "ann", active=False)
    await sent.change(Contact, "bob", opted_out_at=MONDAY)
    correction = await correct(sent)
    await strike(sent)

    assert (await outcomes(sent, correction))["ann"] == "delivered"
    assert (await outcomes(sent, correction))["bob"] == "delivered"


async def test_parts_more_are_known_to_the_next_correction(sent: World):
    sent.messenger.further = ("more-1",)
    await correct(sent)
    await strike(sent)

    assert (await copy(sent, "ann")).more == ["more-1"]
    assert (await copy(sent, "ann")).message_id == f"m-{(await copy(sent, 'ann')).id}"


async def test_changes_go_at_their_own_pace(sent: World):
    await correct(sent)
    await strike(sent, changes={"slack": Pace(rate=0.5, burst=1)})

    assert sent.rests == [2.0]
    assert len(sent.messenger.amended) == 2


async def test_copies_in_conversations_are_changed_too(world: World):
    over = EditionSend(world.texts), WORDING, UTC
    world.kinds = (CorrectionSend(*over),)
    async with world.database.begin() as session:
        session.add(
            Conversation(
                id="room",
                installation_id="w1",
                external_id="C1",
                kind="group",
                service_url="",
                partner_id="p1",
                noted_at=MONDAY,
            )
        )
    await world.write(edition(1, audience=Audience(to=To.CONVERSATIONS)))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await strike(world)
    correction = await correct(world)
    await strike(world)

    assert await outcomes(world, correction) == {"room": "delivered"}
    [(where, _, text)] = world.messenger.amended
    assert where == "C1"
    assert "Corrected on" in text


async def test_a_second_correction_stops_what_is_left_of_the_first(sent: World):
    sent.messenger.script["change ann@slack"] = [errors.NotSent("the network was away")]
    first_one = await correct(sent, "Pulse 1, mended")
    await strike(sent)
    second = await correct(sent, "Pulse 1, mended twice")
    sent.system.forward(minutes=10)
    await strike(sent)
    await strike(sent)

    assert (await outcomes(sent, first_one))["ann"] == "skipped: stopped"
    assert (await outcomes(sent, second))["ann"] == "delivered"
    last = {who: text for who, _, text in sent.messenger.amended}
    assert all("mended twice" in text for text in last.values())
    assert set(last) == {"ann@slack", "bob@slack"}


async def test_where_a_part_more_may_stand_nothing_is_done_again(sent: World):
    sent.messenger.script["change ann@slack"] = [errors.OutcomeUnknown("status 503")]
    correction = await correct(sent)
    await strike(sent)
    sent.system.forward(minutes=10)
    await strike(sent)

    assert (await outcomes(sent, correction))["ann"] == "unknown: status 503"
    assert [who for who, *_ in sent.messenger.amended] == ["bob@slack"]
