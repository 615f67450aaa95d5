import pytest

from tests.email.office import LinkBook, mail_room
from tests.stand_ins.smtp import MailSink


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def links():
    return LinkBook()


@pytest.fixture
async def messenger(sink, links):
    async with mail_room(sink, links) as opened:
        yield opened
