import pytest

from adapters.teams.directory import TeamsDirectory, read_profile
from bot.event import Origin
from bot.ports import Conversation, Profile


async def test_a_person_is_looked_up_where_they_are(teams, api, conversations, ada, to):
    await conversations.note(
        Conversation("teams", teams.tenant.id, ada.chat.id, "personal", "", zone="Europe/Berlin")
    )
    origin = Origin("teams", teams.tenant.id, ada.aad_id, ada.chat.id)
    found = await TeamsDirectory(api, conversations).profile(origin)

    assert found == Profile(
        "ada@example.com", "Ada", "Europe/Berlin", homes=frozenset({teams.tenant.id})
    )


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
    ours_alone = frozenset({"t"})
    ours = {"userPrincipalName": "ada@vendor.example", "tenantId": "t"}
    guest = {"userPrincipalName": "bob_partner.example#EXT#@vendor.example", "tenantId": "t"}

    assert read_profile(ours, "t") == Profile("ada@vendor.example", homes=ours_alone)
    assert read_profile(guest, "t") == Profile(is_guest=True, homes=ours_alone)
    assert read_profile({"userRole": "guest"}, "t").is_guest
    assert read_profile({"tenantId": "other"}, "t").is_guest


@pytest.mark.parametrize("member", [{}, {"tenantId": ""}, {"tenantId": None}])
def test_whoever_has_no_tenant_belongs_nowhere(member):
    assert read_profile({"email": "ada@vendor.example", **member}, "t").homes == frozenset()


async def test_a_roster_names_everybody_in_groups_and_teams_over_all_its_pages(
    teams, api, conversations, ada, monkeypatch
):
    monkeypatch.setattr("adapters.teams.api.A_PAGE", 2)
    bob = teams.person("bob", tenant=teams.add_tenant("Partner Ltd"))
    people = [ada, bob, *(teams.person(name) for name in ("cem", "dan", "eve"))]
    room = teams.group("Plans", people)
    for place, kind, url in ((room, "group", teams.service_url), (ada.chat, "personal", "")):
        await conversations.note(Conversation("teams", teams.tenant.id, place.id, kind, url))
    directory = TeamsDirectory(api, conversations)
    listed = [one async for one in directory.roster(teams.tenant.id)]

    assert [one.origin for one in listed] == [
        Origin("teams", teams.tenant.id, person.aad_id) for person in people
    ]
    assert [one.profile.is_guest for one in listed] == [False, True, False, False, False]


async def test_a_conversation_that_let_us_go_is_passed_over(teams, api, conversations, ada):
    left, stays = teams.group("Old", [ada]), teams.group("New", [ada])
    for room in (left, stays):
        await conversations.note(
            Conversation("teams", teams.tenant.id, room.id, "group", teams.service_url)
        )
    left.installed = False
    listed = [one async for one in TeamsDirectory(api, conversations).roster(teams.tenant.id)]

    assert [one.origin.user for one in listed] == [ada.aad_id]
