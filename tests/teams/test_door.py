import json

import aiohttp
import pytest

from adapters.teams.tokens import Credentials
from adapters.teams.verify import CLIENT_MAX_SIZE
from bot.event import Arrived, Origin, ProfileChanged, Reply, Said
from bot.message import notice
from tests.stand_ins.teams import BadToken, FakeTeams, payloads
from tests.stand_ins.teams.payloads import message
from tests.teams.house import open_house


def origin_of(person, where=None, thread=""):
    place = where or person.chat
    return Origin(
        "teams",
        place.tenant.id,
        person.aad_id,
        place.id,
        private=place.kind == "personal",
        thread=thread,
        language="en-GB",
        forms_for_all=True,
    )


def said(house):
    return [event for event in house.router.events if isinstance(event, Said)]


async def post(teams, url, body, **headers):
    proof = teams.keys.header(teams.service_url, teams.world.clock.now())
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Authorization": proof, **headers}) as response,
    ):
        return response.status, await response.text()


async def test_what_somebody_says_is_kept_acknowledged_and_carried_out(teams, house, ada):
    ack = await ada.say("NPS ")
    await house.workers.rest()

    (event,) = said(house)
    assert (ack.status, ack.attempts, ack.body) == (200, 1, b"")
    assert (event.origin, event.text, event.inbox_id) == (origin_of(ada), "NPS", "in-1")
    assert house.inbox.closed == ["in-1"]


async def test_the_answer_comes_as_a_card_in_the_same_chat(teams, house, ada):
    house.router.reply = Reply((notice("Hello", "World"),))
    await ada.say("hello")
    (posted,) = [await teams.wait_for_message(ada)]

    assert posted.activity["summary"] == "Hello"
    assert "World" in json.dumps(posted.card)


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer  ",
        "Bearer a.b",
        "Bearer ...",
        "Bearer e30.e30.e30",
        "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6NX0.e30.AAAA",
        "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6bnVsbH0.e30.AAAA",
        "Bearer W10.e30.AAAA",
        "Bearer " + "x" * 7000,
        "Bearer \u00e9\u00e8.x.y",
        "bearer \N{BLACK HEART SUIT}",
    ],
)
async def test_whatever_calls_itself_a_token_is_refused(teams, house, header):
    status, _ = await post(teams, house.url, "{}", Authorization=header)

    assert status == 401
    assert house.inbox.kept == {}


async def test_new_keys_are_fetched_once_when_they_are_first_met(teams, house, ada):
    await ada.say("one")
    teams.keys.rotate(keep_old=False)
    await ada.say("two")
    await ada.say("three")

    assert [sent.ack.status for sent in teams.sent] == [200, 200, 200]
    assert len(teams.heard("keys")) == 2


async def test_made_up_keys_do_not_make_us_fetch_again_and_again(teams, house, ada):
    teams.forge(BadToken.UNKNOWN_KEY, times=5)
    for _ in range(5):
        await ada.say("hello")

    assert {sent.ack.status for sent in teams.sent} == {401}
    assert len(teams.heard("keys")) == 2


async def test_without_keys_a_request_is_put_off_and_not_believed(teams, house, ada):
    teams.fail(500, call="keys")
    ack = await ada.say("hello")
    await house.workers.rest()

    assert (teams.sent[0].ack.status, ack.status, ack.attempts) == (503, 200, 2)
    assert len(said(house)) == 1


async def test_a_body_over_the_limit_is_refused(teams, house):
    status, _ = await post(teams, house.url, b"x" * (CLIENT_MAX_SIZE + 1))

    assert status == 413
    assert house.inbox.kept == {}


@pytest.mark.parametrize(
    ("missing", "status"),
    [("conversation", 400), ("serviceUrl", 401), ("channelId", 401), ("type", 400)],
)
async def test_an_activity_that_does_not_say_where_is_refused(teams, house, ada, missing, status):
    said_there = teams.world.put(ada.chat, ada.id, {"type": "message", "text": "hello"})
    told = message(teams.world, ada.member, said_there)
    del told[missing]
    answer = await post(teams, house.url, json.dumps(told))

    assert answer[0] == status
    assert house.inbox.kept == {}


