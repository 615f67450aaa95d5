import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.directory import SlackDirectory, read_profile
from adapters.slack.messenger import SlackMessenger
from adapters.slack.room import describe
from bot.action import ActionRef
from bot.errors import (
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RateLimited,
    RecipientGone,
)
from bot.event import Origin
from bot.message import (
    Button,
    Buttons,
    Chart,
    Image,
    Message,
    Series,
    notice,
    paragraph,
)
from bot.ports import Destination, Presence, Profile
from bot.sender import Sender
from tests.fixtures.pictures import png
from tests.fixtures.silence import silent_server
from tests.slack.house import register_of

HELLO = notice("Hello", "World & <all>")
LATER = notice("Later")
LONG = Message("Long", tuple(paragraph(f"line {n}") for n in range(120)))
NEW_BLOCK = "data_visualization"
CHART = Chart("ARR", "line", "EUR", ("Jan",), (Series("All", (1.0,)),), "It grew.")


@pytest.fixture
def register(slack):
    return register_of(slack)


@pytest.fixture
async def api(slack):
    async with new_session() as session:
        yield SlackApi(session, slack.api_url)


@pytest.fixture
def messenger(api, register):
    return SlackMessenger(api, register)


def to(slack, person, conversation=""):
    return Destination("slack", f"i-{slack.team.id}", person.id, conversation)


def posts(slack, method="chat.postMessage"):
    return [heard for heard in slack.calls if heard.method == method]


async def test_a_message_bears_its_id_and_unfurls_nothing(slack, messenger, ada):
    await messenger.deliver(to(slack, ada), HELLO, "d-1")

    (accepted,) = slack.accepted
    assert accepted.text == "Hello\n\nWorld &amp; &lt;all&gt;"
    assert accepted.metadata == {
        "event_type": "drumbeat_delivery",
        "event_payload": {"delivery_id": "d-1"},
    }
    assert posts(slack)[0].args["unfurl_links"] is False
    assert posts(slack)[0].args["unfurl_media"] is False


async def test_a_known_conversation_is_not_opened_again(slack, messenger, ada):
    await messenger.deliver(to(slack, ada, ada.dm.id), HELLO, "d-1")

    assert [heard.method for heard in slack.calls] == ["chat.postMessage"]


async def test_a_conversation_that_is_gone_is_asked_for_anew(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada, "D0LD"), HELLO, "d-1")

    assert [heard.method for heard in slack.calls] == [
        "chat.postMessage",
        "conversations.open",
        "chat.postMessage",
    ]
    assert receipt.conversation == ada.dm.id
    assert len(slack.accepted) == 1


@pytest.mark.parametrize(
    ("details", "state"), [({"is_archived": True}, "archived"), (None, "not a member")]
)
async def test_a_conversation_that_is_the_recipient_is_gone_with_its_state(
    slack, messenger, ada, details, state
):
    where = slack.channel("acme", [ada], **details).id if details else "C0GONE"
    shared = Destination("slack", f"i-{slack.team.id}", where, where)
    with pytest.raises(RecipientGone) as gone:
        await messenger.deliver(shared, HELLO, "d-1")

    assert gone.value.state == state
    assert [heard.method for heard in slack.calls] == ["chat.postMessage"]


async def test_what_does_not_fit_opens_no_conversation(slack, messenger, ada):
    wide = Message("x", (Buttons((Button("x" * 80, ActionRef("a")),)),))
    with pytest.raises(MessageRejected):
        await messenger.deliver(to(slack, ada), wide, "d-1")

    assert slack.calls == []


