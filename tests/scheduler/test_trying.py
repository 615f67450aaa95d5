"""A text that is tried on its author: by the ledger, to them alone, and as no edition."""

from datetime import timedelta

import pytest

from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.beat.trying import AuthorsTest, open_test
from bot.message import Message
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from bot.ports import Destination, Receipt
from bot.principal import Role
from content.wording import load_wording
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import (
    NINE_UTC,
    ScriptedMessenger,
    ScriptedTexts,
    World,
    edition,
    newsletter,
)

DRAFT = FileText(TextKind.TEST, "announcements/d1", "New prices")


class Written(ScriptedTexts):
    """Has the head of what is tried, which is no edition; `by_manager` says who sends it."""

    by_manager = False

    def head(self, text):
        if text.key == DRAFT.key:
            return edition(0, by_manager=self.by_manager)
        return super().head(text)


class Hearing(ScriptedMessenger):
    """Remembers from whom each reader heard, and what."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, str | None] = {}
        self.whole: dict[str, str] = {}

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        who = f"{to.external_id.partition('@')[0]}@{to.platform}"
        self.heard[who] = message.sender.name if message.sender else None
        self.whole[who] = plain_text(message)
        return await super().deliver(to, message, delivery_id)


@pytest.fixture
async def author(world: World) -> World:
    """Mia, who has two addresses, tries a draft by mail; Ann works at a partner."""
    world.texts = Written(editions=world.texts.editions)
    world.kinds = (AuthorsTest(world.texts, load_wording()),)
    world.clock.moment = NINE_UTC
    await world.person("ann")
    vendor = {"partner_id": None, "permission": "manager"}
    await world.person("mia", on=("slack", "email"), **vendor)
    return world


async def tried(world: World, address: str = "email-mia", role: Role = Role.TECHNICAL) -> None:
    async with world.database.begin() as session:
        await texts.write(session, DRAFT, "mia", NINE_UTC)
        kept = await texts.newest(session, TextKind.TEST, DRAFT.key)
        mia = await principal_by_id(session, "mia")
        await open_test(session, kept, "Test: New prices", mia, (address, role), NINE_UTC)


def drum(world: World, **limits: int) -> Drum:
    return Drum(world.beat(limits=Bounds(**limits)), EmbeddedEngine())


async def test_a_test_comes_to_its_author_alone_where_they_wanted_it(author: World):
    await tried(author)
    await drum(author).strike(NINE_UTC)

    assert author.messenger.posts == [("mia@email", "Test: New prices")]


async def test_a_test_passes_the_budget_and_is_no_push_of_it(author: World):
    await author.promise(newsletter())
    for minute in range(3):
        await tried(author)
        await drum(author, budget=1).strike(NINE_UTC + timedelta(minutes=minute))
    titles = [title for reader, title in author.messenger.posts if reader.startswith("mia")]

    assert titles.count("Test: New prices") == 3
    assert titles.count("Pulse 1") == 1


async def test_a_text_that_was_tried_fills_no_slot_and_stands_on_no_shelf(author: World):
    await tried(author)
    async with author.database.read() as session:
        standing = await texts.standing(session, TextKind.EDITION)

    assert DRAFT.key not in {text.key for text in standing}
    assert {send.occurrence_id for send in await author.sends()} == {None}


@pytest.mark.parametrize(("manager", "said_by"), [("mia", "mia"), ("jana", "jana"), (None, None)])
async def test_a_test_comes_from_whoever_the_real_send_will_come_from(
    author: World, manager: str | None, said_by: str | None
):
    author.texts.by_manager = True
    await author.person("jana", partner_id=None, permission="manager")
    await author.change(Partner, "p1", manager_id=manager)
    author.messenger = Hearing()
    await tried(author)
    await drum(author).strike(NINE_UTC)

    assert author.messenger.heard == {"mia@email": said_by}
    assert ("looks after" in author.messenger.whole["mia@email"]) == bool(said_by)
