import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams import api as api_module
from adapters.teams.api import TeamsApi, new_session
from adapters.teams.directory import TeamsDirectory, read_profile
from adapters.teams.errors import meaning
from adapters.teams.hosts import ServiceHosts
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.people import People
from adapters.teams.room import check_credentials
from adapters.teams.tokens import AppToken, Credentials
from bot.action import ActionRef
from bot.errors import (
    ConfigurationInvalid,
    DeliveryProblem,
    DrumbeatError,
    InstallationGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    RecipientGone,
)
from bot.event import Origin
from bot.message import Button, Buttons, Message, notice, paragraph
from bot.ports import Conversation, Destination, Profile
from tests.teams.house import MemoryConversations, Register

HELLO = notice("Hello", "World & <all> *of* you")
LONG = Message("Long", tuple(paragraph(f"line {n} " + "x" * 2900) for n in range(20)))


@pytest.fixture
def register(teams):
    made = Register()
    made.add(teams.tenant.id, own=True)
    return made


@pytest.fixture
def conversations(register):
    return MemoryConversations(register)


@pytest.fixture
async def session():
    async with new_session() as opened:
        yield opened


@pytest.fixture
def token(teams, session):
    return AppToken(
        session, teams.base, Credentials(teams.app_id, teams.app_password, teams.tenant.id)
    )


@pytest.fixture
def api(teams, session, token):
    return TeamsApi(session, token, ServiceHosts([f"127.0.0.1:{teams.port}"]))


@pytest.fixture
def messenger(teams, api, register, conversations):
    return TeamsMessenger(api, register, People(api, conversations, teams.app_id))


async def known(teams, conversations, person):
    await conversations.note(
        Conversation(
            "teams",
            person.member.tenant.id,
            person.chat.id,
            "personal",
            teams.world.service_url(person.member.tenant),
            teams.world.bot_id,
            person.aad_id,
            person.id,
        )
    )
    return Destination("teams", f"i-{person.member.tenant.id}", person.aad_id)


@pytest.fixture
async def to(teams, conversations, ada):
    return await known(teams, conversations, ada)


async def test_a_message_is_delivered_once_with_its_receipt(teams, messenger, to, ada):
    receipt = await messenger.deliver(to, HELLO, "d-1")

    (accepted,) = teams.accepted
    assert (receipt.message_id, receipt.conversation) == (accepted.activity_id, ada.chat.id)
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


async def test_another_tenant_is_spoken_to_where_it_lives(teams, messenger, conversations):
    bob = teams.person("bob", tenant=teams.add_tenant("Partner Ltd", "amer"))
    await messenger.deliver(await known(teams, conversations, bob), HELLO, "d-1")

    assert len(bob.inbox) == 1


async def test_a_long_message_arrives_whole_and_in_order_and_alerts_once(
    teams, messenger, to, ada
):
    receipt = await messenger.deliver(to, LONG, "d-1")

    words = [str(posted.card) for posted in ada.inbox]
    assert len(words) > 1
    assert [n for n in range(20) if any(f"line {n} " in card for card in words)] == list(range(20))
    assert receipt.message_id == teams.accepted[0].activity_id
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


async def test_a_token_refused_twice_means_that_we_are_gone(teams, messenger, to):
    teams.fail(401, times=2)
    with pytest.raises(InstallationGone):
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 2
    assert teams.accepted == []


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
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
        (403, "InvalidBotApiHost", NotPermitted),
        (403, "NotEnoughPermissions", NotPermitted),
        (403, "SomethingNew", NotPermitted),
        (404, "ConversationNotFound", NotSent),
        (404, "SomethingNew", NotPermitted),
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
    with pytest.raises(RecipientGone, match="opt-out"):
        await messenger.deliver(to, HELLO, "d-1")


async def test_whoever_lacks_the_app_cannot_be_reached(teams, messenger, to):
    grace = teams.person("grace", installed=False)
    with pytest.raises(RecipientGone):
        await messenger.deliver(
            Destination("teams", f"i-{teams.tenant.id}", grace.aad_id), HELLO, "d-1"
        )


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