async def test_a_long_message_arrives_in_order_and_bears_its_id_once(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada), LONG, "d-1")

    marks = [accepted.metadata["event_payload"] for accepted in slack.accepted]
    first = {"delivery_id": "d-1", "parts": 3}
    assert marks == [first, {"continues": "d-1"}, {"continues": "d-1"}]
    assert receipt.message_id == slack.accepted[0].ts


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("user_disabled", RecipientGone),
        ("messages_tab_disabled", PlaceClosed),
        ("restricted_action", PlaceClosed),
        ("slack_connect_file_link_sharing_blocked", NotPermitted),
        ("something_nobody_knows", PlaceClosed),
        ("token_revoked", InstallationGone),
        ("missing_scope", PlaceClosed),
        ("msg_blocks_too_long", MessageRejected),
        ("invalid_blocks", MessageRejected),
        ("internal_error", NotSent),
        ("ratelimited", RateLimited),
        ("message_limit_exceeded", RateLimited),
        ("fatal_error", OutcomeUnknown),
        ("message_not_found", RecipientGone),
    ],
)
async def test_each_word_of_slacks_becomes_its_error(slack, messenger, ada, word, error):
    slack.fail("chat.postMessage", word)
    with pytest.raises(error):
        await messenger.deliver(to(slack, ada), HELLO, "d-1")

    assert len(posts(slack)) == 1
    assert slack.accepted == []


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_broken_server_leaves_the_outcome_unknown(slack, messenger, ada, status):
    slack.server_error("chat.postMessage", status, after_accepting=True)
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to(slack, ada), HELLO, "d-1")

    assert len(posts(slack)) == 1


async def test_a_silent_server_leaves_the_outcome_unknown(slack, register, ada):
    slack.hang("chat.postMessage")
    async with new_session(timeout=0.2) as session:
        api = SlackApi(session, slack.api_url)
        with pytest.raises(OutcomeUnknown):
            await SlackMessenger(api, register).deliver(to(slack, ada, ada.dm.id), HELLO, "d-1")


async def test_trouble_before_the_post_means_nothing_was_sent(slack, messenger, ada):
    slack.server_error("conversations.open", 500)
    with pytest.raises(NotSent):
        await messenger.deliver(to(slack, ada), HELLO, "d-1")

    assert posts(slack) == []


async def test_a_stranger_cannot_be_reached(slack, messenger):
    stranger = slack.user("stranger", is_stranger=True)
    with pytest.raises(RecipientGone):
        await messenger.deliver(to(slack, stranger), HELLO, "d-1")


async def test_blocks_slack_does_not_know_yet_are_written_out_once(slack, messenger, ada):
    slack.fail("chat.postMessage", "invalid_blocks")
    picture = Image("https://example.com/a.png", "A line")
    await messenger.deliver(to(slack, ada), Message("Read-out", (CHART, picture)), "d-1")

    (accepted,) = slack.accepted
    kinds = [block["type"] for block in accepted.message.blocks]
    assert kinds == ["header", "rich_text", "rich_text", "section", "rich_text"]
    assert "It grew." in accepted.text


async def test_blocks_refused_twice_are_refused(slack, messenger, ada):
    slack.fail("chat.postMessage", "invalid_blocks", times=2)
    with pytest.raises(MessageRejected):
        await messenger.deliver(to(slack, ada), Message("Read-out", (CHART,)), "d-1")

    assert len(posts(slack)) == 2


async def test_no_token_stands_in_an_error_or_in_an_installation(slack, messenger, register, ada):
    slack.fail("chat.postMessage", "invalid_auth")
    with pytest.raises(InstallationGone) as gone:
        await messenger.deliver(to(slack, ada), HELLO, "d-1")

    shown = repr(gone.value) + repr(gone.value.__cause__) + repr(register.live)
    assert slack.team.token not in shown


async def test_a_person_is_described_as_slack_knows_them(slack, api, register, ada):
    directory = SlackDirectory(api, register)
    guest = slack.user("guest", is_restricted=True, tz=None, email=None)

    assert await directory.profile(Origin("slack", slack.team.id, ada.id)) == Profile(
        "ada@example.com",
        "Ada",
        "Europe/Berlin",
        language="en-US",
        homes=frozenset({slack.team.id}),
    )
    assert await directory.profile(Origin("slack", slack.team.id, guest.id)) == Profile(
        None, "Guest", None, is_guest=True, language="en-US", homes=frozenset({slack.team.id})
    )
    assert await directory.profile(Origin("slack", slack.team.id, "U404")) == Profile()
    assert await directory.profile(Origin("slack", "T404", ada.id)) == Profile()


