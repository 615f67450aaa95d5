import asyncio
from dataclasses import replace

import pytest

from adapters.teams.api import TeamsApi, new_session
from adapters.teams.hosts import ServiceHosts
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.people import People
from adapters.teams.room import check_credentials
from adapters.teams.tokens import AppToken, Credentials
from bot.errors import (
    InstallationGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RateLimited,
    RecipientGone,
    RecipientSaidNo,
)
from bot.message import Message, notice, paragraph
from bot.ports import Conversation, Destination, Presence
from bot.sender import Sender
from content.wording import load_wording
from tests.fixtures.silence import silent_server
from tests.teams.house import cloud_of, known

HELLO = notice("Hello", "World & <all> *of* you")
LONG = Message("Long", tuple(paragraph(f"line {n} " + "x" * 2900) for n in range(20)))


async def test_a_message_alerts_and_says_what_it_is_about(teams, messenger, to):
    await messenger.deliver(to, HELLO, "d-1")

    (accepted,) = teams.accepted
    assert accepted.summary == "Hello"
    assert accepted.activity["channelData"] == {"notification": {"alert": True}}
    assert [heard.call for heard in teams.calls] == ["token", "send"]


async def test_somebody_we_never_spoke_with_gets_a_chat_of_their_own(
    teams, messenger, conversations, to
):
    grace = teams.person("grace")
    receipt = await messenger.deliver(
        Destination("teams", f"i-{teams.tenant.id}", grace.aad_id), HELLO, "d-1"
    )

    assert receipt.conversation == grace.chat.id
    assert len(grace.inbox) == 1
    found = await conversations.with_person("teams", teams.tenant.id, grace.aad_id)
    assert (found.id, found.service_url) == (grace.chat.id, teams.service_url)


async def test_a_chat_is_opened_once(teams, messenger, to):
    grace = teams.person("grace")
    there = Destination("teams", f"i-{teams.tenant.id}", grace.aad_id)
    for number in range(3):
        await messenger.deliver(there, HELLO, f"d-{number}")

    assert len(teams.heard("create")) == 1
    assert len(grace.inbox) == 3


async def test_a_conversation_that_is_named_is_spoken_to(teams, messenger, conversations, ada, to):
    room = teams.group("Plans", [ada])
    await conversations.note(
        Conversation("teams", teams.tenant.id, room.id, "group", teams.service_url)
    )
    there = Destination("teams", f"i-{teams.tenant.id}", "", room.id)
    receipt = await messenger.deliver(there, HELLO, "d-1")

    assert receipt.conversation == room.id


async def test_whoever_names_a_conversation_and_its_service_needs_no_notes(teams, messenger, ada):
    installation = f"i-{teams.tenant.id}"
    there = Destination("teams", installation, ada.aad_id, ada.chat.id, teams.service_url)
    receipt = await messenger.deliver(there, HELLO, "d-1")

    assert receipt.conversation == ada.chat.id
    assert teams.heard("create") == []


async def test_another_tenant_is_spoken_to_where_it_lives(teams, messenger, conversations):
    bob = teams.person("bob", tenant=teams.add_tenant("Partner Ltd", "amer"))
    await messenger.deliver(await known(teams, conversations, bob), HELLO, "d-1")

    assert len(bob.inbox) == 1


async def test_a_long_message_alerts_once(teams, messenger, to, ada):
    await messenger.deliver(to, LONG, "d-1")

    assert len(ada.inbox) > 1
    assert ["channelData" in one.activity for one in teams.accepted].count(True) == 1


async def test_one_token_serves_many(teams, messenger, to):
    await asyncio.gather(*(messenger.deliver(to, HELLO, f"d-{n}") for n in range(30)))

    assert len(teams.tokens.requests) == 1
    assert len(teams.accepted) == 30


