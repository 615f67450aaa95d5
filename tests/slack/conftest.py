import pytest

from tests.slack.house import open_house
from tests.stand_ins.slack import FakeSlack


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def house(slack):
    async with open_house(slack) as opened:
        yield opened


@pytest.fixture
def ada(slack):
    return slack.user("ada")