async def test_a_look_up_that_fails_is_not_an_empty_profile(slack, api, register, ada):
    slack.server_error("users.info", 500)
    with pytest.raises(NotSent):
        await SlackDirectory(api, register).profile(Origin("slack", slack.team.id, ada.id))


def test_an_unconfirmed_address_is_no_claim():
    user = {"name": "ada", "is_email_confirmed": False, "profile": {"email": "a@example.com"}}

    assert read_profile(user) == Profile(None, "ada")


@pytest.mark.parametrize(
    ("user", "homes"),
    [
        ({}, set()),
        ({"team_id": "T1"}, {"T1"}),
        ({"team_id": "T1", "enterprise_user": {}}, {"T1"}),
        ({"team_id": "T1", "enterprise_user": {"enterprise_id": "E1"}}, set()),
        ({"team_id": "T1", "enterprise_user": {"enterprise_id": "E1", "teams": []}}, set()),
        (
            {"team_id": "T1", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2", "T3"]}},
            {"E1", "T2", "T3"},
        ),
        ({"team_id": "T1", "enterprise_user": "T1"}, set()),
        ({"team_id": ["T1"], "enterprise_user": {"teams": "T1"}}, set()),
        ({"team_id": "T1", "enterprise_user": {"teams": ["", None, {"id": "T1"}]}}, set()),
        ({"profile": {"team": "T1"}, "teams": ["T1"]}, set()),
    ],
)
def test_where_somebody_belongs_is_what_slack_itself_says_and_nothing_else(user, homes):
    assert read_profile(user).homes == homes


async def test_a_token_names_its_workspace_and_its_organisation(slack):
    slack.team.enterprise_id = "E1"

    assert await describe(slack.api_url, slack.team.token) == (
        slack.team.id,
        slack.team.name,
        slack.team.bot_user_id,
        "E1",
        True,
    )
    slack.team.scopes -= {"groups:history"}
    assert not (await describe(slack.api_url, slack.team.token)).hears_threads


async def test_a_wrong_token_is_named_with_its_setting_and_never_printed(slack):
    with pytest.raises(
        InstallationGone, match=r"DRUMBEAT_SLACK_BOT_TOKEN: .*invalid_auth"
    ) as wrong:
        await describe(slack.api_url, "xoxb-wrong")

    assert "xoxb-wrong" not in str(wrong.value)


async def test_what_waited_in_vain_for_a_connection_was_not_sent():
    async with silent_server() as port, new_session(timeout=3, connections=1) as session:
        api = SlackApi(session, f"http://127.0.0.1:{port}/")
        posts = [asyncio.create_task(api.write("token", "chat.postMessage")) for _ in range(2)]
        ended, waiting = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(OutcomeUnknown):
            await waiting.pop()

    assert isinstance(ended.pop().exception(), NotSent)


async def test_a_part_more_stands_in_the_thread_of_the_first(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada), HELLO, "d-1")
    grown = await messenger.amend(to(slack, ada), receipt, LONG, "d-1")

    threads = {one.ts: one.thread_ts for one in ada.dm.messages}
    assert len(grown.more) > 1
    assert [threads[name] for name in grown.more] == [receipt.message_id] * len(grown.more)
    assert ada.dm.messages[0].metadata["event_payload"] == {"delivery_id": "d-1"}
    assert ada.dm.messages[-1].metadata["event_payload"] == {"continues": "d-1"}


async def test_an_amendment_that_slack_refuses_to_draw_is_said_in_words(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada), HELLO, "d-1")
    slack.fail("chat.update", "invalid_blocks", where=lambda args: NEW_BLOCK in str(args))
    await messenger.amend(to(slack, ada), receipt, Message("Chart", (CHART,)), "d-1")

    (stands,) = ada.dm.messages
    assert "It grew." in str(stands.blocks)
    assert NEW_BLOCK not in str(stands.blocks)


async def test_a_picture_that_slack_still_looks_at_is_waited_for(slack, messenger, ada):
    address = await messenger.upload(to(slack, ada), png())
    message = Message("See", (Image(address, "A field"),))
    slack.world.looks_at_files = True
    with pytest.raises(NotSent, match="invalid slack file"):
        await messenger.deliver(to(slack, ada), message, "d-1")
    slack.world.looks_at_files = False
    await messenger.deliver(to(slack, ada), message, "d-1")

    assert len(slack.accepted) == 1


