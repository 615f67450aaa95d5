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
