"""The conversations of several on Teams, by the names they have there, with who is in them."""

import pytest

from adapters.teams.conversations import TeamsPlaces
from bot.errors import InstallationGone, NotPermitted
from bot.ports import Conversation, Present


@pytest.fixture
def partner(teams):
    return teams.add_tenant("Partner")


@pytest.fixture
def bob(teams, partner):
    return teams.person("bob", tenant=partner, installed=False)


@pytest.fixture
def here(teams):
    return f"i-{teams.tenant.id}"


@pytest.fixture
def places(api, register, conversations):
    return TeamsPlaces(api, register, conversations)


@pytest.fixture
def noted(teams, conversations):
    async def note(room, **more):
        kind = "team" if room.team else "group"
        team = room.team.id if room.team else ""
        place = Conversation(
            "teams", teams.tenant.id, room.id, kind, teams.service_url, team=team, **more
        )
        await conversations.note(place)

    return note


@pytest.fixture
async def shared(teams, noted, ada, bob):
    """A channel in which a partner's person is, and whose app is in it."""
    channel = teams.shared_channel(teams.team("Gold", [ada]), "Joint plans", [ada, bob])
    channel.installed = True
    await noted(channel)
    return channel


async def test_channels_are_called_by_their_team_and_say_who_is_in_them(  # noqa: PLR0917 - what it tells of
    teams, places, noted, here, shared, ada, bob, partner
):
    general = shared.team.general
    await noted(general)
    chat = teams.group("Plans", [ada, bob])
    await noted(chat)
    told = {place.id: place for place in await places.every(here)}

    assert [(told[one.id].name, told[one.id].kind) for one in (shared, general, chat)] == [
        ("Gold / Joint plans", "team"),
        ("Gold", "team"),
        ("", "group"),
    ]
    assert [told[one.id].shared for one in (shared, general, chat)] == [True, False, False]
    assert told[shared.id].homes == told[chat.id].homes == {partner.id}
    assert not any(place.joinable for place in told.values())
    assert await places.present(here, told[shared.id]) == Present(
        frozenset({ada.aad_id, bob.aad_id}), frozenset({partner.id})
    )


async def test_a_shared_channel_stays_shared_while_nobody_of_the_partner_is_there(
    places, here, shared, bob
):
    del shared.members[bob.id]
    told = await places.look(here, shared.id)

    assert (told.shared, told.homes) == (True, frozenset())


async def test_a_person_s_home_is_told_over_all_pages_of_the_roster(
    teams, places, here, shared, bob, monkeypatch
):
    monkeypatch.setattr("adapters.teams.api.A_PAGE", 1)
    told = await places.look(here, shared.id)

    assert len((await places.present(here, told)).people) == 2


async def test_where_we_are_out_nothing_is_told(places, here, shared):
    shared.installed = False

    assert await places.every(here) == []
    assert await places.look(here, shared.id) is None
    assert await places.look(here, "19:nowhere@thread.tacv2") is None


async def test_what_was_closed_by_news_is_looked_at_as_closed(places, noted, here, shared):
    for state in ("archived", "disconnected"):
        await noted(shared, state=state)
        told = await places.look(here, shared.id)

        assert (told.archived, told.shared) == (state == "archived", state == "archived")


async def test_a_team_that_keeps_its_channels_to_itself_leaves_them_without_a_name(
    teams, places, here, shared, partner
):
    teams.fail(call="team", status=403, code="NotEnoughPermissions")
    (told,) = await places.every(here)

    assert (told.name, told.shared, told.homes) == ("", True, {partner.id})


async def test_an_installation_that_is_gone_is_asked_nothing(places):
    with pytest.raises(InstallationGone):
        await places.every("i-nobody")


async def test_nobody_joins_by_themselves(places, here, shared):
    with pytest.raises(NotPermitted, match="somebody there has to add it"):
        await places.join(here, shared.id)