async def test_a_picture_that_slack_cannot_draw_is_said_in_words(slack, messenger, ada):
    message = Message("See", (Image("slack-file:F1", "A red field"),))
    slack.fail("chat.postMessage", "invalid_blocks")
    await messenger.deliver(to(slack, ada), message, "d-1")

    assert "A red field" in str(slack.accepted[0].message.blocks)
    assert "slack-file" not in str(slack.accepted[0].message.blocks)


UPLOADS = {
    "too many": (lambda slack: slack.throttle("upload", retry_after=9), RateLimited),
    "too many places": (lambda slack: slack.throttle("files.getUploadURLExternal"), RateLimited),
    "not taken": (lambda slack: slack.server_error("upload"), NotSent),
    "lost": (lambda slack: slack.drop_before_accepting("upload"), NotSent),
    "end lost": (
        lambda slack: slack.drop_after_accepting("files.completeUploadExternal"),
        NotSent,
    ),
    "no files": (lambda slack: setattr(slack.world, "files_enabled", False), NotPermitted),
    "no right": (lambda slack: slack.team.scopes.discard("files:write"), NotPermitted),
}


@pytest.mark.parametrize("how", UPLOADS)
async def test_an_upload_that_fails_says_what_may_be_done_next(slack, messenger, ada, how):
    trouble, kind = UPLOADS[how]
    trouble(slack)
    with pytest.raises(kind):
        await messenger.upload(to(slack, ada), png())

    assert slack.accepted == []


async def test_a_picture_goes_to_no_other_place_than_slack(slack, messenger, ada):
    slack.world.upload_base = "http://elsewhere.example"
    with pytest.raises(MessageGone):
        await messenger.upload(to(slack, ada), png())

    assert [file.content for file in slack.files.values()] == [None]


async def test_only_slacks_own_no_to_the_question_itself_says_that_we_are_gone(
    slack, messenger, register
):
    here = next(iter(register.live.values())).id
    assert await messenger.presence(here) is Presence.THERE

    slack.fail("auth.test", "internal_error")
    assert await messenger.presence(here) is Presence.UNSURE
    slack.fail("auth.test", "missing_scope")
    assert await messenger.presence(here) is Presence.UNSURE

    slack.team.revoked = True
    assert await messenger.presence(here) is Presence.GONE
    assert await messenger.presence("nobody knows it") is Presence.GONE


JANA = Sender(
    "Jana Roth", "Jana Roth via Cirrus", "Jana looks after you.", "https://x.example/j.png"
)


async def test_who_looks_after_the_reader_says_it_under_their_own_name(
    slack, messenger, register, ada
):
    receipt = await messenger.deliver(to(slack, ada), replace(HELLO, sender=JANA), "d-1")
    found = await messenger.find(to(slack, ada), "d-1", datetime(2026, 1, 1, tzinfo=UTC))
    await messenger.amend(to(slack, ada), receipt, replace(LATER, sender=JANA), "d-1")

    (message,) = ada.inbox
    assert message.look == {"username": "Jana Roth", "icon_url": "https://x.example/j.png"}
    assert message.text == "Later"
    assert found.receipt == receipt


@pytest.mark.parametrize("lost", ["before", "meanwhile"])
async def test_where_the_name_may_not_be_shown_the_words_say_it(slack, messenger, ada, lost):
    if lost == "meanwhile":
        await messenger.deliver(to(slack, ada), HELLO, "d-0")
    slack.team.scopes.discard("chat:write.customize")
    await messenger.deliver(to(slack, ada), replace(HELLO, sender=JANA), "d-1")
    await messenger.deliver(to(slack, ada), replace(HELLO, sender=replace(JANA, name="")), "d-2")

    assert [message.look for message in ada.inbox[-2:]] == [{}, {}]
    assert all("Jana looks after you." in message.text for message in ada.inbox[-2:])
    assert [m.text.count("World") for m in ada.inbox[-2:]] == [1, 1]
