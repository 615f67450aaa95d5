import pytest

from adapters.teams.api import TeamsApi, new_session
from adapters.teams.hosts import ServiceHosts
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.people import People
from adapters.teams.tokens import AppToken, Credentials
from content.wording import load_wording
from tests.stand_ins.teams import FakeTeams
from tests.teams.house import MemoryConversations, known, open_house, register_of


@pytest.fixture
async def teams():
    async with FakeTeams() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def house(teams):
    async with open_house(teams) as opened:
        yield opened


@pytest.fixture
def ada(teams):
    return teams.person("ada")


@pytest.fixture
def register(teams):
    return register_of(teams)


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
    return TeamsMessenger(api, register, People(api, conversations, teams.app_id), load_wording())


@pytest.fixture
async def to(teams, conversations, ada):
    return await known(teams, conversations, ada)
