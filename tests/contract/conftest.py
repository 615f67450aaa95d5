import pytest

from tests.contract.email_stage import email_stage
from tests.contract.slack_stage import slack_stage
from tests.contract.stages import PLATFORMS
from tests.contract.teams_stage import teams_stage
from tests.contract.web_stage import web_stage


@pytest.fixture(params=PLATFORMS)
async def stage(request):
    """Each platform in turn; what its strict stand-in finds at the end fails the test."""
    opened = {
        "slack": slack_stage,
        "teams": teams_stage,
        "email": email_stage,
        "web": lambda: web_stage(request.getfixturevalue("sqlite_url")),
    }[request.param]
    async with opened() as ready:
        yield ready
        await ready.arrived()
        assert ready.violations() == []