@pytest.mark.parametrize("shape", [5, [], {}, "x", None])
@pytest.mark.parametrize(
    "field",
    ["from", "recipient", "entities", "channelData", "text", "value", "id", "localTimezone"],
)
async def test_a_field_of_the_wrong_shape_is_no_error_of_ours(teams, house, ada, field, shape):
    written = teams.world.put(ada.chat, ada.id, {"type": "message", "text": "hello"})
    told = {**message(teams.world, ada.member, written), field: shape}
    status, _ = await post(teams, house.url, json.dumps(told))
    await house.workers.rest()

    assert status == 200


async def test_an_activity_that_comes_again_under_another_id_is_another(teams, house, ada):
    teams.repeat_next(new_id=True)
    ack = await ada.say("hello")
    await house.workers.rest()

    assert (ack.status, ack.attempts) == (200, 2)
    assert len(said(house)) == 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/nps", "/nps"),
        ("  metrics\N{NO-BREAK SPACE}mrr \n", "metrics mrr"),
        ("a < b & c", "a < b & c"),
        ("ARR &amp; churn?", "ARR & churn?"),
        ("<at>Grace</at> hello", "Grace hello"),
        ("   ", "help"),
    ],
)
async def test_words_are_read_as_they_were_seen(teams, house, ada, typed, read):
    await ada.say(typed)
    await house.workers.rest()

    assert said(house)[0].text == read


async def test_in_a_group_we_hear_what_is_said_to_us(teams, house, ada):
    room = teams.group("Plans", [ada, teams.person("grace")])
    await ada.mention_in(room, "ARR <last> quarter & more?")
    await house.workers.rest()

    (event,) = said(house)
    assert (event.text, event.origin) == ("ARR <last> quarter & more?", origin_of(ada, room))


async def test_in_a_team_the_thread_is_kept_apart_from_the_conversation(teams, house, ada):
    team = teams.team("Partners", [ada], ["Sales"])
    await ada.mention_in(team.channel("Sales"), "help")
    await house.workers.rest()

    (event,) = said(house)
    root = team.channel("Sales").posts[0].id
    assert event.origin == origin_of(ada, team.channel("Sales"), root)
    kept = house.conversations.kept[teams.tenant.id, team.channel("Sales").id]
    assert (kept.kind, kept.team, kept.user) == ("team", team.id, "")


async def test_only_our_own_mention_is_dropped(teams, house, ada):
    room = teams.group("Plans", [ada])
    us, other = teams.world.bot_id, "29:other"
    text = "<at>Drumbeat</at> and <at>Drumbeat</at> <at>Grace &amp; Co</at>: nps"
    mentions = [("<at>Drumbeat</at>", us), ("<at>Drumbeat</at>", other)]
    mentions.append(("<at>Grace &amp; Co</at>", "29:grace"))
    await ada.mention_in(room, "x")
    told = {**teams.sent[-1].activity, "id": "another", "text": text}
    told["entities"] = [
        {"type": "mention", "text": tag, "mentioned": {"id": who}} for tag, who in mentions
    ]
    await teams.send_activity(told)
    await house.workers.rest()

    assert said(house)[-1].text == "and Drumbeat Grace & Co: nps"


async def test_what_people_say_to_each_other_is_not_kept(teams, house, ada):
    room = teams.group("Plans", [ada])
    await ada.mention_in(room, "x")
    told = {**teams.sent[-1].activity, "id": "another", "text": "secret", "entities": []}
    kept = list(house.inbox.kept)
    ack = await teams.send_activity(told)

    assert ack.status == 200
    assert list(house.inbox.kept) == kept


async def test_a_bot_is_not_answered(teams, house, ada):
    await ada.say("hello", **{"from": {"id": "28:another"}})

    assert house.inbox.kept == {}


async def test_reactions_edits_and_unknown_news_are_passed_over(teams, house, ada):
    house.router.reply = Reply((notice("Hello", "World"),))
    await ada.say("hello")
    posted = await teams.wait_for_message(ada)
    kept = len(house.inbox.kept)
    acks = [await ada.react(posted), await teams.send_activity(_unknown(teams))]

    assert [ack.status for ack in acks] == [200, 200]
    assert len(house.inbox.kept) == kept


def _unknown(teams):
    return {**teams.sent[-1].activity, "type": "somethingNew", "id": "new"}


async def test_an_unknown_invoke_is_not_implemented(teams, house, ada):
    await ada.say("hello")
    told = {**teams.sent[-1].activity, "type": "invoke", "name": "composeExtension/query"}
    ack = await teams.send_activity(told)

    assert ack.status == 501


