"""The connector of the fake Teams: who may write where, and what it says when not."""

import asyncio

import pytest
from aiohttp import ServerDisconnectedError

from tests.stand_ins_checked.teams_bot import card, with_card, words


def codes(teams) -> list[str]:
    return [violation.code for violation in teams.violations]


async def test_a_personal_chat_is_opened_once_and_keeps_its_id(teams, call, paula):
    first = await call.open(paula.id, teams.tenant.id)
    again = await call.open(paula.aad_id, teams.tenant.id)

    assert (first.status, first.body["id"]) == (201, paula.chat.id)
    assert again.body == first.body
    assert paula.chat.id.startswith("a:1")


async def test_a_message_is_accepted_and_written_down(teams, call, paula):
    answered = await call.send(paula.chat.id, words("Good morning"))
    (accepted,) = teams.accepted

    assert (answered.status, answered.body["id"]) == (201, paula.inbox[0].id)
    assert (accepted.text, accepted.recipient) == ("Good morning", paula.member)
    assert (accepted.tenant_id, teams.violations) == (teams.tenant.id, [])


async def test_nobody_is_written_to_before_the_app_is_installed(teams, call):
    linus = teams.person("linus", installed=False)
    opened = await call.open(linus.id, teams.tenant.id)
    sent = await call.send(linus.chat.id, words())

    assert (opened.status, opened.code) == (403, "ForbiddenOperationException")
    assert (sent.status, sent.code) == (403, "BotNotInConversationRoster")
    assert (teams.accepted, teams.violations) == ([], [])


async def test_whoever_blocks_the_bot_gets_nothing(teams, call, paula):
    paula.block()
    blocked = await call.send(paula.chat.id, words())
    paula.unblock()

    assert (blocked.status, blocked.code) == (403, "ConversationBlockedByUser")
    inner = blocked.body["error"]["innerHttpError"]["body"]
    assert inner == {"subCode": "MessageWritesBlocked"}
    assert (await call.send(paula.chat.id, words())).status == 201


async def test_an_administrator_can_switch_the_bot_off_in_one_tenant(teams, call, paula):
    nimbus = teams.add_tenant("Nimbus")
    guest = teams.person("guest", tenant=nimbus)
    nimbus.bot_disabled = True

    assert (await call.open(guest.id, nimbus.id)).code == "BotDisabledByAdmin"
    assert (await call.send(guest.chat.id, words())).code == "BotDisabledByAdmin"
    assert (await call.send(paula.chat.id, words())).status == 201


async def test_another_tenant_is_spoken_to_where_it_is_served(teams, call):
    nimbus = teams.add_tenant("Nimbus", region="amer")
    guest = teams.person("guest", tenant=nimbus)
    wrong = await call.send(guest.chat.id, words())
    right = await call.send(guest.chat.id, words(), base=teams.world.service_url(nimbus))

    assert (wrong.status, wrong.code) == (403, "InvalidBotApiHost")
    assert (right.status, codes(teams)) == (201, ["InvalidBotApiHost"])


async def test_an_unknown_conversation_is_not_found(teams, call):
    answered = await call.send("a:1nobody", words())

    assert (answered.status, answered.code) == (404, "ConversationNotFound")
    assert teams.violations == []


@pytest.mark.parametrize(
    "changes",
    [
        {"members": []},
        {"members": [{"id": "29:1nobody"}]},
        {"isGroup": True},
        {"tenantId": "somebody-else"},
        {"channelData": {}},
        {"bot": {"id": "28:another"}},
        {"activity": {"type": "message", "text": "Hello"}},
    ],
)
async def test_opening_a_chat_wrongly_is_a_violation(teams, call, paula, changes):
    answered = await call.open(paula.id, teams.tenant.id, **changes)

    assert answered.status == 400
    assert len(teams.violations) == 1


