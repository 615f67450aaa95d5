"""Teams, channels and groups: where we may speak, and why no longer."""

import pytest

from bot.action import ActionRef
from bot.errors import RecipientGone
from bot.event import ActionPressed, Reply
from bot.message import Button, Buttons, Message, notice
from bot.ports import Destination
from tests.stand_ins.teams import payloads

ANSWER = notice("ARR", "41,200 USD")


@pytest.fixture
def partner(teams):
    return teams.add_tenant("Partner")


@pytest.fixture
def bob(teams, partner):
    """Somebody of the partner's tenant, who has installed nothing."""
    return teams.person("bob", tenant=partner, installed=False)


@pytest.fixture
def team(teams, ada):
    return teams.team("Gold partners", [ada], ["Plans"])


@pytest.fixture
async def shared(teams, house, team, ada, bob):
    channel = teams.shared_channel(team, "Joint plans", [ada, bob])
    await teams.install(channel, ada)
    await house.workers.rest()
    return channel


@pytest.fixture
def stands(house, teams):
    def how(where):
        key = teams.tenant.id, where.id
        return house.conversations.kept[key].state, house.conversations.reasons.get(key)

    return how


async def test_a_shared_channel_is_noted_as_a_place_of_the_hosts_tenant(
    teams, house, shared, team, stands
):
    kept = house.conversations.kept[teams.tenant.id, shared.id]

    assert (kept.kind, kept.team, kept.service_url) == ("team", team.id, teams.service_url)
    assert stands(shared) == ("live", None)


async def test_people_of_another_tenant_ask_and_are_answered_alone_in_a_shared_channel(
    teams, house, shared, ada, bob, partner
):
    house.router.reply = Reply((ANSWER,))
    await bob.mention_in(shared, "our ARR")
    await house.workers.rest()
    (event,) = [one for one in house.router.events if getattr(one, "text", "") == "our ARR"]

    assert event.origin.installation == teams.tenant.id
    assert [(post.conversation, post.activity["summary"]) for post in bob.inbox] == [
        (shared, "ARR")
    ]
    assert (ada.inbox, teams.messages(shared)) == ([], [])
    assert partner.id not in {one for one, _ in house.conversations.kept}


async def test_what_is_posted_in_a_shared_channel_is_pressed_by_people_of_both_sides(
    teams, house, shared, ada, bob
):
    where = Destination("teams", f"i-{teams.tenant.id}", shared.id, shared.id)
    asked = Message("How likely?", (Buttons((Button("Nine", ActionRef("nps", {"v": "9"})),)),))
    receipt = await house.room.messenger.deliver(where, asked, "d-1")
    house.router.reply = Reply(update=notice("Your score is 9", "Thank you"))
    post = shared.post(receipt.message_id)
    answers = [await who.press(post, "Nine") for who in (bob, ada)]
    await house.workers.rest()

    pressed = [one.origin for one in house.router.events if isinstance(one, ActionPressed)]
    assert [(origin.user, origin.installation) for origin in pressed] == [
        (bob.aad_id, teams.tenant.id),
        (ada.aad_id, teams.tenant.id),
    ]
    # Each sees their own answer on the card; what all others see is as it was.
    assert all("Your score is 9" in str(answer.card) for answer in answers)
    assert "Your score is 9" not in str(post.card)


async def test_posting_where_the_app_is_for_people_alone_says_so(teams, house, shared):
    shared.installed = False
    where = Destination("teams", f"i-{teams.tenant.id}", shared.id, shared.id)
    with pytest.raises(RecipientGone, match="was removed, or is installed for people alone"):
        await house.room.messenger.deliver(where, ANSWER, "d-1")


async def test_where_an_outsider_cannot_be_answered_alone_nothing_of_it_is_shown(
    teams, house, shared, bob
):
    house.router.reply = Reply((ANSWER,))
    shared.app_is_old = True
    await bob.mention_in(shared, "our ARR")
    await house.workers.rest()

    (line,) = teams.messages(shared)
    assert "too old for that" in line.text
    assert "chat with me" not in line.text
    assert "41,200" not in str(line.activity)
    assert teams.heard("create") == []