async def test_a_token_is_renewed_before_it_ends(teams, session):
    now = [0.0]
    token = AppToken(
        session,
        teams.base,
        Credentials(teams.app_id, teams.app_password, teams.tenant.id),
        clock=lambda: now[0],
    )
    first = await token.get()
    now[0] = 3299.0
    assert await token.get() == first
    now[0] = 3301.0
    assert await token.get() != first


async def test_a_refused_token_is_renewed_once(teams, messenger, to):
    await messenger.deliver(to, HELLO, "d-1")
    teams.tokens.revoke()
    await asyncio.gather(*(messenger.deliver(to, HELLO, f"d-{n}") for n in range(2, 12)))

    assert len(teams.tokens.requests) == 2
    assert len(teams.accepted) == 11


async def test_a_token_refused_twice_is_a_matter_of_our_app_and_of_nobody_there(
    teams, messenger, to
):
    teams.fail(401, times=2)
    with pytest.raises(PlaceClosed):
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 2
    assert teams.accepted == []


async def test_a_limit_on_tokens_is_known_not_sent_and_nobody_asks_before_it_is_over(
    teams, messenger, to
):
    teams.throttle(99, 40, call="token")
    ends = [
        *await asyncio.gather(
            *(messenger.deliver(to, HELLO, f"d-{n}") for n in range(20)), return_exceptions=True
        ),
        *await asyncio.gather(messenger.deliver(to, HELLO, "d-20"), return_exceptions=True),
    ]

    assert {type(end) for end in ends} == {RateLimited}
    assert all(30 < end.retry_after <= 40 for end in ends)
    assert teams.identity_trouble.waiting[0].times == 98
    assert teams.heard("send") == []


@pytest.mark.parametrize("status", [400, 401, 500, 503])
async def test_without_a_token_nothing_is_sent_and_all_who_wait_share_that(
    teams, messenger, to, status
):
    teams.fail(status, "invalid_client", times=99, call="token")
    ends = await asyncio.gather(
        *(messenger.deliver(to, HELLO, f"d-{n}") for n in range(20)), return_exceptions=True
    )

    assert {type(end) for end in ends} == {NotSent}
    assert teams.identity_trouble.waiting[0].times == 98
    assert teams.heard("send") == []


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "BadArgument", MessageRejected),
        (400, "badsyntax", MessageRejected),
        (403, "BotDisabledByAdmin", InstallationGone),
        (403, "BotNotInConversationRoster", RecipientGone),
        (403, "ConversationBlockedByUser", RecipientGone),
        (403, "ForbiddenOperationException", RecipientGone),
        (403, "InvalidBotApiHost", PlaceClosed),
        (403, "NotEnoughPermissions", PlaceClosed),
        (403, "SomethingNew", PlaceClosed),
        (404, "ConversationNotFound", NotSent),
        (404, "SomethingNew", PlaceClosed),
        (412, "PreconditionFailed", NotSent),
        (413, "MessageSizeTooBig", MessageRejected),
        (500, "ServiceError", OutcomeUnknown),
        (302, "Found", NotPermitted),
    ],
)
async def test_each_word_of_teams_becomes_its_error(teams, messenger, to, status, code, error):
    teams.fail(status, code)
    with pytest.raises(error) as raised:
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 1
    assert teams.accepted == []
    assert type(raised.value).__module__.startswith(("bot.", "adapters.teams."))


async def test_whoever_blocked_us_has_opted_out(teams, messenger, to, ada):
    ada.block()
    with pytest.raises(RecipientSaidNo, match="has blocked us on Teams"):
        await messenger.deliver(to, HELLO, "d-1")


async def test_a_conversation_is_gone_only_when_it_is_missing_twice(teams, messenger, to):
    teams.fail(404)
    with pytest.raises(NotSent):
        await messenger.deliver(to, HELLO, "d-1")
    await messenger.deliver(to, HELLO, "d-1")
    teams.fail(404, times=2)
    with pytest.raises(NotSent):
        await messenger.deliver(to, HELLO, "d-2")
    with pytest.raises(RecipientGone):
        await messenger.deliver(to, HELLO, "d-2")