async def test_a_thread_is_started_in_a_channel_and_answered(teams, call, paula):
    channel = teams.team("Gold", [paula], ["Launch"]).channel("Launch")
    body = {
        "isGroup": True,
        "bot": {"id": teams.world.bot_id},
        "channelData": {"channel": {"id": channel.id}},
        "activity": words("We launched"),
    }
    started = await call("POST", "v3/conversations", body)
    replied = await call.send(started.body["id"], words("And more"))
    thread = started.body["activityId"]

    assert started.body["id"] == f"{channel.id};messageid={thread}"
    assert replied.status == 201
    assert [p.thread for p in teams.messages(channel)] == [thread, thread]


async def test_a_reply_goes_to_what_was_said_in_its_thread(bot, teams, call, paula):
    channel = teams.team("Gold", [paula]).general
    await paula.mention_in(channel, "nps")
    replied = await call.change("POST", channel.id, bot.last["id"], words())
    nowhere = await call.change("POST", channel.id, "17000", words())

    assert replied.status == 201
    assert teams.messages(channel)[-1].thread == bot.last["id"]
    assert (nowhere.status, nowhere.code) == (404, "ActivityNotFoundInConversation")


async def test_own_activities_are_changed_and_deleted(teams, call, paula):
    sent = (await call.send(paula.chat.id, words("Frist"))).body["id"]
    changed = await call.change("PUT", paula.chat.id, sent, words("First"))
    (posted,) = paula.inbox
    assert (changed.body["id"], posted.text, posted.edits) == (sent, "First", 1)
    gone = await call.change("DELETE", paula.chat.id, sent)
    late = await call.change("PUT", paula.chat.id, sent, words("Late"))

    assert (gone.status, paula.inbox) == (200, [])
    assert (late.status, late.code) == (404, "ActivityNotFoundInConversation")
    assert len(teams.accepted) == 1


async def test_what_others_said_cannot_be_changed(bot, teams, call, paula):
    await paula.say("nps")
    answered = await call.change("PUT", paula.chat.id, bot.last["id"], words("csat"))

    assert (answered.status, codes(teams)) == (403, ["NotEnoughPermissions"])


async def test_typing_is_taken_and_is_no_message(teams, call, paula):
    answered = await call.send(paula.chat.id, {"type": "typing"})

    assert (answered.status, teams.world.typed) == (202, [paula.chat.id])
    assert teams.accepted == []


async def test_members_come_page_by_page(teams, call):
    people = [teams.person(f"person{n}") for n in range(5)]
    group = teams.group("All", people)
    path = f"v3/conversations/{group.id}/pagedmembers?pageSize=2"
    seen, more = [], ""
    while True:
        page = (await call("GET", path + more)).body
        seen += [member["aadObjectId"] for member in page["members"]]
        if "continuationToken" not in page:
            break
        more = f"&continuationToken={page['continuationToken']}"

    assert seen == [person.aad_id for person in people]


async def test_a_member_is_found_by_either_id_and_may_have_no_email(teams, call):
    grace = teams.person("grace", email=None)
    at = f"v3/conversations/{grace.chat.id}/members"
    found = await call("GET", f"{at}/{grace.aad_id}")
    nobody = await call("GET", f"{at}/29:1nobody")

    assert found.body["id"] == grace.id
    assert "email" not in found.body
    assert nobody.code == "MemberNotFoundInConversation"


async def test_a_team_tells_its_channels(teams, call, paula):
    team = teams.team("Gold", [paula], ["Launch"])
    told = await call("GET", f"v3/teams/{team.id}/conversations")

    assert [room.get("name") for room in told.body["conversations"]] == [None, "Launch"]


async def test_without_a_token_nothing_is_done(teams, call, paula):
    call.token = ""
    answered = await call.send(paula.chat.id, words())

    assert (answered.status, codes(teams), teams.accepted) == (401, ["Unauthorized"], [])


