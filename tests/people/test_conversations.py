"""Conversations of several, kept in step with what a platform lists, and settled by hand."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.action import ActionRef
from bot.errors import NotPermitted, NotSent
from bot.event import ActionPressed, FormSubmitted, Origin, PlaceChanged
from bot.people.looking_around import look_around
from bot.people.store import shared_places
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from bot.ports import Place, Present
from bot.store import audit
from tests.fixtures.moments import NOON
from tests.people.conftest import OURS

pytestmark = pytest.mark.both_databases

ROOM = Place("C1", "ext-acme", shared=True, homes=frozenset({"T-ELSE"}))
PLANS = Place("C2", "plans")
OPEN = Place("C3", "ext-bolt", member=False, joinable=True, shared=True)
OTHERS = Place("C4", "lunch", member=False, joinable=True)


class Rooms:
    """The rooms of one workspace: what a platform would list, with who is in them."""

    def __init__(self, *told: Place) -> None:
        self.told = {place.id: place for place in told}
        self.inside: dict[str, Present] = {}
        self.away = False

    async def every(self, installation_id):
        self._answer()
        if installation_id != f"i-{OURS}":
            return []
        return [place for place in self.told.values() if not place.archived]

    async def look(self, installation_id, conversation):
        self._answer()
        return self.told.get(conversation) if installation_id == f"i-{OURS}" else None

    async def present(self, installation_id, place):
        self._answer()
        return self.inside.get(place.id, Present())

    async def join(self, installation_id, conversation):
        if not self.told[conversation].joinable:
            raise NotPermitted("no")
        self.change(conversation, member=True)

    def change(self, conversation, **facts):
        self.told[conversation] = replace(self.told[conversation], **facts)

    def _answer(self):
        if self.away:
            raise NotSent("nobody answers")


@pytest.fixture
def slack(town):
    rooms = Rooms(ROOM, PLANS, OPEN, OTHERS)
    town.context.places["slack"] = rooms
    return rooms


@pytest.fixture
def root(town):
    return town.at(OURS, "U-root")


async def kept(town):
    async with town.database.read() as session:
        rows = await session.scalars(select(Conversation))
        return {row.external_id: row for row in rows}


async def look(town):
    return await look_around(town.database, town.context.places, NOON)


async def told(town, conversation, **facts):
    origin = Origin("slack", OURS, "", conversation, private=False)
    await town.router.dispatch(PlaceChanged(origin, **facts))


async def test_those_that_we_are_in_and_those_that_are_shared_are_known(town, slack):
    await look(town)
    await look(town)
    rows = await kept(town)

    assert {where: (row.name, row.shared, row.state) for where, row in rows.items()} == {
        "C1": ("ext-acme", True, "live"),
        "C2": ("plans", False, "live"),
        "C3": ("ext-bolt", True, "not a member"),
    }
    assert {row.kind for row in rows.values()} == {"group"}


async def test_a_look_finds_out_what_nobody_told(town, slack, root):
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    before = (await kept(town))["C1"]
    slack.change("C1", archived=True)
    slack.change("C2", name="great plans")
    slack.change("C3", member=True)
    await look(town)
    rows = await kept(town)
    slack.change("C1", archived=False)
    await look(town)
    again = (await kept(town))["C1"]

    assert (rows["C1"].state, rows["C1"].reason) == ("archived", "it was archived")
    assert (rows["C2"].name, rows["C3"].state) == ("great plans", "live")
    assert (again.state, again.reason) == ("live", None)
    assert (again.id, again.partner_id) == (before.id, "acme")


async def test_an_id_that_changed_keeps_all_there_is_however_it_is_learned(town, slack, root):
    slack.change("C1", homes=frozenset({"T-ACME"}))
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    mine = (await kept(town))["C1"].id
    slack.told["C9"] = replace(slack.told.pop("C1"), id="C9")
    await told(town, "C1", moved_to="C9")
    await told(town, "C1", moved_to="C9")
    by_event = await kept(town)
    slack.told["C8"] = replace(slack.told.pop("C9"), id="C8")
    await look(town)
    by_list = await kept(town)
    slack.told["C7"] = replace(slack.told.pop("C8"), id="C7")
    await told(town, "C7", may_be_new=True)
    met_first = await kept(town)
    await told(town, "C8", moved_to="C7")
    last = await kept(town)

    for rows, where in ((by_event, "C9"), (by_list, "C8"), (last, "C7")):
        assert (rows[where].id, rows[where].partner_id) == (mine, "acme")
        assert rows[where].state == "live"
    assert met_first["C7"].partner_id is None
    assert [row.partner_id for row in last.values()].count("acme") == 1


async def test_one_that_was_given_up_under_its_old_id_is_found_under_the_new_one(
    town, slack, root
):
    slack.change("C1", homes=frozenset({"T-ACME"}))
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    mine = (await kept(town))["C1"].id
    slack.told["C9"] = replace(slack.told.pop("C1"), id="C9")
    await told(town, "C1")
    given_up = (await kept(town))["C1"].state
    await look(town)
    row = (await kept(town))["C9"]

    assert given_up == "not a member"
    assert (row.id, row.partner_id, row.state) == (mine, "acme", "live")


async def test_a_name_that_another_company_is_in_now_brings_nothing_of_who_had_it(
    town, slack, root
):
    slack.change("C1", homes=frozenset({"T-ACME"}))
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    mine = (await kept(town))["C1"].id
    slack.told["C9"] = replace(slack.told.pop("C1"), id="C9", homes=frozenset({"T-BOLT"}))
    await look(town)
    rows = await kept(town)

    assert (rows["C1"].id, rows["C1"].partner_id) == (mine, "acme")
    assert rows["C1"].state == "not a member"
    assert (rows["C9"].partner_id, rows["C9"].state) == (None, "live")


async def test_what_an_erased_partner_left_is_neither_shown_nor_looked_for(town, slack, root):
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    await town.press(root, "erase", kind="partner", id="acme")
    before = {where for where, row in (await kept(town)).items() if row.partner_id}
    await look(town)
    said = await town.says(root, "conversations")
    async with town.database.read() as session:
        closed = await shared_places.closed(session)

    assert "Matched to partners" not in said
    assert closed == []
    assert {where for where, row in (await kept(town)).items() if row.partner_id} == before


async def test_news_of_rooms_that_are_none_of_ours_change_nothing(town, slack):
    await look(town)
    await told(town, "C4")
    await told(town, "C-NOBODY", may_be_new=True)
    slack.away = True
    await told(town, "C1")
    slack.away = False
    slack.change("C4", member=True)
    await told(town, "C4")
    unknown = set(await kept(town))
    await told(town, "C4", may_be_new=True)

    assert unknown == {"C1", "C2", "C3"}
    assert set(await kept(town)) == {*unknown, "C4"}


async def test_where_the_platform_does_not_answer_what_is_known_is_shown_with_the_reason(
    town, slack, root
):
    await look(town)
    slack.away = True
    said = await town.says(root, "conversations")

    assert "I could not list everything: Workspace T-OURS: nobody answers" in said
    assert "It looks like Acme: its name says so." in said


async def test_who_is_in_a_room_speaks_for_a_partner(town, slack, root):
    slack.inside["C2"] = Present(frozenset({"U-bob", "U-nobody"}))
    slack.change("C3", homes=frozenset({"T-ACME"}))
    said = await town.says(root, "conversations")

    assert (
        "plans (Slack, Workspace T-OURS). It looks like Bolt: people of theirs are in it" in said
    )
    assert "It could be one of several, so I propose none" in said
    assert "Acme (their workspace is in it); Bolt (its name says so)" in said


async def test_what_an_administrator_says_is_settled_and_written_down(town, slack, root):
    await look(town)
    async with town.database.begin() as session:
        (await session.get_one(Partner, "bolt")).zone = "Europe/Berlin"
    said = [
        await town.says(root, words)
        for words in (
            "conversations match #ext-acme to acme",
            "conversations match ext-acme to Bolt",
            "conversations ignore C2",
            "conversations join ext-bolt",
            "conversations match nowhere to Acme",
            "conversations match plans to Nobody",
            "conversations whatever",
        )
    ]
    rows = await kept(town)
    async with town.database.read() as session:
        lines = [one for one in await audit.lines(session) if one.about_kind == "conversation"]

    assert (rows["C1"].partner_id, rows["C1"].zone) == ("bolt", "Europe/Berlin")
    assert (rows["C2"].ignored, rows["C3"].state) == (True, "live")
    assert "ext-acme is the conversation of Bolt from now on." in said[1]
    assert "I know no conversation of that name" in said[4]
    assert "I know no partner of that name" in said[5]
    assert "How to say it" in said[6]
    assert sorted((line.by, line.act) for line in lines) == [
        ("root", "ignore conversation"),
        ("root", "join conversation"),
        *[("root", "match conversation")] * 2,
    ]
    assert '"before": "acme"' in next(line.detail for line in lines if "before" in line.detail)


async def test_what_is_matched_though_it_is_closed_says_what_to_do(town, slack, root):
    slack.change("C1", shared=False, pending=True)
    await look(town)
    said = await town.says(root, "conversations match ext-acme to Acme")
    shown = await town.says(root, "conversations")

    assert "waiting for acceptance: Ask the partner to accept the invitation" in said
    assert "waiting for acceptance" in shown


async def test_where_we_are_out_it_is_said_how_we_come_in_there(town, slack, root):
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")
    slack.change("C1", member=False)
    shown = await town.says(root, "conversations")

    assert "we are not in it" in shown
    assert "Invite the bot into it again, with /invite and its name." in shown


async def test_sends_are_posted_in_the_live_conversation_that_was_matched_last(town, slack, root):
    await look(town)

    async def posted():
        async with town.database.read() as session:
            return (await shared_places.posted_in(session)).get("acme")

    rows = await kept(town)
    seen = []
    for words in ("C1 to Acme", "C2 to Acme", "C1 to Acme"):
        await town.say(root, f"conversations match {words}")
        seen.append(await posted())
    slack.change("C1", archived=True)
    await look(town)

    assert seen == [rows["C1"].id, rows["C2"].id, rows["C1"].id]
    assert await posted() == rows["C2"].id


async def test_post_only_stays_until_a_list_or_an_administrator_says_otherwise(town, slack, root):
    await look(town)
    await town.say(root, "conversations match ext-acme to Acme")

    async def refuse():
        async with town.database.begin() as session:
            row = await session.scalar(
                select(Conversation).where(Conversation.external_id == "C1")
            )
            row.state, row.reason = "post-only", "Slack: restricted_action"

    await refuse()
    await look(town)
    stays = (await kept(town))["C1"].state
    await town.say(root, "conversations match ext-acme to Acme")
    matched = (await kept(town))["C1"].state
    await refuse()
    slack.change("C1", restricted=False)
    await look(town)

    assert (stays, matched) == ("post-only", "live")
    assert (await kept(town))["C1"].state == "live"


@pytest.mark.parametrize("who", ["U-mia", "U-max", "U-bob"])
async def test_nobody_else_sees_or_settles_any_of_it(town, slack, who):
    await look(town)
    here, room = town.at(OURS, who), (await kept(town))["C1"].id
    said = await town.says(here, "conversations")
    for name in ("place_match", "place_ignore", "place_join", "place_choose", "conversations"):
        action = ActionRef(name, {"c": room, "p": "bolt"})
        reply = await town.router.dispatch(ActionPressed(here, action))
        assert (reply.update, reply.form) == (None, None)
        assert "ext-acme" not in "".join(plain_text(each) for each in reply.messages)
    form = FormSubmitted(here, ActionRef("place_choose", {"c": room}), {"partner": "Bolt"})
    await town.router.dispatch(form)
    row = (await kept(town))["C1"]

    assert "ext-acme" not in said
    assert (row.partner_id, row.ignored) == (None, False)


async def test_a_button_of_a_room_that_is_no_more_says_so(town, slack, root):
    for name in ("place_match", "place_choose", "place_ignore", "place_join"):
        action = ActionRef(name, {"c": "gone", "p": "acme"})
        reply = await town.router.dispatch(ActionPressed(root, action))
        said = "".join(plain_text(each) for each in reply.messages)
        assert "I know no conversation of that name or id" in said