async def test_an_unknown_installation_is_gone(messenger):
    with pytest.raises(InstallationGone):
        await messenger.deliver(Destination("teams", "i-none", "u"), HELLO, "d-1")
    with pytest.raises(InstallationGone):
        await messenger.deliver(Destination("teams", None, "u"), HELLO, "d-1")


@pytest.mark.parametrize(("told", "wait"), [(17, 17), (None, 5)])
async def test_a_limit_says_how_long_to_wait(teams, messenger, to, told, wait):
    teams.throttle(retry_after=told)
    with pytest.raises(RateLimited) as limited:
        await messenger.deliver(to, HELLO, "d-1")

    assert limited.value.retry_after == wait
    assert len(teams.heard("send")) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_broken_server_leaves_the_outcome_unknown(teams, messenger, to, status):
    teams.server_error(status, after_accepting=True)
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 1


@pytest.mark.parametrize("trouble", ["drop_after_accepting", "drop_before_accepting"])
async def test_a_dropped_connection_leaves_the_outcome_unknown(teams, messenger, to, trouble):
    getattr(teams, trouble)(call="send")
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to, HELLO, "d-1")

    assert len(teams.heard("send")) == 1


async def test_a_silent_server_leaves_the_outcome_unknown(teams, messenger, to, monkeypatch):
    await messenger.deliver(to, HELLO, "d-1")
    monkeypatch.setattr(api_module, "TIMEOUT", 0.1)
    teams.hang(call="send")
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to, HELLO, "d-2")


async def test_a_chat_that_could_not_be_opened_may_be_tried_again(teams, messenger, to):
    grace = teams.person("grace")
    there = Destination("teams", f"i-{teams.tenant.id}", grace.aad_id)
    teams.drop_after_accepting(call="create")
    with pytest.raises(NotSent):
        await messenger.deliver(there, HELLO, "d-1")
    await messenger.deliver(there, HELLO, "d-1")

    assert len(grace.inbox) == 1


async def test_half_a_message_is_never_sent_again(teams, messenger, to, ada):
    teams.throttle(call="send", where=lambda call: "channelData" not in call["activity"])
    with pytest.raises(OutcomeUnknown, match=r"1 of \d parts were posted"):
        await messenger.deliver(to, LONG, "d-1")

    assert len(ada.inbox) == 1


async def test_nothing_leaves_where_nothing_listens(teams, session, register, conversations, ada):
    to = await known(teams, conversations, ada)
    await teams.stop()
    api = TeamsApi(session, None, ServiceHosts([f"127.0.0.1:{teams.port}"]))
    with pytest.raises(NotSent):
        await TeamsMessenger(api, register, People(api, conversations, "a")).deliver(
            to, HELLO, "d-1"
        )


async def test_a_message_that_does_not_fit_is_refused_before_anything_leaves(teams, messenger, to):
    large = Message("x", (Buttons((Button("x" * 201, ActionRef("go")),)),))
    with pytest.raises(MessageRejected, match="button label"):
        await messenger.deliver(to, large, "d-1")

    assert teams.calls == []


async def test_our_token_is_shown_to_no_foreign_host(teams, messenger, conversations, ada):
    there = await known(teams, conversations, ada)
    await conversations.note(
        Conversation("teams", teams.tenant.id, ada.chat.id, "personal", teams.foreign_url)
    )
    with pytest.raises(NotPermitted):
        await messenger.deliver(there, HELLO, "d-1")

    assert teams.calls == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/teams/", True),
        ("https://SMBA.trafficmanager.net:443/emea/t/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", True),
        ("http://smba.trafficmanager.net/teams/", False),
        ("https://smba.trafficmanager.net:8443/teams/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://u:p@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?x=", False),
        ("https://smba.trafficmanager.net/#", True),
        ("https://smba.trafficmanager.net /", False),
        ("https://[::1", False),
        ("https://host:port/", False),
        ("", False),
        ("smba.trafficmanager.net", False),
        ("http://127.0.0.1:9200/emea/", True),
        ("https://127.0.0.1:9200/emea/", True),
        ("http://127.0.0.1:9201/emea/", False),
        ("http://127.0.0.1/emea/", False),
        ("ftp://127.0.0.1:9200/", False),
    ],
)
def test_a_service_url_is_allowed_by_its_host(url, allowed):
    assert ServiceHosts(["127.0.0.1:9200"]).allow(url) is allowed