async def test_a_limit_without_a_number_waits_a_little(teams, messenger, to):
    teams.throttle(retry_after=None)
    with pytest.raises(RateLimited) as limited:
        await messenger.deliver(to, HELLO, "d-1")

    assert limited.value.retry_after == 5


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_broken_server_leaves_the_outcome_unknown(teams, messenger, to, status):
    teams.server_error(status, after_accepting=True)
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 1


async def test_a_silent_server_leaves_the_outcome_unknown(
    teams, token, register, conversations, to
):
    teams.hang(call="send")
    async with new_session(timeout=1) as session:
        api = TeamsApi(session, token, ServiceHosts([f"127.0.0.1:{teams.port}"]))
        people = People(api, conversations, teams.app_id)
        with pytest.raises(OutcomeUnknown):
            await TeamsMessenger(api, register, people, load_wording()).deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 1


async def test_what_waited_in_vain_for_a_connection_was_not_sent():
    async with silent_server() as port, new_session(timeout=3, connections=1) as session:
        api = TeamsApi(session, None, ServiceHosts([f"127.0.0.1:{port}"]))
        url = f"http://127.0.0.1:{port}"
        posts = [asyncio.create_task(api.post(url, "c", {})) for _ in range(2)]
        ended, waiting = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(OutcomeUnknown):
            await waiting.pop()

    assert isinstance(ended.pop().exception(), NotSent)


async def test_a_chat_that_could_not_be_opened_may_be_tried_again(teams, messenger, to):
    grace = teams.person("grace")
    there = Destination("teams", f"i-{teams.tenant.id}", grace.aad_id)
    teams.drop_after_accepting(call="create")
    with pytest.raises(NotSent):
        await messenger.deliver(there, HELLO, "d-1")
    await messenger.deliver(there, HELLO, "d-1")

    assert len(grace.inbox) == 1


async def test_our_token_is_shown_to_no_foreign_host(teams, messenger, conversations, ada):
    there = await known(teams, conversations, ada)
    await conversations.note(
        Conversation("teams", teams.tenant.id, ada.chat.id, "personal", teams.foreign_url)
    )
    with pytest.raises(NotPermitted):
        await messenger.deliver(there, HELLO, "d-1")

    assert teams.calls == []


async def test_credentials_that_are_refused_are_named(teams):
    right = Credentials(teams.app_id, teams.app_password, teams.tenant.id)
    await check_credentials(right, cloud_of(teams))
    with pytest.raises(NotSent, match=r"wants a secret's value.*invalid_client AADSTS7000215"):
        await check_credentials(right._replace(password="wrong"), cloud_of(teams))


async def test_a_tenant_is_gone_when_several_of_its_people_say_so_in_a_row(teams, messenger, to):
    async def refused(person: str) -> Presence:
        teams.fail(403, "BotDisabledByAdmin")
        with pytest.raises(InstallationGone):
            await messenger.deliver(replace(to, external_id=person), HELLO, "d-1")
        return await messenger.presence(to.installation_id)

    assert await refused("one") is Presence.UNSURE
    assert await refused("one") is Presence.UNSURE
    assert await refused("two") is Presence.UNSURE
    await messenger.deliver(to, HELLO, "d-2")
    assert [await refused(who) for who in ("one", "two", "three")] == [
        Presence.UNSURE,
        Presence.UNSURE,
        Presence.GONE,
    ]


async def test_a_message_of_a_manager_names_them_above_its_words(teams, messenger, to):
    jana = Sender("Jana Roth", "Jana Roth via Cirrus", "Jana Roth looks after you.")
    await messenger.deliver(to, replace(HELLO, sender=jana), "d-1")

    said = str(teams.accepted[0].activity)
    assert said.index("Jana Roth looks after you.") < said.index("World")