@pytest.mark.parametrize("is_told", [True, False])
async def test_no_chat_is_opened_with_people_of_another_tenant(
    teams, house, shared, bob, partner, *, is_told
):
    home = partner.id if is_told else ""
    to = Destination("teams", f"i-{teams.tenant.id}", bob.aad_id, home=home)
    with pytest.raises(RecipientGone, match="another Teams tenant"):
        await house.room.messenger.deliver(to, ANSWER, "d-1")

    assert teams.heard("create") == []


@pytest.mark.parametrize(
    ("event", "back", "closed"),
    [
        ("teamArchived", "teamUnarchived", ("archived", "the team was archived")),
        ("teamDeleted", "teamRestored", ("disconnected", "the team was deleted")),
        ("teamHardDeleted", None, ("disconnected", "the team was deleted")),
    ],
)
async def test_what_becomes_of_a_team_becomes_of_its_channels(  # noqa: PLR0917
    teams, house, ada, team, shared, stands, event, back, closed
):
    await ada.mention_in(team.channel("Plans"), "help")
    await house.workers.rest()
    await teams.change_team(team, event, ada)
    await house.workers.rest()
    assert [stands(place) for place in (shared, team.channel("Plans"))] == [closed] * 2
    if back:
        await teams.change_team(team, back, ada)
        await house.workers.rest()

        assert stands(shared) == ("live", None)


async def test_a_deleted_channel_is_closed_alone(teams, house, ada, team, shared, stands):
    await ada.mention_in(team.channel("Plans"), "help")
    await teams.delete_channel(team.channel("Plans"), ada)
    await house.workers.rest()

    assert stands(team.channel("Plans")) == ("archived", "the channel was deleted")
    assert stands(shared) == ("live", None)


async def test_a_channel_that_the_partner_is_out_of_stays_closed_whoever_speaks_there(
    teams, house, ada, shared, partner, stands
):
    await teams.unshare(shared, partner, ada)
    await ada.mention_in(shared, "help")
    await house.workers.rest()
    assert stands(shared) == (
        "disconnected",
        "the channel is no longer shared with the other company",
    )
    await teams.share(shared, partner, ada)
    await house.workers.rest()

    assert stands(shared) == ("live", None)


async def test_a_channel_shared_with_another_team_of_our_own_is_as_it_was(
    teams, house, ada, shared, stands
):
    await teams.unshare(shared, teams.tenant, ada)
    await house.workers.rest()

    assert stands(shared) == ("live", None)


async def test_where_the_app_is_taken_out_we_are_no_member_until_it_is_back(
    teams, house, ada, team, shared, stands
):
    await ada.mention_in(team.channel("Plans"), "help")
    await teams.uninstall(shared, ada)
    await house.workers.rest()
    assert stands(shared) == ("not a member", "the app was removed there")
    assert stands(team.channel("Plans")) == ("live", None)
    await teams.uninstall(team, ada)
    await house.workers.rest()
    assert stands(team.channel("Plans")) == ("not a member", "the app was removed there")
    await teams.install(team, ada)
    await house.workers.rest()

    assert stands(team.channel("Plans")) == ("live", None)


async def test_another_bot_that_comes_and_goes_changes_nothing(teams, house, ada, shared, stands):
    before = len(house.router.events)
    for key in ("membersAdded", "membersRemoved"):
        other = [{"id": "28:somebody-elses"}]
        told = payloads.membership(teams.world, ada.member, shared, key, other)
        await teams.send_activity(told)
    await house.workers.rest()

    assert stands(shared) == ("live", None)
    assert len(house.router.events) == before


async def test_a_sign_of_life_opens_a_group_again(teams, house, ada, stands):
    room = teams.group("Plans", [ada])
    await teams.install(room, ada)
    await teams.uninstall(room, ada)
    await house.workers.rest()
    assert stands(room) == ("not a member", "the app was removed there")
    room.installed = True
    await ada.mention_in(room, "help")
    await house.workers.rest()

    assert stands(room)[0] == "live"