async def test_an_old_or_revoked_token_is_refused(teams, call, paula):
    await call.send(paula.chat.id, words())
    teams.advance(3600)
    old = await call.send(paula.chat.id, words())
    call.token = None
    fresh = await call.send(paula.chat.id, words())
    teams.tokens.revoke()
    revoked = await call.send(paula.chat.id, words())

    assert (old.status, fresh.status, revoked.status) == (401, 201, 401)
    assert len(teams.tokens.requests) == 2


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "another"}, 400, "unauthorized_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
    ],
)
async def test_a_token_is_given_to_the_right_app_only(teams, call, changes, status, error):
    answered = await call.ask_token(**changes)

    assert (answered.status, answered.body["error"]) == (status, error)
    assert [request.status for request in teams.tokens.requests] == [status]


async def test_a_token_is_asked_of_the_home_tenant(teams, call, client):
    elsewhere = teams.token_url.replace(teams.tenant.id, teams.add_tenant("Nimbus").id)
    form = {"grant_type": "client_credentials", "client_id": teams.app_id}
    async with client.post(elsewhere, data=form) as response:
        assert response.status == 400


async def test_an_address_that_nobody_serves_is_a_violation(teams, call):
    answered = await call("GET", "v4/conversations")

    assert (answered.status, codes(teams)) == (404, ["UnknownAddress"])


async def test_a_token_sent_to_a_foreign_host_is_a_violation(bot, teams, call, paula):
    await paula.say("nps", serviceUrl=teams.foreign_url)
    await call.send(paula.chat.id, words(), base=bot.last["serviceUrl"])

    assert codes(teams) == ["ForeignHost"]
    assert teams.violations[0].says == ": with a token"


async def test_calls_are_throttled_on_demand(teams, call, paula):
    teams.throttle(retry_after=7)
    teams.throttle(retry_after=None)
    first = await call.send(paula.chat.id, words())
    second = await call.send(paula.chat.id, words())

    assert (first.status, first.code, first.headers["Retry-After"]) == (429, "Throttled", "7")
    assert (second.status, "Retry-After" in second.headers) == (429, False)
    assert (await call.send(paula.chat.id, words())).status == 201


async def test_trouble_meets_only_the_calls_it_was_ordered_for(teams, call, paula):
    grace = teams.person("grace")
    teams.fail(404, call="send", where=lambda call: call["conversation"] == grace.chat.id)

    assert (await call.send(paula.chat.id, words())).status == 201
    assert (await call.send(grace.chat.id, words())).code == "ConversationNotFound"


async def test_a_server_error_comes_before_or_after_the_work(teams, call, paula):
    teams.server_error(503)
    teams.server_error(502, after_accepting=True)
    statuses = [(await call.send(paula.chat.id, words())).status for _ in range(2)]

    assert statuses == [503, 502]
    assert len(teams.accepted) == 1


@pytest.mark.parametrize(
    ("order", "done"), [("drop_before_accepting", 0), ("drop_after_accepting", 1)]
)
async def test_a_connection_is_dropped_before_or_after_the_work(teams, call, paula, order, done):
    await call.open(paula.id, teams.tenant.id)
    getattr(teams, order)(call="send")
    with pytest.raises(ServerDisconnectedError):
        await call.send(paula.chat.id, words())

    assert len(teams.accepted) == done


async def test_a_hanging_call_is_let_go(teams, call, paula):
    await call.open(paula.id, teams.tenant.id)
    teams.hang(after_accepting=True, call="send")
    asking = asyncio.ensure_future(call.send(paula.chat.id, words()))
    await teams.until(lambda: teams.calls[-1].mishap == "hang")
    teams.release()
    with pytest.raises(ServerDisconnectedError):
        await asking

    assert len(teams.accepted) == 1


async def test_the_token_endpoint_has_trouble_of_its_own(teams, call, paula):
    teams.throttle(call="*")
    teams.fail(503, call="token")

    assert (await call.ask_token()).status == 503
    assert (await call.send(paula.chat.id, words())).status == 429


async def test_waiting_ends_when_the_message_is_there(teams, call, paula):
    await call.send(paula.chat.id, with_card(card(), summary="Your score"))
    posted = await teams.wait_for_message(paula, lambda p: p.activity["summary"] == "Your score")

    assert posted.card == card()
