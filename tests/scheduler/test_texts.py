"""Texts and their versions: what was opened keeps what it says, whatever the files say later."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.beat.store.tables import Send, TextVersion
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import (
    LANE,
    MONDAY,
    NINE,
    NINE_UTC,
    World,
    edition,
    file_of,
    newsletter,
    survey,
)

HELLO = FileText(TextKind.EDITION, "pulse-1", "Hello")
QUESTION = FileText(TextKind.SURVEY, "nps", "How are we doing?")


async def bring_in(world: World, *files: FileText) -> None:
    async with world.database.begin() as session:
        await texts.bring_in(session, files, MONDAY)


async def versions(world: World) -> list[tuple[str, int, str | None]]:
    rows = await world.all(TextVersion)
    return sorted((row.key, row.version, row.body) for row in rows)


async def test_what_changed_in_the_files_is_a_new_version_and_what_did_not_is_none(world: World):
    await bring_in(world, HELLO, QUESTION)
    await bring_in(world, HELLO, QUESTION)
    await bring_in(world, replace(HELLO, body="Hello again"), QUESTION)

    assert await versions(world) == [
        ("nps", 1, "How are we doing?"),
        ("pulse-1", 1, "Hello"),
        ("pulse-1", 2, "Hello again"),
    ]


async def test_what_left_the_files_is_taken_back_and_may_come_again(world: World):
    await bring_in(world, HELLO)
    await bring_in(world)
    await bring_in(world)
    async with world.database.read() as session:
        assert await texts.standing(session, TextKind.EDITION) == []
        assert await texts.newest(session, TextKind.EDITION, "pulse-1") is None
    await bring_in(world, HELLO)

    assert await versions(world) == [
        ("pulse-1", 1, "Hello"),
        ("pulse-1", 2, None),
        ("pulse-1", 3, "Hello"),
    ]


async def test_no_file_touches_what_a_person_wrote(world: World):
    await world.person("vera", partner_id=None, permission="manager")
    hers = {"id": "t1", "kind": "edition", "key": "pulse-1", "version": 1, "body": "Hers"}
    async with world.database.begin() as session:
        session.add(TextVersion(**hers, owner="vera", written_at=MONDAY))
    await bring_in(world, HELLO)
    await bring_in(world)

    assert await versions(world) == [("pulse-1", 1, "Hers")]


async def begin_at_once(world: World, first: Sequence[FileText], then: Sequence[FileText]) -> None:
    """Start two processes: the second reads what stands before the first has ended."""

    async def second() -> None:
        async with world.database.begin() as session:
            await texts.bring_in(session, then, MONDAY)

    async with world.database.begin() as session:
        await texts.bring_in(session, first, MONDAY)
        other = asyncio.create_task(second())
        await asyncio.wait({other}, timeout=0.5)  # it waits for the first one's end
    await other


async def test_two_that_start_at_once_write_each_version_once(world: World):
    await bring_in(world, HELLO, QUESTION)
    changed = (replace(HELLO, body="Hello again"), FileText(TextKind.EDITION, "pulse-2", "New"))
    await begin_at_once(world, changed, changed)

    assert await versions(world) == [
        ("nps", 1, "How are we doing?"),
        ("nps", 2, None),
        ("pulse-1", 1, "Hello"),
        ("pulse-1", 2, "Hello again"),
        ("pulse-2", 1, "New"),
    ]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([QUESTION], [replace(HELLO, body="Hello again"), QUESTION]),
        ([replace(HELLO, body="Hello again"), QUESTION], [QUESTION]),
        ([replace(HELLO, body="Hello again")], [replace(HELLO, body="Goodbye"), QUESTION]),
    ],
    ids=["withdrawn and rewritten", "rewritten and withdrawn", "rewritten in two ways"],
)
async def test_of_two_with_other_files_the_later_one_stands(world: World, first, then):
    await bring_in(world, HELLO, QUESTION)
    await begin_at_once(world, first, then)

    async with world.database.read() as session:
        editions = await texts.standing(session, TextKind.EDITION)
        surveys = await texts.standing(session, TextKind.SURVEY)
    assert {text.body for text in (*editions, *surveys)} == {file.body for file in then}


async def test_many_texts_in_any_order_keep_no_two_waiting_for_each_other(world: World):
    files = [FileText(TextKind.EDITION, f"pulse-{number:03}", "Hello") for number in range(400)]
    await asyncio.gather(*(bring_in(world, *order) for order in (files, files[::-1], files)))

    assert len(await versions(world)) == len(files)


async def test_readers_of_one_send_get_one_text_whatever_happens_between_them(world: World):
    await world.person("eve", "Asia/Tokyo")
    await world.person("wes", "America/New_York")
    await world.write(edition(1, title="As it was"))
    await world.promise(newsletter())
    world.clock.moment = NINE_UTC - timedelta(hours=9)
    await tick(world.beat(), world.clock.moment)
    await Lanes(world.beat()).drain(LANE)

    await world.write(edition(1, title="As it is now", audience=Audience(vendor=False)))
    world.clock.moment = NINE_UTC + timedelta(hours=4)
    await tick(world.beat(), world.clock.moment)
    await Lanes(world.beat()).drain(LANE)

    assert world.messenger.posts == [("eve@slack", "As it was"), ("wes@slack", "As it was")]


async def test_who_is_reached_after_the_text_left_the_files_still_gets_it(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    kept = world.texts.editions[0]
    await world.write()
    world.texts.editions = [kept]  # whoever reads texts can still read what was kept
    await Lanes(world.beat()).drain(LANE)

    assert world.messenger.posts == [("ann@slack", "Pulse 1")]


async def test_the_next_send_says_what_the_files_say_by_then(world: World):
    await world.person("ann")
    await world.write(edition(1), edition(2, title="As it was"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await world.write(edition(1), edition(2, title="As it is now"))
    await tick(world.beat(), NINE_UTC + timedelta(days=1))

    titles = [send.title for send in sorted(await world.sends(), key=lambda s: s.slot)]
    assert titles == ["Pulse 1", "As it is now"]


async def test_a_wave_goes_on_asking_what_it_asked_first(world: World):
    await world.person("ann")
    await world.write(survey())
    file = newsletter()
    await world.promise(type(file)("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))
    await world.strike_nine()
    await world.write(replace(survey(), title="Another question"))

    [wave], [send] = await world.waves(), await world.sends()
    async with world.database.read() as session:
        kept = await texts.kept(session, [wave.text_id])
    assert wave.text_id == send.text_id
    assert [text.body for text in kept.values()] == ["NPS"]


async def test_what_was_opened_before_texts_were_kept_says_what_stands_now(world: World):
    await world.person("ann")
    await world.write(edition(1))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    [send] = await world.sends()
    await world.change(Send, send.id, text_id=None)
    await Lanes(world.beat()).drain(LANE)

    assert world.messenger.posts == [("ann@slack", "Pulse 1")]


async def test_a_file_of_another_name_or_newsletter_is_not_sent_again(world: World):
    await world.person("ann")
    await world.write(edition(1), edition(2))
    other = replace(newsletter(zone="UTC"), subject="other")
    await world.promise(newsletter(zone="UTC"), other)
    await world.strike_nine()
    moved = edition(1, key="other-7", newsletter="other", place="other-7")
    renamed = edition(2, key="pulse-9", place="pulse-9")
    await bring_in(world, file_of(moved), file_of(renamed))
    world.texts.editions = [replace(moved, key="pulse-1"), replace(renamed, key="pulse-2")]
    for days in (1, 2):
        await tick(world.beat(), NINE_UTC + timedelta(days=days))

    sends = sorted(await world.sends(), key=lambda send: send.slot)
    assert [send.subject for send in sends] == ["pulse-1", "pulse-2"]


async def test_a_slot_reads_the_texts_of_its_own_newsletter_only(world: World):
    await world.person("ann")
    await world.write(edition(1))
    await world.promise(newsletter(zone="UTC"))
    unreadable = FileText(TextKind.EDITION, "other-1", "Hello", series="other", place="other-1")
    await bring_in(world, *world.texts.texts(), unreadable)
    await world.strike_nine()

    assert [send.subject for send in await world.sends()] == ["pulse-1"]