@given(st.text())
def test_no_text_at_all_breaks_the_list_of_hosts(text):
    assert ServiceHosts().allow(text) is False
    assert ServiceHosts().allow(f"https://{text}") in {True, False}


@given(st.integers(300, 599), st.recursive(st.none() | st.text(), st.lists) | st.text(), st.text())
def test_any_answer_has_a_meaning(status, answer, wait):
    for told in (answer, {"error": answer}, {"error": {"code": answer, "innerHttpError": answer}}):
        assert isinstance(meaning(status, told, wait), DrumbeatError)


@pytest.mark.parametrize("wait", ["nan", "-1", "inf", "Wed, 21 Oct 2026 07:28:00 GMT", ""])
def test_an_odd_wait_is_a_short_one(wait):
    limited = meaning(429, None, wait)

    assert isinstance(limited, DeliveryProblem)
    assert 0 < limited.retry_after <= 3600


async def test_credentials_that_are_refused_are_a_mistake_in_the_settings(teams):
    settings = {"app_id": teams.app_id, "tenant_id": teams.tenant.id, "login_url": teams.base}
    await check_credentials(app_password=teams.app_password, **settings)
    with pytest.raises(ConfigurationInvalid, match="invalid_client"):
        await check_credentials(app_password="wrong", **settings)


async def test_a_person_is_looked_up_where_they_are(teams, api, conversations, ada, to):
    await conversations.note(
        Conversation("teams", teams.tenant.id, ada.chat.id, "personal", "", zone="Europe/Berlin")
    )
    origin = Origin("teams", teams.tenant.id, ada.aad_id, ada.chat.id)
    found = await TeamsDirectory(api, conversations).profile(origin)

    assert found == Profile("ada@example.com", "Ada", "Europe/Berlin", is_guest=False)


async def test_a_guest_of_a_group_is_known_as_one(teams, api, conversations, ada):
    bob = teams.person("bob", tenant=teams.add_tenant("Partner Ltd"))
    room = teams.group("Plans", [ada, bob])
    await conversations.note(
        Conversation("teams", teams.tenant.id, room.id, "group", teams.service_url)
    )
    origin = Origin("teams", teams.tenant.id, bob.aad_id, room.id, private=False)
    found = await TeamsDirectory(api, conversations).profile(origin)

    assert found.is_guest


@pytest.mark.parametrize("where", ["nowhere", ""])
async def test_whoever_is_not_found_has_an_empty_profile(teams, api, conversations, ada, where):
    origin = Origin("teams", teams.tenant.id, ada.aad_id, where)
    assert await TeamsDirectory(api, conversations).profile(origin) == Profile()


async def test_a_stranger_in_a_conversation_has_an_empty_profile(
    teams, api, conversations, ada, to
):
    origin = Origin("teams", teams.tenant.id, "somebody-else", ada.chat.id)
    assert await TeamsDirectory(api, conversations).profile(origin) == Profile()


def test_a_sign_in_name_stands_in_for_a_missing_address_of_our_own_people_alone():
    ours = {"userPrincipalName": "ada@vendor.example", "tenantId": "t"}
    guest = {"userPrincipalName": "bob_partner.example#EXT#@vendor.example", "tenantId": "t"}

    assert read_profile(ours, "t") == Profile("ada@vendor.example")
    assert read_profile(guest, "t") == Profile(is_guest=True)
    assert read_profile({"userRole": "guest"}, "t").is_guest
    assert read_profile({"tenantId": "other"}, "t").is_guest
