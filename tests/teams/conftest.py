import pytest

from tests.stand_ins.teams import FakeTeams
from tests.teams.house import open_house


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
