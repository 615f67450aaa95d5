"""A provider that refuses several readers is an alarm, told once, until mail arrives there."""

from datetime import timedelta

import pytest

from adapters.email.reports import read_report
from bot.beat.alarms import AlarmSend, Watch
from bot.beat.store import bounces
from bot.beat.store.refusals import providers_refusing
from bot.beat.store.tables import Delivery
from bot.people.store.place_tables import Address
from bot.store.audit_tables import Alarm
from content.wording import load_wording
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.email.office import HEAD, mail_room
from tests.scheduler.world import NINE_UTC, World, newsletter
from tests.stand_ins.smtp import MailSink

READERS = {
    "ann": "ann@acme.example",
    "bob": "Bob@ACME.example",
    "cho": "cho@acme.example",
    "dan": "dan@bolt.example",
}


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def readers(world: World) -> World:
    """Three readers at one provider and one elsewhere; Root, the administrator, is on Slack."""
    world.kinds = (AlarmSend(load_wording()),)
    await world.person("root", permission="administrator", partner_id=None)
    for name, address in READERS.items():
        await world.person(name, on=())
        await world.reach_by_mail(name, address)
    await world.promise(newsletter(zone="UTC"))
    return world


async def strike(world: World, messenger: object, **span: float) -> None:
    world.clock.moment = NINE_UTC + timedelta(**span)
    watch = Watch(world.database, load_wording(), {"mail_refused": providers_refusing})
    beat = world.beat(
        messengers={"slack": world.messenger, "email": messenger},
        limits=Bounds(budget=99, probe=16),
        watches=(watch.look,),
    )
    await Drum(beat, EmbeddedEngine()).strike(world.clock.now())


async def alarms(world: World) -> list[tuple[str, bool]]:
    return sorted((row.label, row.closed_at is None) for row in await world.all(Alarm))


def told(world: World) -> int:
    return sum("is refused" in title for _, title in world.messenger.posts)


async def test_several_readers_of_one_provider_that_a_relay_refuses(
    readers: World, sink: MailSink
):
    for address in READERS.values():
        sink.refuse("550 5.7.1 On a blocklist", address)
    async with mail_room(sink) as messenger:
        await strike(readers, messenger)
        assert await alarms(readers) == []
        for minutes in (2, 4, 6):
            await strike(readers, messenger, minutes=minutes)
        assert await alarms(readers) == [("acme.example", True)]
        assert told(readers) == 1
        assert {row.state for row in await readers.all(Address)} == {"live"}

        await strike(readers, messenger, days=1)
        await strike(readers, messenger, days=1, minutes=30)
        assert await alarms(readers) == [("acme.example", True)]

        await strike(readers, messenger, days=1, minutes=90)
    assert await alarms(readers) == [("acme.example", False)]
    assert told(readers) == 1


async def test_what_comes_back_counts_like_what_is_refused_at_once(readers: World, sink: MailSink):
    async with mail_room(sink) as messenger:
        await strike(readers, messenger)
        for letter in sink.letters:
            report = read_report(
                sink.bounce(letter, status="5.7.1", says="550 5.7.1 No").raw, HEAD
            )
            assert report is not None
            async with readers.database.begin() as session:
                await bounces.note_bounce(
                    session,
                    "email",
                    report.delivery_id,
                    report.reason,
                    readers.clock.now(),
                    nobody_there=report.permanent,
                )
        await strike(readers, messenger, minutes=2)

    assert await alarms(readers) == [("acme.example", True)]
    assert {row.state for row in await readers.all(Address)} == {"live"}
    rows = await readers.all(Delivery)
    assert sum(row.reason == "bounced: 5.7.1" for row in rows) == 4


async def test_mailboxes_that_do_not_exist_are_no_alarm(readers: World, sink: MailSink):
    for address in READERS.values():
        sink.refuse("550 5.1.1 User unknown", address)
    async with mail_room(sink) as messenger:
        await strike(readers, messenger)
        await strike(readers, messenger, minutes=2)

    assert await alarms(readers) == []
    dead = {row.id for row in await readers.all(Address) if row.state == "dead"}
    assert dead == {f"email-{name}" for name in READERS}