async def test_a_conversation_is_noted_with_all_that_is_needed_to_speak_first(teams, house, ada):
    await ada.install()
    await house.workers.rest()

    (kept,) = house.conversations.kept.values()
    assert (kept.id, kept.kind, kept.installation) == (ada.chat.id, "personal", teams.tenant.id)
    assert (kept.user, kept.member, kept.bot) == (ada.aad_id, ada.id, teams.world.bot_id)
    assert kept.service_url == teams.service_url


async def test_what_is_known_already_is_not_written_again(teams, house, ada):
    for _ in range(3):
        await ada.say("hello")
        await house.workers.rest()

    assert house.conversations.writes == 1


async def test_a_zone_is_passed_on_once_and_again_when_it_changes(teams, house, ada):
    for zone in ("Europe/Berlin", "Europe/Berlin", "Asia/Tokyo"):
        ada.member.zone = zone
        await ada.say("hello")
        await house.workers.rest()

    changes = [event for event in house.router.events if isinstance(event, ProfileChanged)]
    assert [change.zone for change in changes] == ["Europe/Berlin", "Asia/Tokyo"]
    assert {change.active for change in changes} == {True}


async def test_a_zone_seen_in_a_group_is_passed_on_too(teams, house, ada):
    await ada.say("hello")
    ada.member.zone = "Asia/Tokyo"
    await ada.mention_in(teams.group("Plans", [ada]), "hello")
    await house.workers.rest()

    assert [e.zone for e in house.router.events if isinstance(e, ProfileChanged)] == [
        "Europe/Berlin",
        "Asia/Tokyo",
    ]


async def test_whoever_removes_the_app_is_no_longer_written_to_and_may_come_back(
    teams, house, ada
):
    await ada.uninstall()
    await ada.install()
    await house.workers.rest()

    gone, *back = [event for event in house.router.events if getattr(event, "zone", None) is None]
    assert (gone.origin.user, gone.active) == (ada.aad_id, False)
    # Teams tells it twice; whoever is taken in is there again.
    assert [(type(one), one.origin.user) for one in back] == [(Arrived, ada.aad_id)] * 2


async def test_an_upgrade_of_the_app_is_no_arrival(teams, house, ada):
    for action in ("remove-upgrade", "add-upgrade"):
        told = payloads.installation(teams.world, ada.member, ada.chat, action)
        await teams.send_activity(told)
    await house.workers.rest()

    assert not [event for event in house.router.events if isinstance(event, Arrived)]


async def test_a_team_that_removes_us_leaves_everybody_else_as_they_were(teams, house, ada):
    team = teams.team("Partners", [ada])
    await teams.uninstall(team, ada)
    await house.workers.rest()

    assert house.router.events == []
    assert house.conversations.kept == {}


async def test_another_tenants_people_are_heard_as_theirs(teams, house):
    elsewhere = teams.add_tenant("Partner Ltd", "amer")
    bob = teams.person("bob", tenant=elsewhere)
    await bob.say("hello")
    await bob.say("again", **{"from": {"id": bob.id, "tenantId": elsewhere.id}})
    await house.workers.rest()

    assert [event.origin.installation for event in said(house)] == [elsewhere.id] * 2
    # What an activity does not say of the person's tenant is not guessed from its own.
    assert [event.origin.home for event in said(house)] == ["", elsewhere.id]
    assert f"i-{elsewhere.id}" in house.register.live


async def test_anybody_is_believed_where_that_was_asked_for():
    async with (
        FakeTeams(anonymous=True) as teams,
        open_house(
            teams, allow_anonymous=True, credentials=Credentials("", "", teams.tenant.id)
        ) as house,
    ):
        house.router.reply = Reply((notice("Hello", "World"),))
        ada = teams.person("ada")
        ack = await ada.say("hello")
        await teams.wait_for_message(ada)
        await house.workers.rest()

    assert ack.status == 200
    assert teams.tokens.requests == []
    assert teams.violations == []


async def test_what_was_left_over_is_carried_out_later(teams, house, ada):
    house.router.reply = Reply((notice("Hello", "World"),))
    house.workers.is_open = False
    await ada.say("hello")
    assert teams.messages(ada) == []
    house.workers.run()
    await house.workers.rest()

    assert len(teams.messages(ada)) == 1
