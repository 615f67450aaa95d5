"""A card that somebody follows is drawn anew as long as they may see it."""

from datetime import timedelta

import pytest

from bot.beat.following import Following
from bot.beat.store import followers
from bot.beat.store.amendment_tables import Followed
from bot.event import Origin
from bot.people.store.tables import Contact
from content.wording import load_wording
from tests.scheduler.world import NINE_UTC, World


@pytest.mark.parametrize(("permission", "drawn"), [("manager", 2), ("member", 1)])
async def test_whoever_lost_the_right_is_shown_no_more(due: World, permission: str, drawn: int):
    await due.person("mia", permission="manager", partner_id=None)
    [send] = await due.sends()
    where = Origin("slack", "T1", "mia@slack", conversation="D1", private=True), "m1"
    async with due.database.begin() as session:
        assert await followers.follow(session, send.id, "mia", where, NINE_UTC)
    following = Following(due.database, load_wording(), {"slack": due.messenger})
    await following.look(NINE_UTC)
    await due.change(Contact, "mia", permission=permission)
    await following.look(NINE_UTC + timedelta(minutes=1))

    assert len(due.messenger.amended) == drawn
    assert len(await due.all(Followed)) == drawn - 1
